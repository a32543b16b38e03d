import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	copyFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "../../model/failure.ts";
import type { ContainerTrack } from "../../model/track.ts";
import { rowOf } from "./figures.ts";
import { bytesAt, container, EVERYTHING, MIB, record, START, STEP } from "./recording.fixture.ts";
import { openStore } from "./store-history.ts";

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-history-"));
	path = join(folder, "history.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(request: Partial<typeof EVERYTHING> = {}) {
	const history = openStore(path);
	const tracks = new Map<string, ContainerTrack>();
	for await (const track of history.containers({ ...EVERYTHING, ...request })) tracks.set(track.series.name, track);
	const cgroups = await Array.fromAsync(history.cgroups({ ...EVERYTHING, ...request }));
	const counters = await Array.fromAsync(history.counters({ ...EVERYTHING, ...request }));
	const { gaps } = history;
	await history.close();
	return { tracks, cgroups, counters, gaps };
}

const seconds = (from: number, steps: number) => Array.from({ length: steps }, (_, i) => from + i * STEP);

describe("what was recorded is read", () => {
	const CGROUPS = [
		{ about: "all", cgroup: undefined, found: ["node-1 kubelet", "node-1/", "node-2 kubelet", "node-2/"] },
		{ about: "one of each node", cgroup: { name: "/" }, found: ["node-1/", "node-2/"] },
		{ about: "one of one node", cgroup: { name: "/", node: "node-2" }, found: ["node-2/"] },
		{ about: "one that is not there", cgroup: { name: "/", node: "node-3" }, found: [] },
	];
	it.each(CGROUPS)("of cgroups $about", async ({ cgroup, found }) => {
		const recording = record(path);
		for (const node of ["node-1", "node-2"]) {
			const rows = ["/", " kubelet"].map((name) => ({
				...{ name: { kind: "cgroup" as const, node, cgroup: name }, about: null },
				figures: rowOf({ workingSet: 4096 }),
			}));
			recording.sweep(node, START, rows);
		}
		recording.close(START + STEP);
		const { cgroups } = await read({ cgroup });
		expect(cgroups.map(({ node, cgroup: of }) => node + of)).toEqual(found);
	});

	it("as chunks and as what is no chunk yet, within the request", async () => {
		const recording = record(path);
		for (let step = 0; step < 1000; step++) {
			const t = START + step * STEP;
			recording.sweep("node-1", t, [
				container("cart-1", bytesAt(step)),
				{
					name: { kind: "cgroup", node: "node-1", cgroup: "/" },
					figures: rowOf({ workingSet: 4e9, limit: 8e9 }),
					about: null,
				},
			]);
			recording.sweep("", t, [
				{ name: { kind: "counter", counter: "pods created" }, figures: rowOf({}).fill(step, 0, 1), about: null },
			]);
			if (step % 10 === 0) recording.flush(t);
		}
		recording.close(START + 1000 * STEP);
		const { tracks, cgroups, counters, gaps } = await read({ from: START + 100 * STEP, to: START + 899 * STEP });
		const track = tracks.get("shop/cart-1/app");
		expect(track?.series.t).toEqual(Float64Array.from(seconds(START + 100 * STEP, 800)));
		expect(track?.series.bytes).toEqual(Float64Array.from({ length: 800 }, (_, i) => bytesAt(100 + i)));
		expect(track?.rss?.[0]).toBe(bytesAt(100) - MIB);
		expect(track?.series.capacity[799]).toBe(512 * MIB);
		expect(track?.series.start[0]).toBe(START - 60);
		expect(track?.swap).toBeNull();
		expect(track?.owner).toEqual({ kind: "Deployment", name: "cart" });
		expect(track?.stretches).toEqual([{ from: START + 100 * STEP, image: "shop/app:1", node: "node-1" }]);
		expect(cgroups[0]?.series.capacity[0]).toBe(8e9);
		expect(counters[0]).toMatchObject({ name: "pods created" });
		expect(counters[0]?.bytes.at(-1)).toBe(899);
		expect(gaps).toEqual([]);
		const database = new DatabaseSync(path, { readOnly: true });
		expect(database.prepare("SELECT count(*) AS n FROM chunk").get()?.n).toBeGreaterThan(2);
		expect(database.prepare("SELECT count(*) AS n FROM sweep").get()?.n).toBeGreaterThan(2);
		database.close();
	});

	it("while it is being written", async () => {
		const recording = record(path);
		for (let step = 0; step < 500; step++) {
			recording.sweep("node-1", START + step * STEP, [container("cart-1", bytesAt(step))]);
			recording.flush(START + step * STEP);
			if (step % 97 === 96) expect((await read()).tracks.get("shop/cart-1/app")?.series.t).toHaveLength(step + 1);
		}
		recording.close(START + 500 * STEP);
	});

	it("across nodes, images and a clock set back, each moment once and the larger figure kept", async () => {
		const recording = record(path);
		const on = (node: string, step: number, image: string, bytes = bytesAt(step)) =>
			recording.sweep(node, START + step * STEP, [container("db-0", bytes, { about: { image, owner: null } })]);
		for (let step = 0; step < 10; step++) on("node-1", step, "db:1");
		for (let step = 10; step < 20; step++) on("node-2", step, "db:1");
		for (let step = 20; step < 30; step++) on("node-2", step, "db:2");
		on("node-2", 5, "db:2", 1);
		on("node-2", 29, "db:2", 500 * MIB);
		recording.close(START + 30 * STEP);
		const track = (await read()).tracks.get("shop/db-0/app");
		expect(track?.series.t).toEqual(Float64Array.from(seconds(START, 30)));
		expect(track?.series.bytes[5]).toBe(bytesAt(5));
		expect(track?.series.bytes[29]).toBe(500 * MIB);
		expect(track?.stretches).toEqual([
			{ from: START, image: "db:1", node: "node-1" },
			{ from: START + 10 * STEP, image: "db:1", node: "node-2" },
			{ from: START + 20 * STEP, image: "db:2", node: "node-2" },
		]);
	});

	it("only what is wanted", async () => {
		const recording = record(path);
		recording.sweep("node-1", START, [container("cart-1", MIB), container("cart-2", MIB)]);
		recording.close(START);
		expect([...(await read({ wanted: (_, pod) => pod === "cart-2" })).tracks.keys()]).toEqual(["shop/cart-2/app"]);
		expect((await read({ namespaces: ["bank"] })).tracks.size).toBe(0);
	});

	it("with the gaps, one for each stretch of time, and the time it did not run", async () => {
		const recording = record(path);
		recording.sweep("node-1", START, [container("cart-1", MIB)]);
		for (let t = START; t < START + 300; t += 30) recording.gap("node node-1", "timed-out", "10 s", START, t);
		recording.flush(START + 300);
		recording.gapEnds("node node-1");
		recording.gap("node node-1", "timed-out", "10 s", START + 900, START + 930);
		recording.close(START + 930);
		record(path, { now: START + 7200 }).close(START + 7200);
		expect((await read()).gaps.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
			"node node-1, 2023-11-14T22:13:20Z to 2023-11-14T22:17:50Z: timed-out",
			"recorder, 2023-11-14T22:13:20Z to 2023-11-15T00:13:20Z: absent",
			"node node-1, 2023-11-14T22:28:20Z to 2023-11-14T22:28:50Z: timed-out",
		]);
	});
});

it.each<[string, number, number]>([
	["where the one before ended is the same", 60, 1],
	["later is another", 61, 2],
])("a gap that begins %s", async (_, since, gaps) => {
	const recording = record(path);
	recording.gap("API server", "failed", "reset", START, START + 60);
	recording.gapEnds("API server");
	recording.gap("API server", "failed", "refused", START + since, START + 90);
	recording.close(START + 90);
	const told = (await read()).gaps;
	expect(told).toHaveLength(gaps);
	expect(told.at(-1)?.what).toContain("to 2023-11-14T22:14:50Z");
});

it("the API server's absences are told apart from other gaps", async () => {
	const recording = record(path);
	recording.gap("API server", "failed", "refused", START, START + 60);
	recording.gap("API server", "failed", "refused", START, START + 90);
	recording.gapEnds("API server");
	recording.gap("node node-1", "timed-out", "10 s", START, START + 500);
	recording.gap("API server", "failed", "refused", START + 300, START + 400);
	recording.close(START + 400);
	const history = openStore(path);
	expect(await history.absences?.({ ...EVERYTHING, from: START + 30, to: START + 350 })).toEqual([
		{ from: START + 30, to: START + 90 },
		{ from: START + 300, to: START + 350 },
	]);
	await history.close();
});

describe("the file", () => {
	it("stops growing once the oldest samples are dropped", async () => {
		const day = 86_400;
		const recording = record(path, { retention: day });
		const sizes: number[] = [];
		for (let step = 0; step < 12 * 2880; step++) {
			const t = START + step * STEP;
			recording.sweep("node-1", t, [container(`cart-${Math.floor(step / 2880)}`, bytesAt(step * 7))]);
			if (step % 100 === 0) recording.flush(t);
			if (step % 2880 === 0) sizes.push(statSync(path).size);
		}
		recording.close(START + 12 * day);
		expect(sizes[11]).toBeLessThanOrEqual(1.2 * (sizes[5] as number));
		expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBeLessThan(16 * MIB);
		const { tracks } = await read();
		expect([...tracks.keys()]).not.toContain("shop/cart-3/app");
		expect(tracks.get("shop/cart-11/app")?.series.t).toHaveLength(2880);
	});

	it("keeps what it has when the clock jumps years ahead and back", async () => {
		const recording = record(path);
		for (let step = 0; step < 600; step++) recording.sweep("node-1", START + step * STEP, [container("cart-1", MIB)]);
		recording.flush(START + 600 * STEP);
		recording.flush(START + 20 * 365 * 86_400);
		recording.close(START + 600 * STEP);
		expect((await read()).tracks.get("shop/cart-1/app")?.series.t).toHaveLength(600);
	});

	it("has one recorder, and the second says so", () => {
		const first = record(path);
		symlinkSync(path, join(folder, "link.db"));
		for (const same of [path, join(folder, "link.db")])
			expect(() => record(same)).toThrow(expect.objectContaining<Partial<Failure>>({ code: "history-in-use" }));
		first.close(START);
		record(path).close(START);
	});

	it("of another program is left as it is", () => {
		const other = new DatabaseSync(path);
		other.exec("CREATE TABLE theirs (x)");
		other.close();
		const failure = expect.objectContaining<Partial<Failure>>({ code: "history-foreign" });
		expect(() => record(path)).toThrow(failure);
		expect(() => openStore(path)).toThrow(failure);
	});

	it.each([
		["a series file", "series,t,bytes,capacity\n"],
		["a kubeconfig", "apiVersion: v1\nkind: Config\n"],
		["half a page of nothing", "\0".repeat(2048)],
	])("that is %s is left as it is", (_, text) => {
		writeFileSync(path, text);
		// The second time as the first.
		for (let round = 0; round < 2; round++)
			expect(() => record(path)).toThrow(expect.objectContaining<Partial<Failure>>({ code: "history-foreign" }));
		expect(readFileSync(path, "utf8")).toBe(text);
		expect(readdirSync(folder)).toEqual(["history.db"]);
	});

	it("is a recording from the first moment, also without its log", async () => {
		const recording = record(path);
		const copy = join(folder, "copy.db");
		copyFileSync(path, copy);
		const history = openStore(copy);
		expect(await Array.fromAsync(history.containers(EVERYTHING))).toEqual([]);
		await history.close();
		recording.close(START);
	});

	it("is read where nothing can be written beside it", () => {
		const recording = record(path);
		recording.sweep("node-1", START, [container("cart-1", MIB)]);
		recording.close(START);
		chmodSync(folder, 0o555);
		const script = `
			const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, "store-history.ts"))});
			// Root may write anywhere.
			if (process.getuid() === 0) process.seteuid(65534);
			const history = openStore(${JSON.stringify(path)});
			const request = { from: 0, to: 4e9, namespaces: null, wanted: null };
			for await (const { series } of history.containers(request)) console.log(series.name, ...series.t);`;
		const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
		chmodSync(folder, 0o755);
		expect(said).toBe(`shop/cart-1/app ${START}\n`);
	});

	it("of a later version is left as it is", () => {
		record(path).close(START);
		const later = new DatabaseSync(path);
		later.exec("PRAGMA user_version = 99");
		later.close();
		expect(() => record(path)).toThrow(expect.objectContaining<Partial<Failure>>({ code: "history-newer" }));
	});

	it.each([
		["its head is overwritten", (file: Buffer) => file.fill(7, 0, 4096)],
		["pages in its middle are overwritten", (file: Buffer) => file.fill(7, 16_384, 6 * 16_384)],
		["it was cut in half", (file: Buffer) => file.subarray(0, file.length / 2)],
		["it is something else", () => Buffer.from("series,t,bytes,capacity\n".repeat(100))],
	])("is moved aside when %s, and recording goes on", async (_, damage) => {
		const before = record(path);
		for (let step = 0; step < 600; step++)
			before.sweep("node-1", START + step * STEP, [container("cart-1", bytesAt(step))]);
		before.close(START);
		const bytes = damage(readFileSync(path));
		writeFileSync(path, bytes);
		const recording = record(path);
		recording.sweep("node-1", START + 9000, [container("cart-1", MIB)]);
		recording.close(START + 9000);
		expect(recording.notices).toMatchObject([{ what: "damaged", path }]);
		const [moved = ""] = readdirSync(folder).filter((name) => name.includes(".damaged-"));
		expect(readFileSync(join(folder, moved))).toEqual(bytes);
		expect((await read()).tracks.get("shop/cart-1/app")?.series.t).toEqual(Float64Array.of(START + 9000));
	});

	it("with pages that the disk has damaged gives what stands on the others, and gaps", async () => {
		const recording = record(path);
		for (let step = 0; step < 1200; step++)
			recording.sweep(
				"node-1",
				START + step * STEP,
				Array.from({ length: 40 }, (_, i) => container(`cart-${i}`, bytesAt(step * (i + 7919)))),
			);
		recording.compact();
		recording.close(START);
		const database = new DatabaseSync(path);
		const page = database.prepare(
			"SELECT pageno FROM dbstat WHERE name = 'chunk' AND pagetype = 'leaf' LIMIT 1 OFFSET 2",
		);
		const number = Number(page.get()?.pageno);
		database.close();
		const bytes = readFileSync(path);
		writeFileSync(path, bytes.fill(0xff, (number - 1) * 16_384, number * 16_384));
		const { tracks, gaps } = await read();
		const cut = gaps.map(({ what }) => what);
		const whole = [...tracks].filter(([, { series }]) => series.t.length === 1200).map(([name]) => name);
		expect(gaps[0]).toMatchObject({ what: expect.stringMatching(/^shop\/cart-\d+\/app$/), reason: "malformed" });
		expect([...cut, ...whole].sort()).toEqual(Array.from({ length: 40 }, (_, i) => `shop/cart-${i}/app`).sort());
		expect(whole.length).toBeGreaterThan(20);
	});

	it("with a chunk that the disk has changed gives the others, and a gap", async () => {
		const recording = record(path);
		for (let step = 0; step < 1200; step++)
			recording.sweep("node-1", START + step * STEP, [container("cart-1", bytesAt(step))]);
		recording.close(START);
		const database = new DatabaseSync(path);
		database.exec("UPDATE chunk SET data = x'0102030405060708' WHERE since = (SELECT min(since) FROM chunk)");
		database.close();
		const { tracks, gaps } = await read();
		expect(tracks.get("shop/cart-1/app")?.series.t.length).toBeGreaterThan(600);
		expect(gaps).toMatchObject([{ what: "shop/cart-1/app", reason: "malformed" }]);
	});
});

it.runIf(process.platform === "linux")(
	"a full disk costs the samples of its time, says so once, and leaves a gap",
	async () => {
		// A limit on the size of files stands for the disk: the kernel refuses the write in the same place, and a test can lift it.
		const limit = (bytes: string) => execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}`]);
		const recording = record(path);
		let step = 0;
		const minutes = (count: number) => {
			for (const end = step + count; step < end; step++) {
				recording.sweep(
					"node-1",
					START + step * STEP,
					Array.from({ length: 100 }, (_, i) => container(`cart-${i}`, bytesAt(step + i))),
				);
				// A clock has milliseconds.
				recording.flush(START + step * STEP + 0.25);
			}
		};
		minutes(10);
		const refused = step;
		limit(`${statSync(`${path}-wal`).size}:unlimited`);
		try {
			minutes(10);
		} finally {
			limit("unlimited:unlimited");
		}
		expect(recording.notices).toMatchObject([{ what: "unwritable", path }]);
		const again = step;
		minutes(10);
		recording.close(START + step * STEP);
		expect(recording.notices.slice(1)).toMatchObject([{ what: "writable", path }]);
		const { tracks, gaps } = await read();
		const expected = [...seconds(START, refused), ...seconds(START + again * STEP, 10)];
		expect([...(tracks.get("shop/cart-7/app")?.series.t ?? [])]).toEqual(expect.arrayContaining(expected));
		expect(gaps).toMatchObject([{ what: expect.stringMatching(/^recorder, /), reason: "failed" }]);
	},
);

it.runIf(process.platform === "linux")("a file damaged on a full disk is begun anew when there is room", async () => {
	const limit = (bytes: string) => execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}`]);
	const recording = record(path);
	recording.sweep("node-1", START, [container("cart-1", MIB)]);
	recording.flush(START);
	const look = (step: number) => {
		recording.sweep("node-1", START + step * STEP, [container("cart-1", MIB)]);
		recording.flush(START + step * STEP);
	};
	// Every page but the first, of the file and of its log.
	for (const end of ["", "-wal"]) {
		const bytes = readFileSync(path + end);
		writeFileSync(path + end, bytes.fill(7, end === "" ? 16_384 : 0));
	}
	const after = new DatabaseSync(path);
	after.close();
	limit("4096:unlimited");
	try {
		for (let step = 1; step < 5; step++) look(step);
	} finally {
		limit("unlimited:unlimited");
	}
	for (let step = 5; step < 10; step++) look(step);
	recording.close(START + 10 * STEP);
	const there = (await read()).tracks.get("shop/cart-1/app")?.series.t ?? [];
	expect([...there].slice(-5)).toEqual(seconds(START + 5 * STEP, 5));
});

it("kill -9 at any moment costs nothing that was flushed", async () => {
	const script = join(import.meta.dirname, "recording.fixture.ts");
	let from = START;
	const flushed: number[] = [];
	for (let round = 0; round < 6; round++) {
		const child = spawn(process.execPath, [script, "record-until-killed", path, String(from)], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		let said = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
		await once(child.stdout, "data");
		await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 250));
		child.kill("SIGKILL");
		await once(child, "close");
		// The last line may be half.
		flushed.push(...said.split("\n").slice(0, -1).map(Number));
		from = (flushed.at(-1) ?? from) + 100 * STEP;
	}
	expect(flushed.length).toBeGreaterThan(100);
	const { tracks } = await read();
	const there = new Set(tracks.get("shop/b-19/app")?.series.t);
	expect(flushed.filter((t) => !there.has(t))).toEqual([]);
	expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual([]);
}, 60_000);
