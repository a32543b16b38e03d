import { createHash } from "node:crypto";
import { join } from "node:path";
import { Failure } from "../model/failure.ts";
import type { ReviewRecord, ReviewSums } from "../model/review.ts";
import { said } from "../model/said.ts";
import type { Millis } from "../model/time.ts";
import { type Shape, shape } from "../sources/kubernetes/shape.ts";
import { readSmall } from "../sources/small-file.ts";
import { writeKept } from "../sources/whole-file.ts";
import type { Context } from "./context.ts";

/** Where the last review of a cluster is remembered: below the XDG state folder, a file a cluster. */
export function recordPath({ env }: Context, source: string): string {
	const state = env.XDG_STATE_HOME || join(env.HOME ?? ".", ".local", "state");
	const name = createHash("sha256").update(source).digest("hex").slice(0, 16);
	return join(state, "plimsoll", "reviews", `${name}.json`);
}

/**
 * What the last review left; null where there was none.
 * @throws Failure file-unreadable for one that is there and cannot be used
 */
export async function readRecord(flag: string, path: string): Promise<ReviewRecord | null> {
	let text: string;
	try {
		text = (await readSmall(path)).toString("utf8");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" && flag === "") return null;
		throw new Failure("file-unreadable", { flag, path, detail: code ?? message }, error);
	}
	const record = recordIn(text);
	if (record !== null) return record;
	throw new Failure("file-unreadable", { flag, path, detail: said("no record of a review") });
}

function recordIn(text: string): ReviewRecord | null {
	let written: Shape;
	try {
		written = shape(JSON.parse(text));
	} catch {
		return null;
	}
	const { at, sums: given, known: matters } = shape(written.record);
	if (written.kind !== "Review" || !isTime(at) || !Array.isArray(matters)) return null;
	const counted = shape(given);
	const sum = (name: keyof ReviewSums) => {
		const value = counted[name];
		return typeof value === "number" && Number.isFinite(value) ? value : null;
	};
	const known = matters.map((matter) => {
		const { key, firstAt, goneAt } = shape(matter);
		const whole = typeof key === "string" && isTime(firstAt) && (goneAt === null || isTime(goneAt));
		return whole ? { key, firstAt, goneAt } : null;
	});
	if (known.includes(null)) return null;
	return {
		at,
		sums: {
			...{ deaths: sum("deaths"), leaks: sum("leaks"), advisories: sum("advisories") },
			...{ pressure: sum("pressure"), waste: sum("waste"), missing: sum("missing") },
		},
		known: known.filter((matter) => matter !== null),
	};
}

/** What a Date can hold. */
const LAST_TIME = 8.64e15;

function isTime(value: unknown): value is Millis {
	return typeof value === "number" && Math.abs(value) <= LAST_TIME;
}

/** @throws Failure output-unwritable */
export async function writeRecord(path: string, record: ReviewRecord): Promise<void> {
	await writeKept(path, `${JSON.stringify({ apiVersion: "plimsoll.dev/v1", kind: "Review", record }, null, "\t")}\n`);
}
