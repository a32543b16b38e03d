import type { NodeOutlook } from "../../model/node-outlook.ts";
import { type PackedOrder, packOrder, unpackOrder } from "../../survey/packed-order.ts";

/** What lists show of a node: all but its kill order. */
export interface OutlookBrief extends Omit<NodeOutlook, "containers"> {
	/** How many run. */
	containers: number;
}

/** Each node's forecast, and its kill order packed until somebody opens the node: of ten thousand containers it would be the largest thing held. */
export class HeldOutlooks {
	readonly briefs: readonly OutlookBrief[];
	readonly #orders = new Map<string, PackedOrder>();

	constructor(outlooks: readonly NodeOutlook[]) {
		this.briefs = outlooks.map((outlook) => {
			const { containers, ...brief } = outlook;
			this.#orders.set(outlook.name, packOrder(containers));
			return { ...brief, containers: containers.length };
		});
	}

	of(name: string): NodeOutlook | null {
		const [brief, order] = [this.briefs.find((one) => one.name === name), this.#orders.get(name)];
		return brief === undefined || order === undefined ? null : { ...brief, containers: unpackOrder(order) };
	}
}
