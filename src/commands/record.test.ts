import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { record } from "../history/store/recording.fixture.ts";
import { main } from "../main.ts";
import { SimulatedCluster } from "../server/recorder/cluster.fixture.ts";
import type { Context } from "./context.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-record-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command line; `stopAfter` is what it must say before it is stopped. */
async function run(argv: string[], stopAfter?: (said: { err: string }) => boolean) {
	const said = { out: "", err: "" };
	const abort = new AbortController();
	const write = (to: "out" | "err") => ({
		write: (text: string) => {
			said[to] += text;
		},
	});
	const context: Context = {
		env: { HOME: folder, KUBECONFIG: join(folder, "none"), LANG: "C" },
		stdout: write("out"),
		stderr: write("err"),
		stdin: (async function* () {})(),
		now: Date.now,
		program: "plimsoll",
		signal: abort.signal,
	};
	const watching = setInterval(() => {
		if (stopAfter?.(said)) abort.abort();
	}, 50);
	const code = await main(context, argv);
	clearInterval(watching);
	return { code, ...said };
}

describe("plimsoll record", () => {
	it.each([
		[["record", "shop.db"], 2, /does not take "shop.db"/],
		[["record", "--interval", "0s"], 2, /--interval cannot be "0s"/],
		[["record", "--interval", "1h"], 2, /--interval cannot be "1h"/],
		[["record", "--retention", "soon"], 2, /--retention cannot be "soon"/],
		[["record", "--history", join(folder, "x.db")], 3, /No cluster to ask/],
		[["record", "--server", "http://127.0.0.1:1", "--history", join(folder, "no/such/folder/x.db")], 3, /Cannot write/],
	])("%j", async (argv, code, words) => {
		const result = await run(argv);
		expect(result.code).toBe(code);
		expect(result.err).toMatch(words);
		expect(result.err.trim().split("\n")).toHaveLength(1);
	});

	it("records until it is stopped, and is clean; a second one on the same file is refused", async () => {
		const cluster = new SimulatedCluster({ nodes: 1, podsPerNode: 2, otherMetrics: 0 });
		await cluster.start();
		const path = join(folder, "history.db");
		const argv = ["record", "--server", cluster.url, "--history", path, "--interval", "1s"];
		const looked = () => (cluster.asked.get("/metrics/cadvisor") ?? 0) > 2;
		const { code, err, out } = await run(argv, looked);
		expect([code, out]).toEqual([0, ""]);
		expect(err).toMatch(/^plimsoll: Recording http.*\nplimsoll: Wrote \d+ samples to .*\n$/);
		const other = record(path, { now: Date.now() / 1000 });
		expect(await run(argv)).toMatchObject({
			code: 3,
			err: expect.stringMatching(/^plimsoll: Another recorder is writing/),
		});
		// It tries again every half second, and says it once.
		let enough = Number.POSITIVE_INFINITY;
		const served = await run(["serve", "--server", cluster.url, "--history", path, "--record"], ({ err }) => {
			if (err.includes("Another recorder")) enough = Math.min(enough, Date.now() + 1500);
			return Date.now() > enough;
		});
		expect(served.err.match(/^plimsoll: Another recorder is writing .*$/gm)).toHaveLength(1);
		expect(served.err).not.toContain("defect");
		other.close(Date.now() / 1000);
		await cluster.stop();
	});
});
