import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, YAMLException } from "js-yaml";
import type { MalformedProblem } from "../../model/rules-lint.ts";
import { said } from "../../model/said.ts";
import { eventsOf } from "./events.ts";

/** A YAML (or JSON) value that knows where it stands: offsets in its file, the end exclusive, quotes included. */
export type Node = MapNode | ListNode | ScalarNode;
interface Ranged {
	start: number;
	end: number;
}
export interface ScalarNode extends Ranged {
	kind: "scalar";
	value: string;
	/** Not quoted and no block: only such a scalar can be a number, a switch or null. */
	plain: boolean;
	/** A literal block (`|`): its lines stand in the file as they are, but for the indentation. */
	literal: boolean;
}
export interface ListNode extends Ranged {
	kind: "list";
	items: Node[];
}
export interface MapNode extends Ranged {
	kind: "map";
	entries: Map<string, { key: ScalarNode; value: Node }>;
}

/** Why a document is not what it seems; offsets in the file. */
interface TreeProblem extends Ranged {
	problem: MalformedProblem;
	detail: string;
}

export interface Tree {
	/** Null for an empty document. */
	root: Node | null;
	/** What does not stop the reading: keys given twice, where the last wins, as for the API server. */
	problems: TreeProblem[];
}

const { DOCUMENT, SEQUENCE, MAPPING, SCALAR, ALIAS, POP } = EVENT_ID;
const FLOW = 2;
/** Entries that merge keys may copy in one document: aliases cost nothing here, but a bomb of merges would. */
const MERGE_BOUND = 10_000;

type Frame =
	| { node: MapNode; key: ScalarNode | null; anchor: string; borrowed: Set<string> }
	| { node: ListNode; key: null; anchor: string };

/** Thrown for what no document may have; caught in `parseTree`. */
class Unreadable extends Error {
	readonly problem: TreeProblem;
	constructor(problem: MalformedProblem, detail: string, start: number, end: number) {
		super(detail);
		this.problem = { problem, detail, start, end };
	}
}

/**
 * Reads one document; `base` is where it starts in its file. Aliases are shared, not copied, so that a tree is no larger than its text; a walk
 * over a tree must therefore not visit a node twice. On an error there is no root.
 */
export function parseTree(text: string, base: number): Tree {
	const problems: TreeProblem[] = [];
	if (isTooLarge(text)) {
		const start = base + Math.max(0, text.search(/\S/));
		return { root: null, problems: [{ problem: "size", detail: "", start, end: start + 1 }] };
	}
	try {
		const { events, mended } = eventsOf(text);
		return { root: build(mended, base, events, problems), problems };
	} catch (error) {
		if (error instanceof Unreadable) problems.push(error.problem);
		else if (error instanceof YAMLException) problems.push(syntaxProblem(error, text, base));
		else throw error;
		return { root: null, problems };
	}
}

/**
 * Values in one document: each takes a few hundred bytes while it is read, so that a file of commas would take gigabytes. A List of all of a
 * cluster's workloads with a hundred lines each may have ten thousand of them.
 */
const VALUES_BOUND = 1_000_000;

function isTooLarge(text: string): boolean {
	if (text.length < 2 * VALUES_BOUND) return false;
	let values = 0;
	for (const mark of [",", "\n", "\r", "{", "["]) {
		for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
			if (++values > VALUES_BOUND) return true;
		}
	}
	return false;
}

function syntaxProblem(error: YAMLException, text: string, base: number): TreeProblem {
	// What is not closed is only noticed at the end: the last thing that was said is nearer to it than an empty line.
	const at = Math.min(error.mark?.position ?? 0, Math.max(0, text.trimEnd().length - 1));
	const rest = /[^\r\n]*/.exec(text.slice(at, at + 200))?.[0].trimEnd().length ?? 0;
	const problem = /\btab\b/.test(error.reason) ? "tab" : /maxDepth/.test(error.reason) ? "depth" : "syntax";
	return { problem, detail: error.reason, start: base + at, end: base + at + Math.max(1, rest) };
}

function build(text: string, base: number, events: readonly Event[], problems: TreeProblem[]): Node | null {
	const anchors = new Map<string, Node>();
	const frames: Frame[] = [];
	let root: Node | null = null;
	let merged = 0;
	let last = base;

	const add = (node: Node, isNull: boolean) => {
		const frame = frames.at(-1);
		if (frame === undefined) {
			if (!isNull) root = node;
			return;
		}
		if (frame.node.kind === "list") {
			frame.node.items.push(node);
			return;
		}
		if (frame.key === null) {
			if (node.kind !== "scalar") throw new Unreadable("syntax", said("a key must be text"), node.start, node.end);
			frame.key = node;
			return;
		}
		const { key } = frame;
		frame.key = null;
		if (key.value === "<<" && key.plain) {
			merged = merge(frame.node, frame.borrowed, node, merged);
			return;
		}
		// What a merge brought in may be overridden.
		if (frame.node.entries.has(key.value) && !frame.borrowed.delete(key.value)) {
			problems.push({ problem: "duplicate-key", detail: key.value, start: key.start, end: key.end });
		}
		frame.node.entries.set(key.value, { key, value: node });
	};

	for (const event of events) {
		switch (event.type) {
			case DOCUMENT:
				break;
			case SCALAR: {
				const absent = event.valueStart === -1;
				const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
				const start = absent ? last : base + event.valueStart - (quoted ? 1 : 0);
				const end = absent ? last : base + event.valueEnd + (quoted ? 1 : 0);
				last = end;
				const node: ScalarNode = {
					kind: "scalar",
					start,
					end,
					value: getScalarValue(text, event),
					plain: event.style === SCALAR_STYLE.PLAIN,
					literal: event.style === SCALAR_STYLE.LITERAL_BLOCK,
				};
				if (event.anchorStart !== -1) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
				add(node, absent);
				break;
			}
			case MAPPING:
			case SEQUENCE: {
				const start = base + event.start;
				last = start;
				const anchor = event.anchorStart === -1 ? "" : text.slice(event.anchorStart, event.anchorEnd);
				const flow = event.style === FLOW;
				frames.push(
					event.type === MAPPING
						? {
								node: { kind: "map", start, end: flow ? -1 : start, entries: new Map() },
								key: null,
								anchor,
								borrowed: new Set(),
							}
						: { node: { kind: "list", start, end: flow ? -1 : start, items: [] }, key: null, anchor },
				);
				break;
			}
			case ALIAS: {
				const name = text.slice(event.anchorStart, event.anchorEnd);
				const node = anchors.get(name);
				last = base + event.anchorEnd;
				if (node === undefined) throw new Unreadable("alias", name, base + event.anchorStart - 1, last);
				add(node, false);
				break;
			}
			case POP: {
				const frame = frames.pop();
				if (frame === undefined) break;
				if (frame.node.end === -1) {
					const close = text.indexOf(frame.node.kind === "map" ? "}" : "]", last - base);
					last = close === -1 ? last : base + close + 1;
				}
				frame.node.end = last;
				// Only a finished node can be referred to: a node that holds itself would never end.
				if (frame.anchor !== "") anchors.set(frame.anchor, frame.node);
				add(frame.node, false);
			}
		}
	}
	return root;
}

/** `<<: *base` or `<<: [*a, *b]`: keys that are not there yet, the first source first (yaml.org/type/merge). */
function merge(into: MapNode, borrowed: Set<string>, from: Node, merged: number): number {
	let count = merged;
	for (const source of from.kind === "list" ? from.items : [from]) {
		if (source.kind !== "map") throw new Unreadable("alias", "<<", from.start, from.end);
		for (const [key, entry] of source.entries) {
			if (++count > MERGE_BOUND) throw new Unreadable("alias", "<<", from.start, from.end);
			if (into.entries.has(key)) continue;
			into.entries.set(key, entry);
			borrowed.add(key);
		}
	}
	return count;
}
