import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Advisory } from "../model/advisory.ts";
import { Failure } from "../model/failure.ts";
import type { Gap } from "../model/gap.ts";
import { said } from "../model/said.ts";
import { asDetail } from "../model/text.ts";
import { type Millis, parseTime } from "../model/time.ts";
import { writeKept } from "../sources/whole-file.ts";
import { problemsOfSet } from "../verdicts/advisories/problems.ts";

/** The catalogue, and which issue of it. */
export interface AdvisorySet {
	advisories: readonly Advisory[];
	/** Grows with each issue; null for the one built in. */
	serial: number | null;
}

/** Ed25519, SubjectPublicKeyInfo. Its other half signs the sets that are published (scripts/sign-advisories.ts). */
const PUBLIC_KEY = "MCowBQYDK2VwAyEAS239thPLThJbGX53oailLI7W2WwtJJdUCzKle8UEKXA=";
/** The built-in set's place among the published ones. */
export const BUILT_IN_SERIAL = 1;
/** A thousand advisories are two megabytes. */
const SET_BOUND = 16 << 20;
const FETCH_MS = 30_000;

/** Where an updated set is kept: below the XDG data folder. */
export function setPath(environment: Readonly<Record<string, string | undefined>>, home: string): string {
	const data = environment.XDG_DATA_HOME || join(environment.HOME ?? home, ".local", "share");
	return join(data, "plimsoll", "advisories", "set.json");
}

/** The newest set there is: the one stored, or the one built in. A stored one that was damaged is a gap. */
export async function loadSet(path: string): Promise<AdvisorySet & { gaps: Gap[] }> {
	const { ADVISORIES } = await import("../verdicts/advisories/catalogue.ts");
	const builtIn = { advisories: ADVISORIES, serial: null };
	let text: string;
	try {
		text = await boundedText(path);
	} catch (error) {
		if (error instanceof Failure) return { ...builtIn, gaps: [gap(path, "malformed", error.code)] };
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return { ...builtIn, gaps: [] };
		return { ...builtIn, gaps: [gap(path, "failed", asDetail(String(error)))] };
	}
	try {
		const set = readSet(text, path, await storedKey(path));
		return set.serial > BUILT_IN_SERIAL ? { ...set, gaps: [] } : { ...builtIn, gaps: [] };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { ...builtIn, gaps: [gap(path, "malformed", error.code)] };
	}
}

function gap(path: string, reason: "failed" | "malformed", detail: string): Gap {
	return { source: "advisories", what: path, reason, detail };
}

interface UpdateInquiry {
	/** A file, or an address. */
	from: string;
	/** A public key in PEM form, in place of ours. */
	keyPath: string | null;
	/** Where it is kept. */
	to: string;
	now: Millis;
}

/**
 * Takes a newer signed set. One that is not signed by the key, has expired, or is older than what is there is refused.
 * @throws Failure advisories-*, output-unwritable
 */
export async function updateSet({ from, keyPath, to, now }: UpdateInquiry): Promise<{ count: number; serial: number }> {
	const text = /^https?:\/\//.test(from) ? await fetchText(from) : await readText(from);
	const pem = keyPath === null ? null : await readText(keyPath);
	const key = pem === null ? null : keyOf(pem, keyPath ?? "");
	const set = readSet(text, from, key ?? ourKey());
	if (set.expiresAt <= now) {
		throw new Failure("advisories-stale", { path: from, expired: new Date(set.expiresAt).toISOString() });
	}
	const present = await loadSet(to);
	const have = present.serial ?? BUILT_IN_SERIAL;
	if (set.serial < have || (set.serial === have && present.serial === null)) {
		throw new Failure("advisories-older", { path: from, serial: set.serial, have });
	}
	// What was given may have been the private key: it is not copied about.
	await writeKept(keyPathOf(to), key === null ? "" : key.export({ type: "spki", format: "pem" }).toString());
	await writeKept(to, text);
	return { count: set.advisories.length, serial: set.serial };
}

/** A set as it is published: the text that is signed stands in it as text, so that nothing has to be brought into a canonical form. */
interface SignedSet {
	payload: string;
	/** Base64. */
	signature: string;
}

/** What is signed, besides the advisories. */
interface SetPayload {
	serial: number;
	expiresAt: string;
	advisories: Advisory[];
}

function readSet(text: string, path: string, key: KeyObject) {
	const { payload, signature } = signedSet(text, path);
	const signed = Buffer.from(signature, "base64");
	if (signed.length !== 64 || !verify(null, Buffer.from(payload), key, signed)) {
		throw new Failure("advisories-untrusted", { path });
	}
	const value = parseJson(payload, path) as Partial<SetPayload> | null;
	const { serial, expiresAt, advisories } = value ?? {};
	const expires = parseTime(expiresAt);
	if (typeof serial !== "number" || !Number.isSafeInteger(serial) || expires === null || !Array.isArray(advisories)) {
		throw new Failure("advisories-malformed", { path, problem: "fields", detail: "" });
	}
	const [problem] = problemsOfSet(advisories);
	if (problem !== undefined)
		throw new Failure("advisories-malformed", { path, problem: "advisory", detail: asDetail(problem) });
	return { serial, expiresAt: expires, advisories };
}

function signedSet(text: string, path: string): SignedSet {
	const value = parseJson(text, path) as Partial<Record<"kind" | "payload" | "signature", unknown>> | null;
	const { kind, payload, signature } = typeof value === "object" && value !== null ? value : {};
	if (kind !== "AdvisorySet" || typeof payload !== "string" || typeof signature !== "string") {
		throw new Failure("advisories-malformed", { path, problem: "kind", detail: "" });
	}
	return { payload, signature };
}

function parseJson(text: string, path: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new Failure(
			"advisories-malformed",
			{ path, problem: "json", detail: asDetail((error as Error).message) },
			error,
		);
	}
}

function ourKey(): KeyObject {
	return createPublicKey({ key: Buffer.from(PUBLIC_KEY, "base64"), format: "der", type: "spki" });
}

function keyOf(pem: string, path: string): KeyObject {
	let key: KeyObject;
	try {
		key = createPublicKey(pem);
	} catch (error) {
		throw new Failure("advisories-malformed", { path, problem: "key", detail: "" }, error);
	}
	if (key.asymmetricKeyType !== "ed25519") {
		throw new Failure("advisories-malformed", { path, problem: "key-type", detail: "" });
	}
	return key;
}

/** The key a stored set was taken with; empty for ours. */
function keyPathOf(path: string): string {
	return join(dirname(path), "key.pem");
}

async function storedKey(path: string): Promise<KeyObject> {
	const pem = await readFile(keyPathOf(path), "utf8").catch(() => "");
	return pem.trim() === "" ? ourKey() : keyOf(pem, keyPathOf(path));
}

/** Back to the built-in set: the stored one and its key are removed. */
export async function resetSet(path: string): Promise<void> {
	try {
		for (const stored of [path, keyPathOf(path)]) await rm(stored, { force: true });
	} catch (error) {
		throw new Failure("output-unwritable", { path, detail: asDetail(String(error)) }, error);
	}
}

/** No more than a set may have is read: what is named may be a device, or somebody's disk image. */
async function boundedText(path: string): Promise<string> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
		size += part.length;
		if (size > SET_BOUND) throw new Failure("advisories-malformed", { path, problem: "size", detail: "" });
		parts.push(part);
	}
	return Buffer.concat(parts).toString("utf8");
}

async function readText(path: string): Promise<string> {
	try {
		return await boundedText(path);
	} catch (error) {
		if (error instanceof Failure) throw error;
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === "ENOENT") throw new Failure("archive-missing", { path }, error);
		if (code === "EISDIR") throw new Failure("advisories-malformed", { path, problem: "directory", detail: "" }, error);
		throw new Failure("archive-unreadable", { path, detail: asDetail(message) }, error);
	}
}

/** Bounded in size and time: what answers may be anything. */
async function fetchText(url: string): Promise<string> {
	const failed = (detail: string, cause?: unknown) => new Failure("advisories-unreachable", { url, detail }, cause);
	try {
		const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
		if (!answer.ok) throw failed(`HTTP ${answer.status}`);
		const parts: Uint8Array[] = [];
		let size = 0;
		for await (const part of answer.body ?? []) {
			size += part.length;
			if (size > SET_BOUND) throw failed(said("it is larger than any set of advisories"));
			parts.push(part);
		}
		return Buffer.concat(parts).toString("utf8");
	} catch (error) {
		if (error instanceof Failure) throw error;
		const { cause = error } = error as { cause?: unknown };
		throw failed(asDetail(cause instanceof Error ? cause.message : String(cause)), error);
	}
}
