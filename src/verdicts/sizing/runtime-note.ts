import type { RuntimeEdit, SizingNote } from "../../model/recommendation.ts";
import { isOptions } from "../budgets/live-remedies.ts";
import { UNITS, writeSize } from "../budgets/units.ts";
import type { ContainerFacts, RuntimeBound } from "./facts.ts";

const MEBI = 1 << 20;
const GIBI = 2 ** 30;
/** V8's own old space is never smaller nor larger unless it is told so: measured in a cgroup with each limit, Node.js 20 and 24. */
const V8_LEAST = 256 * MEBI;
const v8Most = (limit: number) => (limit >= 15 * GIBI ? 4 : 2) * GIBI;

/** The least limit that leaves a runtime bounded in bytes the room it needs beyond its bound; 0 where none is known. */
export function least({ runtime }: ContainerFacts): number {
	return runtime === null || runtime.unit === "percent" ? 0 : Math.ceil(runtime.value / runtime.advised);
}

/**
 * What a runtime's setting must become with this limit. A bound in bytes stays unless it leaves too little room beside it. A share of the limit
 * moves with the limit, so that a smaller limit would shrink the heap, and a larger one would be eaten by it: the share is changed so
 * that the heap keeps its bytes.
 */
export function runtimeNote({ runtime, limit: now }: ContainerFacts, limit: number): SizingNote | null {
	if (runtime === null) return null;
	const { setting, written, unit, value, advised } = runtime;
	const note = (to: string): SizingNote => {
		const edit = editOf(runtime, to);
		return {
			...{ kind: "runtime", object: runtime.runtime, setting, from: written, to },
			...(isBelowInitial(runtime, to) ? { initial: true } : {}),
			...(edit === null ? {} : { edit }),
		};
	};
	if (unit !== "percent") {
		const to = value <= advised * limit ? null : writeSize(advised * limit, unit);
		return to === null ? null : note(to);
	}
	if (now === null || now === limit) return null;
	if (setting.endsWith("size=")) {
		const own = Math.max(V8_LEAST, Math.min((value / 100) * now, v8Most(now)));
		return note(String(Math.floor(Math.min(advised * limit, own) / MEBI)));
	}
	const heap = Math.min(advised * limit, (value / 100) * now);
	const to = ((100 * heap) / limit).toFixed(1);
	return Number(to) === value ? null : note(to);
}

/** Passwords stand among words and in variables: what holds more than settings of memory is not repeated. */
const SECRET = /pass|secret|token|key|credential|auth/i;
const PLAIN = /^[\w .=:%+/,@-]*$/;

const INITIAL = /(-Xms|-XX:InitialHeapSize=)\d+[kmgt]?\b/i;

/** No JVM starts with more than its bound. */
function isBelowInitial({ initial }: RuntimeBound, to: string): boolean {
	return initial !== undefined && initial > (UNITS.jvm(to) ?? Number.POSITIVE_INFINITY);
}

function editOf(bound: RuntimeBound, to: string): RuntimeEdit | null {
	const { origin, setting, written } = bound;
	if (origin === undefined) return null;
	if (origin.kind === "config-map") {
		const { namespace, name, key } = origin;
		return { type: "config-map", namespace, name, key };
	}
	const above = isBelowInitial(bound, to);
	// It stands elsewhere.
	if (above && !(origin.kind === "variable" ? [origin.text] : origin.words).some((text) => INITIAL.test(text)))
		return null;
	const lowered = (text: string) => (above ? text.replace(INITIAL, `$1${to}`) : text);
	const replaced = (text: string) => {
		// The same value may stand behind another flag: -Xms, MaxMetaspaceSize.
		const named = text.lastIndexOf(`${setting}${written}`);
		const at = named === -1 ? text.lastIndexOf(written) : named + setting.length;
		return lowered(text.slice(0, at) + to + text.slice(at + written.length));
	};
	if (origin.kind === "variable") {
		const { name, text } = origin;
		return text === written || text === `${setting}${written}` || isOptions(text)
			? { type: "variable", name, value: replaced(text) }
			: null;
	}
	const { list, words, index } = origin;
	if (words.some((word) => !PLAIN.test(word) || SECRET.test(word))) return null;
	return { type: "words", list, words: words.map((word, i) => (i === index ? replaced(word) : lowered(word))) };
}
