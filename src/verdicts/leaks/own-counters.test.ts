import { expect, test } from "vitest";
import type { Series } from "../../model/series.ts";
import { digestTrack } from "./digest.ts";
import { countersOf } from "./own-counters.ts";
import { replicasOf } from "./replicas.ts";
import { BEGIN, DAY } from "./series.fixture.ts";
import { track } from "./track.fixture.ts";

const counted = (name: string, ...rows: [number, number][]): Series => {
	const column = (of: (row: [number, number]) => number) => Float64Array.from(rows, of);
	const none = column(() => Number.NaN);
	return { name, t: column(([at]) => BEGIN + at), bytes: column(([, count]) => count), capacity: none, start: none };
};

test("the pods of a replica count one after another, each by its own name", () => {
	const tracks = [
		track({ span: 2 * DAY, pod: "web-a", mib: () => 200 }),
		track({ span: 4 * DAY, from: 2 * DAY, pod: "web-b", mib: () => 200 }),
	];
	const digests = tracks.map((one) => digestTrack(one, { until: Number.POSITIVE_INFINITY, disconnected: [] }));
	const [replica] = replicasOf(digests, false).present;
	if (replica === undefined) throw new Error("no replica");
	const own = new Map([
		["web-b", [counted("requests", [2 * DAY, 0], [4 * DAY, 5])]],
		["web-a", [counted("requests", [0, 0], [DAY, 7]), counted("connections", [0, 1])]],
		["web-c", [counted("requests", [0, 1000])]],
	]);
	const told = countersOf(replica, own).map(({ name, t, bytes }) => [name, [...t].map((at) => at - BEGIN), [...bytes]]);
	expect(told).toEqual([
		["requests", [0, DAY, 2 * DAY, 4 * DAY], [0, 7, 0, 5]],
		["connections", [0], [1]],
	]);
	expect(countersOf(replica, undefined)).toEqual([]);
});
