import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import { ADVISORIES } from "../verdicts/advisories/catalogue.ts";
import { BUILT_IN_SERIAL, loadSet, setPath, updateSet } from "./advisory-sets.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
let folder: string;
let to: string;
let keyPath: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-advisories-"));
	to = setPath({ XDG_DATA_HOME: folder }, "/nowhere");
	keyPath = join(folder, "key.pub");
	await writeFile(keyPath, publicKey.export({ type: "spki", format: "pem" }));
});
afterEach(() => rm(folder, { recursive: true }));

const one = ADVISORIES.slice(0, 1);
const payloadOf = (change: object = {}) =>
	JSON.stringify({ serial: 7, expiresAt: "2027-01-01T00:00:00Z", advisories: one, ...change });

async function setFile(payload: string, key: KeyObject = privateKey, change: object = {}): Promise<string> {
	const signature = sign(null, Buffer.from(payload), key).toString("base64");
	const path = join(folder, "given.json");
	await writeFile(path, JSON.stringify({ kind: "AdvisorySet", payload, signature, ...change }));
	return path;
}

const take = (from: string, now = NOW) => updateSet({ from, keyPath, to, now });

async function codeOf(promise: Promise<unknown>): Promise<string> {
	const error = await promise.then(
		() => null,
		(reason: unknown) => reason,
	);
	return error instanceof Failure ? error.code : String(error);
}

test("a newer set is taken, kept, and used from then on; the same again is no fault", async () => {
	expect(await take(await setFile(payloadOf()))).toEqual({ count: 1, serial: 7 });
	expect(await loadSet(to)).toMatchObject({ serial: 7, gaps: [], advisories: [{ id: one[0]?.id }] });
	expect(await codeOf(take(await setFile(payloadOf())))).toBe("null");
	await take(await setFile(payloadOf({ serial: 8 })));
	expect((await loadSet(to)).serial).toBe(8);
});

test("without an update, the set that is built in", async () => {
	expect(await loadSet(to)).toMatchObject({ serial: null, gaps: [], advisories: { length: ADVISORIES.length } });
});

describe("what is refused, and leaves what was there", () => {
	const other = generateKeyPairSync("ed25519").privateKey;
	test.each<[string, () => Promise<string>]>([
		["advisories-untrusted", () => setFile(payloadOf(), other)],
		["advisories-untrusted", () => setFile(payloadOf(), privateKey, { payload: payloadOf({ serial: 9 }) })],
		["advisories-untrusted", () => setFile(payloadOf(), privateKey, { signature: "" })],
		["advisories-untrusted", () => setFile(payloadOf(), privateKey, { signature: "A".repeat(90) })],
		["advisories-stale", () => setFile(payloadOf({ expiresAt: "2026-11-21T11:59:59Z" }))],
		["advisories-older", () => setFile(payloadOf({ serial: BUILT_IN_SERIAL }))],
		["advisories-older", () => setFile(payloadOf({ serial: 0 }))],
		["advisories-malformed", () => setFile(payloadOf({ serial: "7" }))],
		["advisories-malformed", () => setFile(payloadOf({ expiresAt: "soon" }))],
		["advisories-malformed", () => setFile(payloadOf({ advisories: [{ ...one[0], affected: [] }] }))],
		["advisories-malformed", () => setFile(payloadOf({ advisories: [...one, ...one] }))],
		["advisories-malformed", () => setFile("null")],
		["advisories-malformed", () => setFile(payloadOf(), privateKey, { kind: "List" })],
		["archive-missing", async () => join(folder, "none.json")],
		["advisories-malformed", async () => folder],
		["advisories-unreachable", async () => "http://127.0.0.1:1/set.json"],
	])("%s", async (code, given) => {
		expect(await codeOf(take(await given()))).toBe(code);
		expect((await loadSet(to)).serial).toBeNull();
	});

	test("older than the one that was taken", async () => {
		await take(await setFile(payloadOf()));
		expect(await codeOf(take(await setFile(payloadOf({ serial: 6 }))))).toBe("advisories-older");
	});

	test("not signed by our key, where none is given", async () => {
		const from = await setFile(payloadOf());
		expect(await codeOf(updateSet({ from, keyPath: null, to, now: NOW }))).toBe("advisories-untrusted");
	});

	test("a key that is none, or of another kind", async () => {
		const from = await setFile(payloadOf());
		await writeFile(keyPath, "not a key");
		expect(await codeOf(take(from))).toBe("advisories-malformed");
		await writeFile(
			keyPath,
			generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }),
		);
		expect(await codeOf(take(from))).toBe("advisories-malformed");
	});
});

test("a stored set that was damaged is a gap, and the built-in one serves", async () => {
	await take(await setFile(payloadOf()));
	await writeFile(to, (await readFile(to, "utf8")).replace("serial", "Serial"));
	expect(await loadSet(to)).toMatchObject({ serial: null, gaps: [{ source: "advisories", reason: "malformed" }] });
});

test("of a private key only its public half is kept", async () => {
	await writeFile(keyPath, privateKey.export({ type: "pkcs8", format: "pem" }));
	await take(await setFile(payloadOf()));
	expect(await readFile(join(dirname(to), "key.pem"), "utf8")).toMatch(/^-----BEGIN PUBLIC KEY-----/);
	expect((await loadSet(to)).serial).toBe(7);
});

test("from an address", async () => {
	const text = await readFile(await setFile(payloadOf()), "utf8");
	const server = createServer((request, response) => {
		response.statusCode = request.url === "/set.json" ? 200 : 404;
		response.end(text);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		expect(await codeOf(take(`${address}/none`))).toBe("advisories-unreachable");
		expect(await take(`${address}/set.json`)).toEqual({ count: 1, serial: 7 });
	} finally {
		server.close();
	}
});
