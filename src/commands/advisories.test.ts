import { generateKeyPairSync, sign } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ADVISORIES } from "../verdicts/advisories/catalogue.ts";
import { runMain } from "./testing/run.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
let folder = "";
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "advisories-"));
	await writeFile(join(folder, "key.pem"), publicKey.export({ type: "spki", format: "pem" }));
});
afterEach(() => rm(folder, { recursive: true }));

async function plimsoll(...argv: string[]) {
	return await runMain(argv, { env: { XDG_DATA_HOME: folder } });
}

/** A signed set of one advisory in a file, changed on its way as `spoil` says. */
async function set(serial: number, spoil = (text: string) => text): Promise<string> {
	const advisories = ADVISORIES.slice(0, 1);
	const payload = JSON.stringify({ serial, expiresAt: "2027-01-01T00:00:00Z", advisories });
	const signature = sign(null, Buffer.from(payload), privateKey).toString("base64");
	const path = join(folder, "given.json");
	await writeFile(path, spoil(JSON.stringify({ kind: "AdvisorySet", payload, signature })));
	return path;
}
const update = (path: string, ...flags: string[]) =>
	plimsoll("advisories", "update", path, "--key", join(folder, "key.pem"), ...flags);

describe("the catalogue", () => {
	test("lists every advisory on a line, and how many there are", async () => {
		const { code, out, err } = await plimsoll("advisories");
		expect([code, err]).toEqual([0, ""]);
		for (const { id } of ADVISORIES) expect(out).toMatch(new RegExp(`^${id} +\\S`, "m"));
		expect(out).toContain(`${ADVISORIES.length} advisories, as built in`);
	});

	test.each(["rook-operator-cm-polling", "advisory/rook-operator-cm-polling"])("%s in full", async (id) => {
		const { code, out } = await plimsoll("advisories", id);
		expect(code).toBe(0);
		expect(out).toMatch(/^# advisory\/rook-operator-cm-polling\n[\s\S]*1\.15\.9, 1\.16\.5[\s\S]*rook\/issues\/15499/);
	});

	test("in Chinese", async () => {
		expect((await plimsoll("advisories", "rook-operator-cm-polling", "--lang", "zh-CN")).out).toMatch(/命名空间/);
	});

	test("json has all fields of the files", async () => {
		const list = JSON.parse((await plimsoll("advisories", "-o", "json")).out);
		expect(list).toMatchObject({ apiVersion: "plimsoll.dev/v1", kind: "AdvisoryList", serial: null });
		expect(list.advisories).toEqual(ADVISORIES);
		const one = JSON.parse((await plimsoll("advisories", "k3s-agent-oom-servers-down", "-o", "json")).out);
		expect(one.advisories.map(({ id }: { id: string }) => id)).toEqual(["k3s-agent-oom-servers-down"]);
	});

	test.each<[string, string[], RegExp[]]>([
		["yaml", ["keda-5248", "-o", "yaml"], [/^apiVersion: plimsoll\.dev\/v1\nkind: AdvisoryList\n/, /id: keda-5248/]],
		["wide", ["-o", "wide"], [/^keda-5248 .*Trigger: .*Fixed in: 2\.13\.0/m]],
		["wide, of one", ["keda-5248", "-o", "wide"], [/^# advisory\/keda-5248/, /How it is known/]],
		["markdown", ["-o", "markdown"], [/^# advisory\/alertmanager-/, /^# advisory\/vpa-recommender-9534$/m]],
		["those about a word", ["KEDA"], [/^keda-5248 /m, /7 of \d+ advisories/]],
		["those of an image", ["longhorn-share-manager"], [/^longhorn-sharemanager-8394 /m, /1 of \d+ advisories/]],
	])("%s", async (_, argv, said) => {
		const { code, out, err } = await plimsoll("advisories", ...argv);
		expect([code, err]).toEqual([0, ""]);
		for (const pattern of said) expect(out).toMatch(pattern);
	});

	test("several outputs at once; rules are written alike", async () => {
		const [json, page] = [join(folder, "a.json"), join(folder, "a.md")];
		const both = await plimsoll("advisories", "keda-5248", "-o", `json=${json}`, "-o", `markdown=${page}`);
		expect([both.code, both.out]).toEqual([0, ""]);
		expect(JSON.parse(await readFile(json, "utf8")).advisories).toHaveLength(1);
		expect(await readFile(page, "utf8")).toMatch(/^# advisory\/keda-5248/);
		const rules = JSON.parse((await plimsoll("rules", "-o", "json")).out);
		expect([rules.kind, rules.rules.some(({ id }: { id: string }) => id === "advisory/keda-5248")]).toEqual([
			"RuleList",
			true,
		]);
		expect((await plimsoll("rules", "death/evicted", "-o", "yaml")).out).toMatch(/^ {2}- id: death\/evicted$/m);
		expect((await plimsoll("advisories", "-o", "json", "-o", "yaml")).code).toBe(2);
	});

	test.each<[string, string[], RegExp]>([
		["an unknown id, and the nearest", ["rook-operator-cm-poling"], /mean rook-operator-cm-polling\?/],
		["an id like no other", ["zzzzzzzzzzzzzzzzzzzzzzzzz"], /plimsoll advisories/],
		["one too many", ["rook-operator-cm-polling", "more"], /more/],
		["a format there is not", ["-o", "sarif"], /table.*json/],
		["update without a file", ["update"], /FILE\|URL/],
		["update with two", ["update", "a", "b"], /b/],
		["a flag there is not", ["--severity", "x"], /--severity/],
	])("%s: exit code 2 and one sentence", async (_, argv, said) => {
		const { code, out, err } = await plimsoll("advisories", ...argv);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toMatch(said);
		expect(err.trimEnd().split("\n")).toHaveLength(1);
	});

	test("each of them is a rule that can be asked about", async () => {
		const all = await plimsoll("rules");
		for (const { id } of ADVISORIES) expect(all.out).toMatch(new RegExp(`^advisory/${id} +known memory bug`, "m"));
		const one = await plimsoll("rules", "advisory/rook-operator-cm-polling");
		expect([one.code, one.err]).toEqual([0, ""]);
		expect(one.out).toMatch(/^# advisory\/rook[\s\S]*Three grades/);
		const wrong = await plimsoll("rules", "advisory/rook-operator-cm-poling");
		expect([wrong.code, wrong.out]).toEqual([2, ""]);
		expect(wrong.err).toContain("advisory/rook-operator-cm-polling");
	});
});

describe("a newer set", () => {
	test("is taken, listed from then on, and an older one is not", async () => {
		const taken = await update(await set(7));
		expect([taken.code, taken.err]).toEqual([0, ""]);
		expect(taken.out).toMatch(/^Set 7 with 1 advisories is in /);
		expect((await plimsoll("advisories")).out).toMatch(/1 advisories, set 7/);
		const older = await update(await set(6));
		expect(older.code).toBe(3);
		expect((await plimsoll("advisories")).out).toMatch(/set 7/);
	});

	test("and the way back: the built-in set holds, and any newer one may be taken again", async () => {
		await update(await set(7));
		const back = await plimsoll("advisories", "reset");
		expect([back.code, back.err]).toEqual([0, ""]);
		expect(back.out).toContain(`${ADVISORIES.length} advisories, as built in`);
		expect((await plimsoll("advisories")).out).toMatch(/as built in/);
		expect((await update(await set(5))).code).toBe(0);
		expect((await plimsoll("advisories", "reset", "more")).code).toBe(2);
	});

	test.each<[string, () => Promise<string>, RegExp]>([
		[
			"tampered with",
			() => set(7, (text) => text.replace('serial\\":7', 'serial\\":9')),
			/not signed|signature|trust/i,
		],
		[
			"not signed",
			() => set(7, (text) => text.replace(/"signature":"[^"]+"/, '"signature":""')),
			/not signed|signature|trust/i,
		],
		["cut short", () => set(7, (text) => text.slice(0, text.length / 2)), /cut short/],
		["empty", () => set(7, () => ""), /cut short/],
		["something else", () => set(7, () => "[1]"), /no set of advisories/],
		["a folder", async () => folder, /it is a folder/],
		["without an end", async () => "/dev/zero", /larger than any set/],
		["nothing there", async () => join(folder, "none.json"), /There is nothing at/],
		["an address that does not answer", async () => "http://127.0.0.1:9/set.json", /Cannot fetch http/],
		["no such scheme", async () => "ftp://example.com/set.json", /There is nothing at/],
	])("%s: exit code 3, one sentence, and nothing is changed", async (_, given, said) => {
		const { code, out, err } = await update(await given());
		expect([code, out]).toEqual([3, ""]);
		expect(err).toMatch(said);
		expect(err.trimEnd().split("\n")).toHaveLength(1);
		expect(err).not.toMatch(/Error:|\bEISDIR\b|\n\s+at /);
		expect((await plimsoll("advisories")).out).toMatch(/as built in/);
	});

	test("signed by another key than ours, without --key", async () => {
		expect((await plimsoll("advisories", "update", await set(7))).code).toBe(3);
	});

	test.each<[string, string, RegExp]>([
		["a key that is none", "no key", /no public key/],
		["a key of another kind", "rsa", /Ed25519/],
	])("%s", async (_, text, said) => {
		const rsa = () =>
			generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
		await writeFile(join(folder, "key.pem"), text === "rsa" ? rsa() : text);
		const { code, err } = await update(await set(7));
		expect(code).toBe(3);
		expect(err).toMatch(said);
	});

	test("one that was damaged where it is kept is told of, and the built-in set holds", async () => {
		await update(await set(7));
		const kept = join(folder, "plimsoll", "advisories", "set.json");
		await writeFile(kept, (await readFile(kept, "utf8")).slice(0, 99));
		const { code, out, err } = await plimsoll("advisories");
		expect(code).toBe(0);
		expect(out).toMatch(/as built in/);
		expect(err).toContain(kept);
	});

	test("where nothing can be written", async () => {
		await mkdir(join(folder, "plimsoll"), { recursive: true });
		await writeFile(join(folder, "plimsoll", "advisories"), "a file in the way");
		const { code, err } = await update(await set(7));
		expect(code).toBe(3);
		expect(err).toMatch(/plimsoll/);
	});
});
