import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { NodeOutlook } from "../../model/node-outlook.ts";

/** What lists show of a node: all but its kill order. */
export interface OutlookBrief extends Omit<NodeOutlook, "containers"> {
	/** How many run. */
	containers: number;
}

/** Each node's forecast, and its kill order compressed until somebody opens the node: of ten thousand containers it would be the largest thing held. */
export class HeldOutlooks {
	readonly briefs: readonly OutlookBrief[];
	readonly #orders: ReadonlyMap<string, Uint8Array>;

	constructor(outlooks: readonly NodeOutlook[]) {
		this.briefs = outlooks.map((outlook) => ({ ...outlook, containers: outlook.containers.length }));
		this.#orders = new Map(outlooks.map(({ name, containers }) => [name, packed(containers)]));
	}

	of(name: string): NodeOutlook | null {
		const [brief, order] = [this.briefs.find((one) => one.name === name), this.#orders.get(name)];
		if (brief === undefined || order === undefined) return null;
		return { ...brief, containers: JSON.parse(inflateRawSync(order).toString()) as NodeOutlook["containers"] };
	}
}

function packed(containers: NodeOutlook["containers"]): Uint8Array {
	// As long as it is, and no longer: zlib's own piece is larger, and a piece of Node's pool would keep all of that.
	return new Uint8Array(deflateRawSync(JSON.stringify(containers), { level: 1 }));
}
