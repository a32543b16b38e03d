import { describe, expect, test } from "vitest";
import type { ContainerTrack } from "../model/track.ts";
import type { History, HistoryRequest } from "./history.ts";

/** What was measured of one container, for every history to hold and give back. */
export interface Measured {
	namespace: string;
	pod: string;
	container: string;
	image: string;
	node: string;
	/** Unix seconds; at most one sample a minute, on whole minutes, so that engines that answer in steps can give the same. */
	t: readonly number[];
	bytes: readonly number[];
	/** Null: no limit. */
	limit: readonly (number | null)[];
	start: readonly number[];
}

interface Abilities {
	/** Whether two scrapers of the same container can be told apart and merged. */
	duplicates: boolean;
	/** Whether images and nodes are kept. */
	stretches: boolean;
}

/** A whole minute. */
export const T0 = 1_700_000_040;
const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => T0 + (from + i) * 60);
const MIB = 2 ** 20;

function measured(pod: string, t: readonly number[], more: Partial<Measured> = {}): Measured {
	return {
		namespace: "web",
		pod,
		container: "app",
		image: "registry.example/app:1",
		node: "node-1",
		t,
		bytes: t.map((_, i) => 100 * MIB + i * 4096),
		limit: t.map(() => 512 * MIB),
		start: t.map(() => T0 - 600),
		...more,
	};
}

const HOUR = minutes(0, 60);
const WITH_GAP = [...minutes(0, 20), ...minutes(40, 60)];

/** What every history of this suite holds. */
export const HELD: readonly Measured[] = [
	measured("plain", HOUR),
	measured("restarted", HOUR, {
		start: HOUR.map((_, i) => (i < 30 ? T0 - 600 : T0 + 30 * 60)),
		bytes: HOUR.map((_, i) => (100 + (i % 30)) * MIB),
	}),
	measured("resized", HOUR, { limit: HOUR.map((_, i) => (i < 30 ? 512 : 1024) * MIB) }),
	measured("unlimited", HOUR, { limit: HOUR.map(() => null) }),
	measured("gap", WITH_GAP),
	measured("a.c", HOUR),
	measured("abc", HOUR, { namespace: "w.b" }),
	measured("other", HOUR, { namespace: "shop", container: "one", node: "node-2" }),
	measured("other", HOUR, { namespace: "shop", container: "two", node: "node-2" }),
];

/** The same container seen by a second scraper: at the same moments, sometimes a little more. */
export const SEEN_TWICE: Measured = measured("plain", HOUR, {
	bytes: HOUR.map((_, i) => 100 * MIB + i * 4096 + (i % 2 === 0 ? 4096 : -4096)),
});

const ALL: HistoryRequest = { from: T0, to: T0 + 3600, namespaces: null, wanted: null };

/** The contract that all histories are held to. `open` gives one that holds HELD, and SEEN_TWICE where it can have duplicates. */
export function historyContract(name: string, abilities: Abilities, open: () => Promise<History>): void {
	describe(`${name} as a history`, () => {
		async function read(request: Partial<HistoryRequest> = {}): Promise<Map<string, ContainerTrack>> {
			const history = await open();
			try {
				const tracks = await Array.fromAsync(history.containers({ ...ALL, ...request }));
				expect(history.gaps).toEqual([]);
				expect(new Set(tracks.map(({ series }) => series.name)).size).toBe(tracks.length);
				return new Map(tracks.map((track) => [track.series.name, track]));
			} finally {
				await history.close();
			}
		}

		test("gives each container once, with what was measured", async () => {
			const tracks = await read();
			expect([...tracks.keys()].sort()).toEqual(HELD.map((m) => `${m.namespace}/${m.pod}/${m.container}`).sort());
			for (const one of HELD) {
				const track = tracks.get(`${one.namespace}/${one.pod}/${one.container}`);
				expect(track).toMatchObject({ namespace: one.namespace, pod: one.pod, container: one.container });
				expect([...(track?.series.t ?? [])], one.pod).toEqual(one.t);
				const twice = abilities.duplicates && one.pod === "plain";
				const bytes = one.bytes.map((value, i) => (twice ? Math.max(value, SEEN_TWICE.bytes[i] ?? 0) : value));
				expect([...(track?.series.bytes ?? [])], one.pod).toEqual(bytes);
				expect([...(track?.series.capacity ?? [])], one.pod).toEqual(one.limit.map((limit) => limit ?? Number.NaN));
				expect([...(track?.series.start ?? [])], one.pod).toEqual(one.start);
				for (const column of [track?.rss, track?.cache, track?.swap])
					expect(column?.length ?? one.t.length).toBe(one.t.length);
			}
		});

		test("nothing outside the time asked for, both ends included", async () => {
			const track = (await read({ from: T0 + 600, to: T0 + 1200 })).get("web/plain/app");
			expect([track?.series.t[0], track?.series.t.at(-1), track?.series.t.length]).toEqual([T0 + 600, T0 + 1200, 11]);
			expect((await read({ from: T0 + 21 * 60, to: T0 + 35 * 60 })).has("web/gap/app")).toBe(false);
		});

		test("nothing of other namespaces and pods; names are no expressions", async () => {
			expect([...(await read({ namespaces: ["w.b"] })).keys()]).toEqual(["w.b/abc/app"]);
			expect([...(await read({ namespaces: ["shop", "w.b"] })).keys()].sort()).toEqual([
				"shop/other/one",
				"shop/other/two",
				"w.b/abc/app",
			]);
			const wanted = (namespace: string, pod: string) => namespace === "web" && pod === "a.c";
			expect([...(await read({ wanted })).keys()]).toEqual(["web/a.c/app"]);
			expect((await read({ namespaces: [] })).size).toBe(0);
		});

		if (abilities.stretches)
			test("each stretch knows its image and node", async () => {
				const stretches = (await read()).get("shop/other/one")?.stretches;
				expect(stretches).toEqual([{ from: T0, image: "registry.example/app:1", node: "node-2" }]);
			});

		test("can be read twice, left in the middle, and stopped", async () => {
			const history = await open();
			try {
				for await (const track of history.containers(ALL)) {
					expect(track.series.t.length).toBeGreaterThan(0);
					break;
				}
				expect(await Array.fromAsync(history.containers(ALL))).toHaveLength(HELD.length);
				const signal = AbortSignal.abort(new Error("enough"));
				await expect(Array.fromAsync(history.containers({ ...ALL, signal }))).rejects.toThrow("enough");
				await Array.fromAsync(history.cgroups(ALL));
				await Array.fromAsync(history.counters(ALL));
			} finally {
				await history.close();
			}
		});
	});
}
