import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { LeakParams } from "../model/rules-leaks.ts";
import { asDetail } from "../model/text.ts";
import { formatTime, type Millis, parseTime } from "../model/time.ts";
import { writeKept } from "../sources/whole-file.ts";
import { isNamedAfter } from "./verify.ts";

/** A workload's container whose fix was proven. */
export interface FixedEntry {
	/** The cluster, as the source calls itself. */
	source: string;
	kind: string;
	namespace: string;
	name: string;
	/** Empty for all of them. */
	container: string;
	/** From when on it was without the fault. */
	since: Millis;
	fixedAt: Millis;
}

/** More are forgotten, the oldest first. */
const MOST_KEPT = 1000;

/** Where it is remembered what was fixed: below the XDG state folder. */
export function fixedPath(environment: Readonly<Record<string, string | undefined>>, home: string): string {
	const state = environment.XDG_STATE_HOME || join(environment.HOME ?? home, ".local", "state");
	return join(state, "plimsoll", "fixed.json");
}

/** What is remembered; a file that cannot be read is a gap, and nothing is remembered. */
export async function readFixed(path: string): Promise<{ entries: FixedEntry[]; gaps: Gap[] }> {
	const gap = (reason: Gap["reason"], detail: string): Gap => ({ source: "state", what: path, reason, detail });
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		const none = (error as NodeJS.ErrnoException).code === "ENOENT";
		return { entries: [], gaps: none ? [] : [gap("failed", asDetail((error as Error).message))] };
	}
	try {
		const { fixed } = JSON.parse(text) as { fixed?: unknown };
		if (!Array.isArray(fixed)) return { entries: [], gaps: [gap("malformed", "")] };
		return { entries: fixed.flatMap(entryOf), gaps: [] };
	} catch (error) {
		return { entries: [], gaps: [gap("malformed", asDetail((error as Error).message))] };
	}
}

/** @throws Failure output-unwritable */
export async function writeFixed(path: string, entries: readonly FixedEntry[]): Promise<void> {
	const fixed = entries
		.toSorted((a, b) => b.fixedAt - a.fixedAt)
		.slice(0, MOST_KEPT)
		.map((entry) => ({ ...entry, since: formatTime(entry.since), fixedAt: formatTime(entry.fixedAt) }));
	await writeKept(path, `${JSON.stringify({ apiVersion: "plimsoll.dev/v1", kind: "Fixed", fixed }, null, "\t")}\n`);
}

/** Adds an entry in place of an older one of the same container. */
export function remember(entries: readonly FixedEntry[], entry: FixedEntry): FixedEntry[] {
	return [...entries.filter((known) => keyOf(known) !== keyOf(entry)), entry];
}

/** What was proven fixed and is back: leaks, deaths for memory after the proof, known bugs that are there or show themselves. */
export function reopened(findings: readonly Finding[], entries: readonly FixedEntry[], source: string): Finding[] {
	return entries.flatMap((entry): Finding[] => {
		const found = entry.source === source ? findings.find((finding) => isBack(finding, entry)) : undefined;
		if (found === undefined) return [];
		const { kind, namespace, name, container, fixedAt } = entry;
		return [
			{
				rule: "verify/reopened",
				severity: "error",
				confidence: found.confidence,
				subject: { kind, namespace, name, ...(container === "" ? {} : { container }) },
				params: { workload: { kind, namespace, name }, container, fixedAt, came: found.rule },
				evidence: found.evidence.slice(0, 2),
				remedies: [],
			},
		];
	});
}

const DEATHS_FOR_MEMORY = /^death\/(?:container-limit|child-killed|parent-limit|unreported-oom)$/;

function isBack(finding: Finding, { kind, namespace, name, container, since, fixedAt }: FixedEntry): boolean {
	const { rule, subject, severity, params } = finding;
	if (subject.namespace !== namespace) return false;
	if (container !== "" && subject.container !== undefined && subject.container !== container) return false;
	const isIt = subject.name === name && subject.kind?.toLowerCase() === kind.toLowerCase();
	// Deaths are told of pods, and so are leaks of those whose owner is gone or not known.
	if (!isIt && !isOneOf({ kind, name }, subject)) return false;
	// A history goes back to before the fix: what leaked at that time leaks in it still.
	if (rule.startsWith("leak/")) return !("curve" in params) || (params.lastAt > fixedAt && risesSince(params, since));
	if (rule.startsWith("advisory/")) return severity !== "info";
	return DEATHS_FOR_MEMORY.test(rule) && "at" in params && typeof params.at === "number" && params.at > fixedAt;
}

/** Of the pace of a leak, what has to be left of it for the same leak to be there: as much as `verify` does not call fixed. */
const LEFT = 0.2;

/** Whether memory rose after a moment as it did over all that was looked at; falls, as a restart brings them, count for nothing. */
function risesSince({ curve, lastAt, spanSeconds, bytesPerHour }: LeakParams, since: Millis): boolean {
	const stretch = (spanSeconds * 1000) / curve.length;
	const after = curve.filter((_, i) => lastAt - spanSeconds * 1000 + i * stretch >= since);
	const known = after.filter((bytes) => bytes !== null);
	const risen = known.reduce((sum, bytes, i) => sum + Math.max(0, bytes - (known[i - 1] ?? bytes)), 0);
	return known.length > 1 && risen >= LEFT * bytesPerHour * (((after.length - 1) * stretch) / 3_600_000);
}

function isOneOf(workload: { kind: string; name: string }, { kind, name = "" }: Finding["subject"]): boolean {
	if (kind === "Pod") return isNamedAfter(workload, name);
	return kind === "ReplicaSet" && workload.kind === "Deployment" && isNamedAfter(workload, `${name}-xxxxx`);
}

function keyOf({ source, kind, namespace, name, container }: FixedEntry): string {
	return [source, kind.toLowerCase(), namespace, name, container].join("\0");
}

function entryOf(value: unknown): FixedEntry[] {
	const object = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
	const text = (key: string) => (typeof object[key] === "string" ? (object[key] as string) : "");
	const [since, fixedAt] = [parseTime(object.since), parseTime(object.fixedAt)];
	if (since === null || fixedAt === null || text("name") === "") return [];
	const [source, kind, namespace, name, container] = ["source", "kind", "namespace", "name", "container"].map(text);
	return [{ source, kind, namespace, name, container, since, fixedAt } as FixedEntry];
}
