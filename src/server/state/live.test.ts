import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Failure } from "../../model/failure.ts";
import { type ClusterSource, openCluster } from "../../sources/kubernetes/cluster.ts";
import { SimulatedCluster } from "../recorder/cluster.fixture.ts";
import { overview } from "./answer.ts";
import { Live } from "./live.ts";
import { State } from "./state.ts";
import { everything } from "./viewer.ts";

let cluster: SimulatedCluster;
let stop: AbortController;
let running: Promise<void> = Promise.resolve();
beforeEach(async () => {
	cluster = new SimulatedCluster({ nodes: 2, podsPerNode: 2, otherMetrics: 1 });
	stop = new AbortController();
	await cluster.start();
});
afterEach(async () => {
	stop.abort();
	await running;
	await cluster.stop();
	vi.restoreAllMocks();
});

type Options = Partial<Pick<Parameters<typeof Live.start>[0], "history" | "nodeHistory">>;

/** A server's state of the simulated cluster, and which of the sources that were opened for it are closed again. */
async function live(options: Options = {}) {
	const state = new State("", Date.now);
	const cost = { watchRestarts: 0, surveys: 0, surveySeconds: 0, scrapes: 0, scrapeSeconds: 0, failures: 0 };
	const opened: { source: ClusterSource; isClosed: boolean }[] = [];
	const open = async () => {
		const asked = { server: cluster.url, environment: {}, home: homedir(), version: "test", requestTimeout: "1s" };
		const one = { source: await openCluster(asked), isClosed: false };
		opened.push(one);
		const close = one.source.close.bind(one.source);
		one.source.close = async () => {
			one.isClosed = true;
			await close();
		};
		return one.source;
	};
	const defects: unknown[] = [];
	const told = { onDefect: (error: unknown) => defects.push(error), signal: stop.signal };
	const started = await Live.start({
		open,
		state,
		cost,
		history: async () => null,
		nodeHistory: null,
		...told,
		...options,
	});
	running = started.run().finally(() => started.close());
	return { live: started, state, cost, opened, defects };
}

async function eventually(what: string, is: () => boolean): Promise<void> {
	for (const end = Date.now() + 20_000; !is(); await sleep(50))
		if (Date.now() > end) throw new Error(`not within 20 s: ${what}`);
}

/** Pods are listed once, for the watch; whoever lists them again is refused. */
function listedOnce(): (path: string) => number | null {
	let lists = 0;
	return (path) => (path === "/api/v1/pods" && ++lists > 2 ? 500 : null);
}

const unreadable = async () => {
	throw new Failure("archive-missing", { path: "history.db" });
};

describe("what is known once everything was looked at that can be", () => {
	interface Scene {
		about: string;
		broken?: () => (path: string) => number | null;
		options?: Options;
		known: { deaths: boolean; nodes: boolean; leaks: boolean };
		failures: number;
	}
	const SCENES: readonly Scene[] = [
		{ about: "nothing is amiss", known: { deaths: true, nodes: true, leaks: true }, failures: 0 },
		{
			about: "the look at everything fails",
			broken: listedOnce,
			known: { deaths: false, nodes: true, leaks: true },
			failures: 1,
		},
		{
			about: "the history of the nodes cannot be read",
			options: { nodeHistory: unreadable },
			known: { deaths: true, nodes: false, leaks: true },
			failures: 1,
		},
		{
			about: "the history cannot be read",
			options: { history: unreadable },
			known: { deaths: true, nodes: true, leaks: false },
			failures: 1,
		},
	];
	test.each(SCENES)("$about", async ({ broken, options, known, failures }) => {
		cluster.broken = broken?.() ?? null;
		const { state, cost, defects } = await live(options);
		expect(state.source.known).toEqual({ deaths: false, nodes: false, leaks: false });
		const all = ["deaths", "nodes", "leaks"] as const;
		const wanted = () => all.every((part) => !known[part] || state.source.known[part]);
		await eventually("each was tried", () => wanted() && cost.failures >= failures);
		expect(overview(state, everything("tester")).source.known).toEqual(known);
		expect(defects).toEqual([]);
	});
});

test("a look at everything that fails closes what it opened, and no more", async () => {
	cluster.broken = listedOnce();
	const { live: one, cost, opened } = await live();
	await eventually("it failed twice", () => cost.failures >= 2);
	const [forWatches, forSurveys, ...others] = opened;
	expect([forWatches?.isClosed, forSurveys?.isClosed]).toEqual([false, false]);
	expect(one.reader).toBe(forSurveys?.source);
	cluster.broken = null;
	await eventually("it succeeded", () => one.reader !== forSurveys?.source);
	// What was being read from the one before may end in peace.
	expect(forSurveys?.isClosed).toBe(false);
	const open = opened.filter(({ isClosed }) => !isClosed).map(({ source }) => source);
	expect(open).toContain(one.reader);
	expect(others.filter(({ isClosed, source }) => !isClosed && source !== one.reader).length).toBeLessThanOrEqual(1);
	stop.abort();
	await running;
	expect(opened.filter(({ isClosed }) => !isClosed)).toEqual([]);
});

test("leaks are looked for once at a time, however long a look takes", async () => {
	const real = performance.now.bind(performance);
	let later = 0;
	vi.spyOn(performance, "now").mockImplementation(() => real() + later);
	const looks: PromiseWithResolvers<null>[] = [];
	const history = async (of: ClusterSource) => {
		// Sizes ask too, of a source of their own.
		if (of !== reader()) return null;
		const look = Promise.withResolvers<null>();
		looks.push(look);
		return await look.promise;
	};
	let reader = (): ClusterSource | null => null;
	const { live: one, cost } = await live({ history });
	reader = () => one.reader;
	await eventually("leaks are looked for", () => looks.length === 1);
	later = 2 * 3_600_000;
	const before = cost.surveys;
	await eventually("everything was looked at again, and the nodes", () => cost.surveys >= before + 3);
	expect(looks.length).toBe(1);
	looks[0]?.resolve(null);
	await eventually("leaks are looked for again", () => looks.length === 2);
	looks[1]?.resolve(null);
});
