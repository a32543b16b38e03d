import { execFileSync } from "node:child_process";
import {
	existsSync,
	lstatSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { tellingLines } from "../../verdicts/deaths/heap-errors.ts";
import { openArchive } from "./archive.ts";
import { headerEntry, kernelEntries, lineEntries, nodeSeriesEntries, objectEntries } from "./entries.ts";
import { type CaptureEntry, writeCapture } from "./write.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-write-"));
afterAll(() => rmSync(root, { recursive: true }));
const at = Date.parse("2026-11-21T11:00:00Z");

async function* each<T>(items: Iterable<T>) {
	yield* items;
}

const pods = (count: number, padding = 0) =>
	Array.from({ length: count }, (_, i) => ({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: `p-${i}`, namespace: "n", uid: `u-${i}`, labels: { x: "x".repeat(padding) } },
		spec: { containers: [{ name: "c", env: [{ name: "PASSWORD", value: "hunter2" }] }] },
	}));

async function* entries(count = 3, padding = 0): AsyncGenerator<CaptureEntry> {
	yield* objectEntries(
		"pods",
		"PodList",
		each([...pods(count, padding), { kind: "Secret", metadata: { name: "s" }, data: { k: "hunter2" } }]),
	);
	yield* objectEntries("events", "EventList", each([]));
	yield* kernelEntries("node-1", each([]));
	const gap = { source: "kernel", what: "kernel log of node-2", reason: "forbidden", detail: "token=hunter2" } as const;
	yield headerEntry({ at, source: "kind-test", serverVersion: "v1.34.0", gaps: [gap] });
}

describe("a capture", () => {
	it("is a .tar.gz that anybody can open, readable by its owner alone, without secrets", async () => {
		const path = join(root, "a.tar.gz");
		await writeCapture(path, entries(), at);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(existsSync(`${path}.partial`)).toBe(false);
		const listing = execFileSync("tar", ["-tvzf", path, "--utc", "--numeric-owner"], { encoding: "utf8" })
			.trim()
			.split("\n");
		expect(listing.map((line) => line.replace(/ +\d+ 2026/, " 2026"))).toEqual(
			["objects/pods-0001.json", "objects/events-0001.json", "kernel/node-1/0001.log", "capture.json"].map(
				(name) => `-rw------- 0/0 2026-11-21 11:00 ${name}`,
			),
		);
		const all = execFileSync("tar", ["-xOzf", path], { encoding: "utf8" });
		expect(all).not.toContain("hunter2");
	});

	it("keeps of a log the lines that tell why it ended, scrubbed, and gives them only for that end", async () => {
		const path = join(root, "lines.tar.gz");
		const request = {
			namespace: "n",
			pod: "p-0",
			container: "c",
			previous: true,
			startedAt: at - 5000,
			finishedAt: at,
		};
		const lines = ["connecting with password=hunter2", "java.lang.OutOfMemoryError: Java heap space", "token: hunter2"];
		async function* withLines() {
			yield* lineEntries([{ request, lines: tellingLines(lines) }]);
			yield* entries();
		}
		await writeCapture(path, withLines(), at);
		expect(execFileSync("tar", ["-xOzf", path], { encoding: "utf8" })).not.toContain("hunter2");
		const source = await openArchive(path, { now: 0 });
		const read = await source.lastLines?.([request, { ...request, finishedAt: at - 1 }, { ...request, pod: "p-1" }]);
		expect(read?.[0]?.[0]).toBe("java.lang.OutOfMemoryError: Java heap space");
		expect(read?.[0]).toHaveLength(2);
		expect(read?.slice(1)).toEqual([[], []]);
	});

	it("keeps the nodes' working sets of the last day", async () => {
		const path = join(root, "nodes.tar.gz");
		const t = Float64Array.from({ length: 5 }, (_, i) => at / 1000 - 240 + i * 60);
		const series = {
			name: "node-1",
			t,
			bytes: t.map((_, i) => i * 4096),
			capacity: t.map((_, i) => (i < 2 ? Number.NaN : 2 ** 33)),
			start: t.map(() => Number.NaN),
		};
		async function* withSeries() {
			yield* nodeSeriesEntries(each([series]));
			yield* entries();
		}
		await writeCapture(path, withSeries(), at);
		const source = await openArchive(path, { now: 0 });
		const read = async (from: number, to: number) =>
			await Array.fromAsync(source.nodeSeries?.(["node-1", "node-2"], from, to) ?? []);
		expect(await read(0, at)).toEqual([series]);
		expect((await read(at - 120_000, at - 60_000)).map(({ bytes }) => [...bytes])).toEqual([[8192, 12_288]]);
		expect((await read(at + 1, at + 2)).map(({ t: none }) => none.length)).toEqual([0]);
		expect(source.gaps.filter(({ source: of }) => of === "archive")).toEqual([]);
	});

	it("reads back: pods, gaps, the time, and that there were no events and no kills", async () => {
		const path = join(root, "b.tar.gz");
		await writeCapture(path, entries(), at);
		const source = await openArchive(path, { now: 0 });
		expect(source.takenAt).toBe(at);
		let count = 0;
		for await (const _ of source.pods({ namespace: null, labelSelector: "", fieldSelector: "" })) count++;
		for await (const _ of source.events({ namespace: null, labelSelector: "", fieldSelector: "" })) count += 100;
		for await (const _ of source.oomKills(["node-1"])) count += 100;
		expect(count).toBe(3);
		expect(source.gaps).toEqual([
			{ source: "kernel", what: "kernel log of node-2", reason: "forbidden", detail: "token=<removed>" },
		]);
	});

	it("is written through where a rename would put a file in place of a device or a pipe", async () => {
		const pipe = join(root, "pipe");
		execFileSync("mkfifo", [pipe]);
		const read = readFile(pipe);
		await writeCapture(pipe, entries(), at);
		const file = join(root, "from-pipe.tar.gz");
		writeFileSync(file, await read);
		expect(lstatSync(pipe).isFIFO()).toBe(true);
		expect(execFileSync("tar", ["-tzf", file], { encoding: "utf8" })).toContain("capture.json");
	});

	it("goes where a link points, and the link stays", async () => {
		const [target, link] = [join(root, "linked.tar.gz"), join(root, "link.tar.gz")];
		writeFileSync(target, "old");
		symlinkSync(target, link);
		await writeCapture(link, entries(), at);
		expect(lstatSync(link).isSymbolicLink()).toBe(true);
		expect(execFileSync("tar", ["-tzf", target], { encoding: "utf8" })).toContain("capture.json");
	});

	it("is the same, byte for byte, from the same entries", async () => {
		const [one, two] = [join(root, "one"), join(root, "two")];
		await writeCapture(one, entries(), at);
		await writeCapture(two, entries(), at);
		expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
	});

	it("cuts long lists into files of a few megabytes, each a list of its own", async () => {
		const path = join(root, "long.tar.gz");
		await writeCapture(path, entries(6000, 2000), at);
		const names = execFileSync("tar", ["-tzf", path], { encoding: "utf8" })
			.split("\n")
			.filter((name) => name.includes("pods"));
		expect(names.length).toBeGreaterThan(2);
		const source = await openArchive(path, { now: 0 });
		let count = 0;
		for await (const _ of source.pods({ namespace: null, labelSelector: "", fieldSelector: "" })) count++;
		expect(count).toBe(6000);
	});

	it("goes to a stream as well", async () => {
		const out = new PassThrough();
		const chunks: Buffer[] = [];
		out.on("data", (chunk: Buffer) => chunks.push(chunk));
		await writeCapture(out, entries(), at);
		const path = join(root, "stream.tar.gz");
		await writeCapture(path, entries(), at);
		expect(Buffer.concat(chunks).equals(readFileSync(path))).toBe(true);
	});

	it("what cannot be written is said, and nothing is left behind", async () => {
		await expect(writeCapture(join(root, "absent", "x"), entries(), at)).rejects.toThrow(/output-unwritable/);
		const path = join(root, "broken.tar.gz");
		async function* breaking(): AsyncGenerator<CaptureEntry> {
			yield* entries();
			throw new Error("the cluster went away");
		}
		await expect(writeCapture(path, breaking(), at)).rejects.toThrow("the cluster went away");
		expect(existsSync(path) || existsSync(`${path}.partial`)).toBe(false);
	});

	it("does not write through a link that lies in its way", async () => {
		const victim = join(root, "victim");
		writeFileSync(victim, "untouched");
		symlinkSync(victim, join(root, "linked.tar.gz.partial"));
		await writeCapture(join(root, "linked.tar.gz"), entries(), at);
		expect(readFileSync(victim, "utf8")).toBe("untouched");
	});
});
