import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { Failure, type FailureCode } from "../../model/failure.ts";
import type { Pod } from "../../model/pod.ts";
import type { Scope, Source } from "../source.ts";
import { type ArchiveLimits, openArchive } from "./archive.ts";
import { TAR_END, tarFile } from "./tar.ts";

const now = Date.parse("2026-11-21T11:00:00Z");
const ALL: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };
const root = mkdtempSync(join(tmpdir(), "plimsoll-archive-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

function place(files: Record<string, string | Buffer>): string {
	const path = join(root, String(++count));
	mkdirSync(path);
	for (const [name, body] of Object.entries(files)) {
		mkdirSync(dirname(join(path, name)), { recursive: true });
		writeFileSync(join(path, name), body);
	}
	return path;
}

function file(body: string | Buffer): string {
	return join(place({ it: body }), "it");
}

function open(path: string, limits: Partial<ArchiveLimits> = {}, stdin = ""): Promise<Source> {
	return openArchive(path, { now, limits, stdin: Readable.from([Buffer.from(stdin)]) });
}

async function podNames(source: Source): Promise<string[]> {
	const pods: Pod[] = [];
	for await (const pod of source.pods(ALL)) pods.push(pod);
	return pods.map((pod) => pod.name);
}

async function failure(opening: Promise<unknown>): Promise<FailureCode> {
	try {
		await opening;
	} catch (error) {
		if (error instanceof Failure) return error.code;
		throw error;
	}
	throw new Error("opened");
}

const pod = (name: string, more: object = {}) => ({
	kind: "Pod",
	metadata: { name, namespace: "n", uid: `u-${name}`, ...more },
	spec: {},
	status: {},
});
const podList = (...names: string[]) => JSON.stringify({ kind: "List", items: names.map((name) => pod(name)) });
const tar = (files: Record<string, string | Buffer>) =>
	Buffer.concat([...Object.entries(files).map(([name, body]) => tarFile(name, Buffer.from(body), 1)), TAR_END]);

describe("what can be opened", () => {
	const list = podList("a", "b");
	it.each<[string, () => string]>([
		["a file", () => file(list)],
		["a gzipped file, whatever its name", () => file(gzipSync(list))],
		["a folder of folders", () => place({ "x/y/z": podList("a"), "x/b.json": podList("b") })],
		["a tar", () => file(tar({ "x/pods.json": list }))],
		["a .tar.gz", () => file(gzipSync(tar({ "x/pods.json": list })))],
		["gzip in tar in gzip", () => file(gzipSync(tar({ "pods.json.gz": gzipSync(list) })))],
		[
			"a tar in a folder",
			() => place({ "a.tar": tar({ p: podList("a") }), "b.tgz": gzipSync(tar({ p: podList("b") })) }),
		],
		["UTF-16, as PowerShell writes it", () => file(Buffer.from(`\ufeff${list}`, "utf16le"))],
		["UTF-8 with a mark", () => file(`\ufeff${list}`)],
		[
			"a cluster-info dump on standard output",
			() =>
				file(
					`${podList("a")}\n==== START logs for container c of pod n/a ====\n{"x"\n==== END logs for container c of pod n/a ====\n${podList("b")}`,
				),
		],
		[
			"a cluster-info dump in a folder",
			() =>
				place({
					"n/pods.json": list,
					"n/a/logs.txt": "GET / 200\n",
					"n/events.json": '{"kind":"EventList","items":[]}',
					"nodes.json": '{"kind":"NodeList","items":[]}',
				}),
		],
	])("%s", async (_, make) => {
		const source = await open(make());
		expect((await podNames(source)).sort()).toEqual(["a", "b"]);
		expect(source.gaps).toEqual([]);
	});

	it("standard input", async () => {
		expect(await podNames(await open("-", {}, list))).toEqual(["a", "b"]);
	});

	it.each(["export", "verbose", "json-pretty", "json"])("a journal as journalctl -o %s prints it", async (form) => {
		const source = await open(fileURLToPath(new URL(`../kernel/fixtures/real-journal.${form}`, import.meta.url)));
		const kills: number[] = [];
		for await (const kill of source.oomKills([])) kills.push(kill.pid);
		expect(kills).toEqual([17242, 17286, 0, 99]);
	});

	it.each([
		["node-1.log", "node-1"],
		["logs/node-1/dmesg", "node-1"],
		["dmesg-node-1.txt", "node-1"],
		["node-10_kern.log.1", "node-10"],
		["10.0.0.7-dmesg.log", "10.0.0.7"],
		["kern.log", ""],
		["anode-1.log", ""],
	])("a log called %s is of the node %j", async (name, node) => {
		const nodes = ["node-1", "node-10", "10.0.0.7"].map((one) => ({ kind: "Node", metadata: { name: one } }));
		const line =
			"[Sat Nov 21 10:19:05 2026] Out of memory: Killed process 7 (x) total-vm:9kB, anon-rss:4kB, file-rss:0kB";
		const source = await open(
			place({ [name]: `${line}\n`, "it.json": JSON.stringify({ kind: "List", items: nodes }) }),
		);
		const hosts: string[] = [];
		for await (const kill of source.oomKills(null)) hosts.push(kill.host);
		expect(hosts).toEqual([node]);
	});

	it.each([
		["Talos", "10.0.0.7: user: warning: [2026-11-21T10:19:05.123Z]: [talos] phase cleanup (1/1): done"],
		["dmesg -x --time-format iso", "kern  :info  : 2026-11-21T10:19:05,123456+00:00 eth0: link up"],
	])("a silent kernel log of %s is one", async (_, line) => {
		const source = await open(place({ "node.txt": `${line}\n`, "pods.json": podList("a") }));
		expect(source.kernelLogs).toMatchObject([{ from: Date.parse("2026-11-21T10:19:05.123Z") }]);
	});

	// `gcloud logging read --format=json` prints the newest first.
	it.each(["JSON", "YAML"])(
		"kernel logs as Google Cloud exports them in %s are read, and their silence counts",
		async (form) => {
			const entry = (time: string, MESSAGE: string) => ({
				jsonPayload: { MESSAGE, SYSLOG_IDENTIFIER: "kernel", _BOOT_ID: "b", _HOSTNAME: "node-1", _TRANSPORT: "kernel" },
				resource: { labels: { node_name: "node-1" }, type: "k8s_node" },
				timestamp: `2026-11-21T${time}Z`,
			});
			const killed = "Memory cgroup out of memory: Killed process 7 (x) total-vm:9kB, anon-rss:4kB, file-rss:0kB";
			const entries = [entry("10:30:00.5", "eth0: down"), entry("10:19:05", killed), entry("10:00:00", "eth0: up")];
			const yaml = entries.map(
				({ jsonPayload: { MESSAGE }, timestamp }, i) =>
					`---\ninsertId: s=${i}\njsonPayload:\n  MESSAGE: '${MESSAGE}'\n  SYSLOG_IDENTIFIER: kernel\n  _HOSTNAME: node-1\nresource:\n  labels:\n    node_name: node-1\n  type: k8s_node\ntimestamp: '${timestamp}'\n`,
			);
			const log = form === "JSON" ? JSON.stringify(entries, null, 2) : yaml.join("");
			const source = await open(place({ log, "pods.json": podList("a") }));
			const kills: unknown[] = [];
			for await (const { at, host, pid } of source.oomKills(null)) kills.push({ at, host, pid });
			expect(kills).toEqual([{ at: Date.parse("2026-11-21T10:19:05Z"), host: "node-1", pid: 7 }]);
			const [from, to] = [Date.parse("2026-11-21T10:00:00Z"), Date.parse("2026-11-21T10:30:00.5Z")];
			expect(source.kernelLogs).toEqual([{ host: "node-1", from, to }]);
		},
	);

	it.each([
		["CloudWatch's", (records: object[]) => ({ events: records })],
		[
			"Elasticsearch's",
			(records: object[]) => ({ took: 3, hits: { total: 1, hits: records.map((one) => ({ _source: one })) } }),
		],
	])("kernel logs in an answer of %s are read", async (_, wrap) => {
		const killed = "Memory cgroup out of memory: Killed process 7 (x) total-vm:9kB, anon-rss:4kB, file-rss:0kB";
		const record = {
			timestamp: Date.parse("2026-11-21T10:19:05Z"),
			message: `Nov 21 10:19:05 node-1 kernel: ${killed}`,
		};
		const source = await open(place({ "log.json": JSON.stringify(wrap([record])), "pods.json": podList("a") }));
		const kills = await Array.fromAsync(source.oomKills(null));
		expect(kills).toMatchObject([{ at: record.timestamp, host: "node-1", pid: 7 }]);
		expect(source.gaps).toEqual([]);
	});

	it("a program's log in records is none", async () => {
		const lines = [1, 2, 3].map((i) => JSON.stringify({ time: `2026-11-21T10:00:0${i}Z`, level: "info", msg: "up" }));
		const source = await open(place({ "app.json": lines.join("\n"), "pods.json": podList("a") }));
		expect([source.kernelLogs, source.gaps]).toEqual([[], []]);
		expect(await failure(open(file(lines.join("\n"))))).toBe("archive-empty");
	});

	it.each([
		["of this year", "2026-11-20T09:00:00Z", "Nov 20 10:00:00", "2026-11-20T10:00:00.000Z"],
		["of two years ago", "2024-03-05T09:00:00Z", "Mar  5 10:00:00", "2024-03-05T10:00:00.000Z"],
		["of the end of a year", "2024-01-02T09:00:00Z", "Dec 31 10:00:00", "2023-12-31T10:00:00.000Z"],
		["that went on for weeks after", "2024-03-05T09:00:00Z", "Mar 30 10:00:00", "2024-03-30T10:00:00.000Z"],
	])("a log without years beside objects %s", async (_, createdAt, stamp, at) => {
		const line = "Memory cgroup out of memory: Killed process 7 (x) total-vm:9kB, anon-rss:4kB, file-rss:0kB";
		const list = JSON.stringify({ kind: "List", items: [pod("a", { creationTimestamp: createdAt })] });
		const source = await open(place({ "kern.log": `${stamp} node-1 kernel: ${line}\n`, "pods.json": list }));
		const kills: (number | null)[] = [];
		for await (const kill of source.oomKills(null)) kills.push(kill.at);
		expect(kills).toEqual([Date.parse(at)]);
		expect(source.kernelLogs).toMatchObject([{ host: "node-1", from: Date.parse(at), to: Date.parse(at) }]);
	});

	it.each([
		["Name:             web\nNamespace:        shop\nContainers:\n  app:\n", "kubectl get pod web -n shop -o json"],
		["Name:               node-a\r\nRoles:  <none>\r\nAllocatable:\r\n", "kubectl get node node-a -o json"],
		["NAME    READY   STATUS      RESTARTS\nweb  0/1  OOMKilled 3\n", "kubectl get pods,nodes,events -A -o json"],
		["NAMESPACE   LAST SEEN   TYPE   REASON   OBJECT\n", "kubectl get pods,nodes,events -A -o json"],
	])("what kubectl prints for people names what to take: %j", async (text, instead) => {
		const source = await open(place({ "pods.json": podList("a"), "described.txt": text }));
		expect(source.gaps.map(({ what, detail }) => [what, detail])).toEqual([
			["described.txt", `printed by kubectl for people, and not read: take ${instead}`],
		]);
		expect(await failure(open(file(text)))).toBe("archive-malformed");
	});

	it("links are not followed, out of the folder or in a ring", async () => {
		const outside = place({ "secret.json": podList("outside") });
		const path = place({ "a.json": podList("a") });
		symlinkSync(join(outside, "secret.json"), join(path, "link.json"));
		symlinkSync(outside, join(path, "folder"));
		symlinkSync(path, join(path, "ring"));
		expect(await podNames(await open(path))).toEqual(["a"]);
	});

	it("of several copies of an object the newest counts, once", async () => {
		const path = place({
			"1": JSON.stringify(pod("old", { uid: "u", resourceVersion: "999" })),
			"2": JSON.stringify(pod("new", { uid: "u", resourceVersion: "1000" })),
			"3": JSON.stringify(pod("older", { uid: "u", resourceVersion: "98" })),
			"4": JSON.stringify(pod("other", { uid: "" })),
			"5": JSON.stringify(pod("other", { uid: "", resourceVersion: "7" })),
		});
		expect(await podNames(await open(path))).toEqual(["new", "other"]);
	});

	it("says what it lacks when it is asked for it, once", async () => {
		const source = await open(file(podList("a")));
		expect(source.gaps).toEqual([]);
		for (let i = 0; i < 2; i++) {
			for await (const _ of source.nodes());
			for await (const _ of source.events(ALL));
			for await (const _ of source.oomKills(["node-1"]));
		}
		expect(source.gaps.map((gap) => [gap.source, gap.what, gap.reason])).toEqual([
			["archive", "nodes", "absent"],
			["archive", "events", "absent"],
			["kernel", "kernel log", "absent"],
		]);
	});
});

describe("bad input", () => {
	it.each<[string, () => string, FailureCode]>([
		["nothing there", () => join(root, "absent"), "archive-missing"],
		["an empty folder", () => place({}), "archive-empty"],
		["an empty file", () => file(""), "archive-empty"],
		["a binary file", () => file(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3])), "archive-empty"],
		["an HTML file", () => file("<!DOCTYPE html><html><body>Sign in</body></html>"), "archive-empty"],
		["a text that is none of ours", () => file("total 4\ndrwxr-xr-x 2 root root\n"), "archive-empty"],
		["gzip that is none", () => file(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8])), "archive-malformed"],
		["gzip cut before anything whole", () => file(gzipSync(podList("a")).subarray(0, 30)), "archive-truncated"],
		["tar cut before anything whole", () => file(tar({ p: podList("a") }).subarray(0, 530)), "archive-truncated"],
		["JSON cut before anything whole", () => file(podList("a").slice(0, 40)), "archive-truncated"],
	])("%s: %s", async (_, make, code) => {
		expect(await failure(open(make()))).toBe(code);
	});

	it.each<[string, () => Buffer]>([
		["JSON", () => Buffer.from(podList("a", "b").slice(0, -30))],
		[
			"YAML",
			() =>
				Buffer.from(
					"apiVersion: v1\nitems:\n- kind: Pod\n  metadata:\n    name: a\n- kind: Pod\n  metadata:\n    name: b",
				),
		],
		[
			"gzip",
			() =>
				gzipSync(podList("a", ...Array.from({ length: 5000 }, () => Math.random().toString(36)))).subarray(0, -2000),
		],
		["tar", () => tar({ x: podList("a"), y: podList("b") }).subarray(0, 1200)],
		[
			"tar in gzip",
			() =>
				gzipSync(
					tar({ x: podList("a"), y: podList(...Array.from({ length: 5000 }, () => Math.random().toString(36))) }),
				).subarray(0, -2000),
		],
	])("%s cut short: what came before is used, and one gap says where", async (_, make) => {
		const source = await open(file(make()));
		expect((await podNames(source))[0]).toBe("a");
		expect(source.gaps).toEqual([
			expect.objectContaining({ source: "archive", reason: "truncated", detail: expect.stringMatching(/ends/) }),
		]);
	});

	it("a bomb in a tar does not take the files after it along", async () => {
		const bomb = gzipSync(Buffer.alloc(100 << 20, " "));
		for (const wrap of [(bytes: Buffer) => bytes, gzipSync]) {
			const source = await open(
				file(
					wrap(tar({ a: podList("a"), b: bomb, c: podList("c"), d: gzipSync(Buffer.alloc(1000)), e: podList("e") })),
				),
			);
			expect(await podNames(source)).toEqual(["a", "c", "e"]);
			expect(source.gaps).toEqual([expect.objectContaining({ what: "b", reason: "truncated" })]);
		}
	});

	it("bytes after the end of a gzip stream are no part of it", async () => {
		const source = await open(
			file(Buffer.concat([gzipSync(podList("a")), gzipSync(podList("b")), Buffer.alloc(100_000)])),
		);
		expect(await podNames(source)).toEqual(["a", "b"]);
		expect(source.gaps).toEqual([]);
	});

	it("a damaged file among good ones is a gap", async () => {
		const source = await open(
			place({
				"a.json": podList("a"),
				"b.gz": Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]),
				"c.json": podList("c"),
			}),
		);
		expect(await podNames(source)).toEqual(["a", "c"]);
		expect(source.gaps).toEqual([expect.objectContaining({ what: "b", reason: "malformed" })]);
	});

	it("objects of unknown kinds and absurd shapes do no harm", async () => {
		const source = await open(
			file(
				JSON.stringify({
					kind: "List",
					items: [
						{ kind: "Vault", metadata: { name: "v" } },
						{ kind: "Pod" },
						{ kind: "Pod", metadata: "x" },
						{
							kind: "Pod",
							metadata: { name: "a", labels: [], namespace: 5 },
							spec: { containers: { x: 1 } },
							status: [],
						},
						{ kind: { x: 1 } },
						{ kind: "MemorySample", at: "never" },
						{ kind: "Capture", apiVersion: "plimsoll.dev/v1", at: 5, gaps: [null, { reason: "because" }] },
						{ kind: "Node", metadata: { name: "node", uid: "__proto__" } },
					],
				}),
			),
		);
		expect(await podNames(source)).toEqual(["a"]);
		expect(source.takenAt).toBeNull();
	});

	it("names with terminal escapes come out of gaps as text", async () => {
		const source = await open(
			place({ "a.json": podList("a"), "\u001b[2J\u001b]0;x\u0007.gz": gzipSync("x".repeat(5000)).subarray(0, 12) }),
		);
		expect(JSON.stringify(source.gaps)).not.toMatch(/\\u001b|\\u0007/);
		expect(source.gaps).toHaveLength(1);
	});

	it("a YAML bomb beside good objects costs nothing but a gap", async () => {
		const levels = Array.from(
			{ length: 40 },
			(_, i) => `  a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`,
		);
		const bomb = `kind: Pod\nmetadata:\n  a0: &a0 [lol]\n${levels.join("\n")}\n`;
		const source = await open(file(`${bomb}---\nkind: Pod\nmetadata:\n  name: a\n`));
		expect(await podNames(source)).toEqual(["a"]);
		expect(source.gaps).toEqual([expect.objectContaining({ reason: "malformed" })]);
	});

	it("an object too large is left out, and said so", async () => {
		const source = await open(
			file(JSON.stringify({ kind: "List", items: [pod("a"), pod("b", { x: "x".repeat(5000) })] })),
			{ object: 4000 },
		);
		expect(await podNames(source)).toEqual(["a"]);
		expect(source.gaps).toEqual([
			expect.objectContaining({ reason: "malformed", detail: expect.stringMatching(/^1 object/) }),
		]);
	});

	it("more than may be read: a failure if there is nothing before it, else a gap", async () => {
		const zeros = gzipSync(Buffer.alloc(1 << 20, " "));
		expect(await failure(open(file(zeros), { total: 100_000 }))).toBe("archive-too-large");
		expect(await failure(open("-", { total: 1000 }, " ".repeat(5000)))).toBe("archive-too-large");
		const source = await open(place({ "a.json": podList("a"), "b.gz": zeros, "c.json": podList("c") }), {
			total: 100_000,
		});
		expect(await podNames(source)).toEqual(["a"]);
		expect(source.gaps).toEqual([expect.objectContaining({ what: "b", reason: "truncated" })]);
	});

	it("a folder and a file without permission", async () => {
		const path = place({ "a.json": podList("a"), "locked/b.json": podList("b"), "c.json": podList("c") });
		chmodSync(join(path, "locked"), 0o000);
		chmodSync(join(path, "c.json"), 0o000);
		chmodSync(root, 0o755);
		chmodSync(path, 0o755);
		try {
			// Root may read everything: another user has to look.
			const own = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
			const script = `const { openArchive } = await import(${JSON.stringify(new URL("archive.ts", import.meta.url).href)});
				const show = async (path) => { try { const s = await openArchive(path, { now: 0 }); for await (const p of s.pods({ namespace: null, labelSelector: "", fieldSelector: "" })) console.log(p.name);
				console.log(s.gaps.map((g) => g.reason).join()); } catch (e) { console.log(e.code ?? e); } };
				await show(${JSON.stringify(path)}); await show(${JSON.stringify(join(path, "locked"))});`;
			const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
				...own,
				cwd: "/",
				encoding: "utf8",
			});
			expect(`${stdout}${stderr}`).toBe("a\nforbidden,forbidden\narchive-unreadable\n");
		} finally {
			chmodSync(join(path, "locked"), 0o755);
		}
	});
});

describe("memory stays bounded", () => {
	/** Opens a path with little heap in a process of its own; gives the pods it saw and its peak memory in MiB beyond what the process takes to start. */
	function openWithLittleMemory(path: string): { out: string; grown: number } {
		const script = `const { openArchive } = await import(${JSON.stringify(new URL("archive.ts", import.meta.url).href)});
			const peak = () => process.resourceUsage().maxRSS / 1024;
			const before = peak();
			let out = 0;
			try {
				const source = await openArchive(${JSON.stringify(path)}, { now: 0 });
				for await (const pod of source.pods({ namespace: null, labelSelector: "app=web-7", fieldSelector: "" })) out += pod.containers.length;
			} catch (error) { out = error.code; }
			console.log(JSON.stringify({ out: String(out), grown: Math.round(peak() - before) }));`;
		const stdout = execFileSync(process.execPath, ["--max-old-space-size=150", "--input-type=module", "-e", script], {
			encoding: "utf8",
		});
		return JSON.parse(stdout);
	}

	function* fiftyThousandPods(): Generator<string> {
		yield '{"apiVersion":"v1","items":[';
		for (let i = 0; i < 50_000; i++) {
			const containers = [0, 1].map((c) => ({
				name: `c${c}`,
				image: `registry.example.com/web:${i % 500}`,
				env: [{ name: "A", value: "x".repeat(1500) }],
				resources: { limits: { memory: "64Mi" } },
			}));
			const object = {
				kind: "Pod",
				metadata: { name: `web-${i}`, namespace: `n-${i % 300}`, uid: `u-${i}`, labels: { app: `web-${i % 500}` } },
				spec: { nodeName: `node-${i % 1000}`, containers },
				status: { phase: "Running" },
			};
			yield `${i > 0 ? ",\n" : ""}${JSON.stringify(object)}`;
		}
		yield '],"kind":"List"}';
	}

	it("for a List of 50,000 pods", { timeout: 180_000 }, async () => {
		const path = file("");
		const { createWriteStream } = await import("node:fs");
		const { pipeline } = await import("node:stream/promises");
		await pipeline(Readable.from(fiftyThousandPods()), createWriteStream(path));
		const { out, grown } = openWithLittleMemory(path);
		expect(out).toBe("200");
		// 170 MB of objects; 50,000 narrow pods are about 50 MiB.
		expect(grown).toBeLessThan(250);
	});

	it.each([
		["spaces", " ", "archive-too-large"],
		// Told to be no text from its beginning: not even unpacked.
		["zeros", "\0", "archive-empty"],
	])(
		"for a gigabyte of %s in a megabyte, once and twice packed and in a tar",
		{ timeout: 60_000 },
		async (_, filling, code) => {
			const { createGzip } = await import("node:zlib");
			const megabyte = Buffer.alloc(1 << 20, filling);
			async function* gigabyte() {
				for (let i = 0; i < 1024; i++) yield megabyte;
			}
			const packed: Buffer[] = [];
			for await (const chunk of Readable.from(gigabyte()).pipe(createGzip())) packed.push(chunk as Buffer);
			const bomb = Buffer.concat(packed);
			for (const body of [bomb, gzipSync(bomb), tar({ a: bomb })]) {
				const { out, grown } = openWithLittleMemory(file(body));
				expect(out).toBe(code);
				expect(grown).toBeLessThan(150);
			}
		},
	);
});

describe("config maps", () => {
	const map = (name: string, text: string) => ({
		kind: "ConfigMap",
		metadata: { namespace: "n", name },
		data: { "redis.conf": text },
	});
	const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: n, name: y}\ndata:\n  redis.conf: |\n    maxmemory 2gb\n`;

	it("in JSON and in YAML, those that are asked for", async () => {
		const files = {
			"pods.json": podList("a"),
			"maps.json": JSON.stringify({ kind: "List", items: [map("j", "maxmemory 1gb"), map("other", "")] }),
			"y.yaml": yaml,
		};
		const source = await open(place(files));
		const refs = ["j", "y", "absent"].map((name) => ({ namespace: "n", name }));
		const found = await Array.fromAsync(source.configMaps?.(refs) ?? []);
		expect(found.map(({ name, data }) => `${name}: ${data["redis.conf"]?.trim()}`).sort()).toEqual([
			"j: maxmemory 1gb",
			"y: maxmemory 2gb",
		]);
		expect(source.gaps).toEqual([]);
	});
});
