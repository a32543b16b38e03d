import { type Buckets, between } from "./buckets.ts";
import type { TrackDigest } from "./digest.ts";

/** What a container ran: its image, and the revision of its owner where pods are made from templates (a ReplicaSet). */
export interface Version {
	image: string;
	revision: string;
}

/** A stretch of a replica's memory under one version. */
export interface Part extends Version {
	/** Unix seconds. */
	from: number;
	buckets: Buckets;
	rss: Buckets | null;
}

/** Pods that followed one another in one place of a workload, the newest last. */
export interface Replica {
	/** The newest pod. */
	pod: string;
	digests: TrackDigest[];
	/** By version, in time order; at least one. */
	parts: Part[];
}

/** A pod may start this many seconds before the one that it replaces is gone, at most. */
const OVERLAP = 600;
/** Who has no sample in the last share of the time, or so many seconds, is gone. */
const GONE_SHARE = 0.02;
const GONE_SECONDS = 900;

/**
 * The replicas of a workload's container that are there now, and apart from them those that have gone: pods that came later take the
 * place of those that ended before them. With `runs` each pod stands for itself: a Job's end is no restart.
 */
export function replicasOf(digests: readonly TrackDigest[], runs: boolean): { present: Replica[]; gone: Replica[] } {
	const seen = digests.filter(({ buckets }) => buckets.t.length > 0);
	const places: TrackDigest[][] = [];
	for (const digest of seen.toSorted((a, b) => a.buckets.from - b.buckets.from || (a.pod < b.pod ? -1 : 1))) {
		const free = runs ? [] : places.filter((place) => lastOf(place) <= digest.buckets.from + OVERLAP);
		// A pod of the same name comes back to its own place, others to the one that was left last.
		const own = free.find((place) => place.at(-1)?.pod === digest.pod);
		const place = own ?? free.sort((a, b) => lastOf(b) - lastOf(a))[0];
		if (place === undefined) places.push([digest]);
		else place.push(digest);
	}
	const first = Math.min(...seen.map(({ buckets }) => buckets.from));
	const newest = Math.max(...seen.map(({ buckets }) => buckets.from + buckets.span));
	const left = leftBy(first, newest);
	const [present, gone]: [Replica[], Replica[]] = [[], []];
	for (const place of places) {
		const replica = { pod: place.at(-1)?.pod ?? "", digests: place, parts: partsOf(place) };
		(lastOf(place) >= left ? present : gone).push(replica);
	}
	return { present, gone };
}

/** Whether nothing of it was measured lately, by the newest sample there is of anything; unix seconds. */
export function isGone(digests: readonly TrackDigest[], newest: number): boolean {
	const seen = digests.map(({ buckets }) => buckets).filter(({ t }) => t.length > 0);
	const first = Math.min(...seen.map(({ from }) => from));
	return seen.every(({ from, span }) => from + span < leftBy(first, newest));
}

function leftBy(first: number, newest: number): number {
	return newest - Math.max(GONE_SECONDS, GONE_SHARE * (newest - first));
}

function lastOf(place: readonly TrackDigest[]): number {
	const buckets = place.at(-1)?.buckets;
	return buckets === undefined ? Number.NEGATIVE_INFINITY : buckets.from + buckets.span;
}

export function sameVersion(a: Version, b: Version): boolean {
	return a.image === b.image && a.revision === b.revision;
}

function partsOf(place: readonly TrackDigest[]): Part[] {
	const pieces: Part[] = [];
	for (const digest of place) {
		const revision = digest.owner?.kind === "ReplicaSet" ? digest.owner.name : "";
		const { from, span } = digest.buckets;
		const images = digest.stretches.filter(({ image }, i, all) => i === 0 || image !== all[i - 1]?.image);
		if (images.length < 2) {
			pieces.push({ image: images[0]?.image ?? "", revision, from, buckets: digest.buckets, rss: digest.rss });
			continue;
		}
		for (const [i, { image, from: began }] of images.entries()) {
			const begin = i === 0 ? from : began;
			const end = images[i + 1]?.from ?? Number.POSITIVE_INFINITY;
			if (begin > from + span || end <= from) continue;
			const buckets = between(digest.buckets, begin, end);
			const rss = digest.rss === null ? null : between(digest.rss, begin, end);
			if (buckets.t.length > 0) pieces.push({ image, revision, from: begin, buckets, rss });
		}
	}
	const parts: Part[] = [];
	for (const piece of pieces) {
		const last = parts.at(-1);
		if (last === undefined || !sameVersion(last, piece)) parts.push(piece);
		else {
			last.buckets = joined(last.buckets, piece.buckets);
			last.rss = last.rss === null || piece.rss === null ? null : joined(last.rss, piece.rss);
		}
	}
	return parts;
}

/** A replica's part with those before it that `alike` holds to be of the same leak, as one history with restarts between them. */
export function withEarlier({ parts }: Replica, alike: (part: Part) => boolean): Pick<Part, "buckets" | "rss"> {
	let { buckets, rss } = parts.at(-1) as Part;
	for (let i = parts.length - 2; i >= 0 && alike(parts[i] as Part); i--) {
		const part = parts[i] as Part;
		buckets = joined(part.buckets, buckets);
		rss = rss === null || part.rss === null ? null : joined(part.rss, rss);
	}
	return { buckets, rss };
}

/** Two processes one after the other as one history with a restart between them. What the first still held when the second came is left out. */
function joined(a: Buckets, b: Buckets): Buckets {
	let kept = a.t.length;
	while (kept > 0 && (a.t[kept - 1] as number) >= b.from) kept--;
	const both = (x: Float64Array, y: Float64Array) => {
		const out = new Float64Array(kept + y.length);
		out.set(x.subarray(0, kept));
		out.set(y, kept);
		return out;
	};
	return {
		t: both(a.t, b.t),
		floor: both(a.floor, b.floor),
		middle: both(a.middle, b.middle),
		peak: both(a.peak, b.peak),
		capacity: b.capacity,
		lives: [...a.lives.filter((at) => at < kept), ...b.lives.map((at) => at + kept)],
		startedAt: Number.isNaN(b.startedAt) ? b.from : b.startedAt,
		samples: a.samples + b.samples,
		from: a.from,
		span: b.from + b.span - a.from,
	};
}
