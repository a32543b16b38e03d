import type { Series } from "../../model/series.ts";
import type { ContainerTrack, Stretch } from "../../model/track.ts";
import type { Absence } from "./absences.ts";
import { digestTrack } from "./digest.ts";
import { BEGIN, type Recipe, series } from "./series.fixture.ts";
import { judgeWorkload, type WorkloadMemory, type WorkloadVerdict } from "./workload.ts";

interface TrackRecipe extends Recipe {
	pod?: string;
	/** Seconds after the beginning of the history that the pod came. */
	from?: number;
	image?: string;
	/** Image, from so many seconds on; instead of `image`. */
	images?: readonly (readonly [number, string])[];
	owner?: { kind: string; name: string };
	rss?(seconds: number): number;
}

/** A pod's container by a formula of the seconds since the history began. */
export function track(recipe: TrackRecipe): ContainerTrack {
	const { pod = "web-1", from = 0, image = "web:1", owner = null, images = [[0, image]], rss, mib, span } = recipe;
	const one = series({ ...recipe, span: span - from, mib: (s) => mib(s + from) });
	const t = one.t.map((at) => at + from);
	const stretches = images.map(
		([at, of]): Stretch => ({ from: BEGIN + Math.max(from, at), image: of, node: "node-1" }),
	);
	return {
		namespace: "shop",
		pod,
		container: "web",
		series: { ...one, name: `shop/${pod}/web`, t },
		rss: rss === undefined ? null : t.map((at) => 2 ** 20 * rss(at - BEGIN)),
		cache: null,
		swap: null,
		stretches,
		owner,
	};
}

/** A counter by the events up to each moment. */
export function counter(name: string, span: number, events: (seconds: number) => number): Series {
	return series({ span, mib: (s) => events(s) / 2 ** 20, noise: 0, name });
}

export interface History extends Partial<Pick<WorkloadMemory, "counters" | "own" | "room">> {
	tracks: readonly ContainerTrack[];
	/** A Deployment unless told. */
	kind?: string;
	name?: string;
	/** When anything was measured last, in seconds since the beginning; not told of unless given. */
	newest?: number;
	/** Seconds since the beginning. */
	disconnected?: readonly (readonly [number, number])[];
}

export function judged({
	tracks,
	kind = "Deployment",
	name = "web",
	counters = [],
	own,
	room = new Map(),
	newest,
	disconnected = [],
}: History): WorkloadVerdict {
	const absences = disconnected.map(([from, to]): Absence => ({ from: BEGIN + from, to: BEGIN + to }));
	const digests = tracks.map((one) => digestTrack(one, { until: Number.POSITIVE_INFINITY, disconnected: absences }));
	const workload = { kind, namespace: "shop", name };
	const seen = newest === undefined ? {} : { newest: BEGIN + newest };
	return judgeWorkload({ workload, container: "web", digests, counters, own, room, ...seen, source: "prometheus" });
}

export function rulesOf({ findings }: WorkloadVerdict): string[] {
	return findings.map(({ rule }) => rule);
}
