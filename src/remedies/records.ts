import { randomBytes } from "node:crypto";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Failure } from "../model/failure.ts";
import type { FieldEdit, FixRecord, Step } from "../model/fix.ts";
import type { Gap } from "../model/gap.ts";
import { asDetail } from "../model/text.ts";
import { formatTime, type Millis, parseTime } from "../model/time.ts";
import { isShape, type Shape, shape, text } from "../sources/kubernetes/shape.ts";

const API_VERSION = "plimsoll.dev/v1";

/** Where it is kept what was changed: below the XDG state folder. */
export function recordsPath(environment: Readonly<Record<string, string | undefined>>, home: string): string {
	const state = environment.XDG_STATE_HOME || join(environment.HOME ?? home, ".local", "state");
	return join(state, "plimsoll", "fixes");
}

/** `20261121-235012-3fa9`: in the order of time, and short enough to type. */
export function newId(at: Millis): string {
	return `${formatTime(at)
		.replace(/[-:]|\..*|Z/g, "")
		.replace("T", "-")}-${randomBytes(2).toString("hex")}`;
}

/**
 * Writes a record whole or not at all, for its owner's eyes only.
 * @throws Failure output-unwritable: then nothing may be changed
 */
export function writeRecord(folder: string, record: FixRecord): void {
	const path = join(folder, `${record.id}.json`);
	const partial = `${path}.${randomBytes(4).toString("hex")}.partial`;
	const object = { apiVersion: API_VERSION, kind: "Fix", ...record, at: formatTime(record.at) };
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		chmodSync(folder, 0o700);
		writeFileSync(partial, `${JSON.stringify(object, null, "\t")}\n`, { mode: 0o600, flag: "wx", flush: true });
		renameSync(partial, path);
	} catch (error) {
		if (existsSync(partial)) rmSync(partial, { force: true });
		throw new Failure("output-unwritable", { path, detail: asDetail((error as Error).message) }, error);
	}
}

/** Forgets a change that was never made. */
export function dropRecord(folder: string, { id }: FixRecord): void {
	rmSync(join(folder, `${id}.json`), { force: true });
}

/** As long as somebody may want a change back. */
const KEPT_MILLIS = 90 * 86_400_000;
/** The newest stay, however old: a cluster that is seldom mended keeps its last ones. */
const LEAST_KEPT = 50;
/** And no more than these, however new: a script that fixes all day must not fill the disk. */
const MOST_KEPT = 1000;
/** What a crash left behind. */
const PARTIAL = /^\d{8}-\d{6}-[0-9a-f]{4}\.json\.[0-9a-f]{8}\.partial$/;
const RECORD = /^\d{8}-\d{6}-[0-9a-f]{4}\.json$/;

/**
 * Forgets records that are older than 90 days and not among the newest 50, and all beyond the newest 1000. By their names, which hold the time; other files
 * are let be, and so is what cannot be removed: it is no reason to fail a change that was made.
 */
export function pruneRecords(folder: string, now: Millis): void {
	const oldest = newId(now - KEPT_MILLIS).slice(0, 15);
	try {
		const names = readdirSync(folder);
		const records = names
			.filter((name) => RECORD.test(name))
			.sort()
			.reverse();
		const gone = records.filter((name, i) => i >= MOST_KEPT || (i >= LEAST_KEPT && name < oldest));
		const partial = names.filter((name) => PARTIAL.test(name) && name < oldest);
		for (const name of [...gone, ...partial]) rmSync(join(folder, name), { force: true });
	} catch {
		// The next change tries again.
	}
}

/** All records, the newest first; a file that is none is a gap. */
export function readRecords(folder: string): { records: FixRecord[]; gaps: Gap[] } {
	const gap = (what: string, reason: Gap["reason"], detail: string): Gap => ({ source: "state", what, reason, detail });
	let names: string[];
	try {
		names = readdirSync(folder).filter((name) => name.endsWith(".json"));
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		return { records: [], gaps: code === "ENOENT" ? [] : [gap(folder, "failed", asDetail(message))] };
	}
	const gaps: Gap[] = [];
	const records = names.sort().flatMap((name) => {
		try {
			const record = recordOf(JSON.parse(readFileSync(join(folder, name), "utf8")));
			if (record !== null && `${record.id}.json` === name) return [record];
			gaps.push(gap(join(folder, name), "malformed", ""));
		} catch (error) {
			gaps.push(gap(join(folder, name), "malformed", asDetail((error as Error).message)));
		}
		return [];
	});
	return { records: records.reverse(), gaps };
}

const STATES: readonly string[] = ["begun", "applied", "undone"] satisfies FixRecord["state"][];

function recordOf(value: unknown): FixRecord | null {
	const object = shape(value);
	const at = parseTime(object.at);
	const target = shape(object.target);
	const [kind, namespace, name] = [text(target.kind), text(target.namespace), text(target.name)];
	const edits = Array.isArray(object.edits) ? object.edits.map(editOf) : [];
	const state = STATES.find((known) => known === object.state) as FixRecord["state"] | undefined;
	const whole = edits.every((edit) => edit !== null) && edits.length > 0;
	if (at === null || name === "" || kind === "" || state === undefined || !whole) return null;
	return {
		at,
		state,
		edits: edits as FieldEdit[],
		target: { kind, namespace, name },
		id: text(object.id),
		server: text(object.server),
		context: text(object.context),
		subresource: object.subresource === "resize" ? "resize" : "",
		uid: text(object.uid),
		rule: text(object.rule),
	};
}

function editOf(value: unknown): FieldEdit | null {
	const { path, before = null, after = null } = shape(value);
	if (!Array.isArray(path) || path.length === 0 || !path.every(isStep)) return null;
	return { path, before, after };
}

function isStep(step: unknown): step is Step {
	return typeof step === "string" || (isShape(step) && typeof (step as Shape).name === "string");
}
