import { Failure } from "../../model/failure.ts";
import type { Gap, GapReason } from "../../model/gap.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { TimedOut, TooLarge } from "./transport.ts";

/** One thing read from each node. */
export type OfNode =
	| "kernel log"
	| "the moment of a death in the kernel log"
	| "memory statistics"
	| "kubelet configuration";
export type NodeGap = Gap & { what: OfNode };

/** What a source could not read, each thing once. */
export class Gaps {
	private readonly found = new Map<string, Gap>();
	/** Nodes by reason and detail: a thousand nodes that refuse the same way are one gap. */
	private readonly nodes = new Map<string, { gap: NodeGap; names: string[] }>();

	add(gap: Gap): void {
		this.found.set(`${gap.source}\0${gap.what}\0${gap.reason}`, gap);
	}

	addOfNode(node: string, gap: NodeGap): void {
		const key = `${gap.source}\0${gap.what}\0${gap.reason}`;
		const known = this.nodes.get(key);
		if (known === undefined) this.nodes.set(key, { gap, names: [node] });
		else if (!known.names.includes(node)) known.names.push(node);
	}

	all(): Gap[] {
		const ofNodes = [...this.nodes.values()].map(({ gap, names }) => ({
			...gap,
			what: said(`${gap.what} of {nodes}`, { nodes: someOf(names.toSorted()) }),
		}));
		return [...this.found.values(), ...ofNodes];
	}
}

const NAMED = 3;

function someOf(names: readonly string[]): string {
	const rest = names.length - NAMED;
	const named = names
		.slice(0, NAMED)
		.map((name) => asDetail(name))
		.join(", ");
	return rest > 0 ? said("{names} and {count} more", { names: named, count: rest }) : named;
}

/** Why something could not be read, from what was thrown. Null for what is no reading's fault: an abort, a bug. */
export function reasonOf(error: unknown): { reason: GapReason; detail: string } | null {
	if (error instanceof TooLarge) return { reason: "truncated", detail: error.message };
	if (error instanceof TimedOut) return { reason: "timed-out", detail: error.message };
	if (!(error instanceof Failure)) return null;
	const { status, detail = "", seconds } = error.params as { status?: number; detail?: string; seconds?: number };
	switch (error.code) {
		case "cluster-forbidden":
			return { reason: "forbidden", detail };
		case "cluster-unauthorized":
			return { reason: "forbidden", detail: "HTTP 401" };
		case "cluster-timed-out":
			return { reason: "timed-out", detail: `${seconds} s` };
		case "cluster-not-kubernetes":
			return { reason: "malformed", detail };
		case "cluster-failed":
			return { reason: status === 404 || status === 405 ? "absent" : "failed", detail };
		default:
			return error.code.startsWith("cluster-") || error.code.startsWith("cred") ? { reason: "failed", detail } : null;
	}
}

/** What a request failed of, shortly and as text that a language reads back: the server's own words where it said some. */
export function failedOf(error: unknown): string {
	if (!(error instanceof Failure)) return asDetail(error instanceof Error ? error.message : String(error));
	const { detail = "", seconds = 0 } = error.params as { detail?: string; seconds?: number };
	if (error.code === "cluster-timed-out") return said("no answer within {ms} ms", { ms: seconds * 1000 });
	if (error.code === "cluster-unauthorized") return "HTTP 401";
	return detail === "" ? error.code : detail;
}
