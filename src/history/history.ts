import type { Gap } from "../model/gap.ts";
import type { Series } from "../model/series.ts";
import type { CgroupTrack, ContainerFloors, ContainerTrack } from "../model/track.ts";
import type { StoredContainer } from "./store/stored.ts";

/** Which part of a history an inquiry wants. */
export interface HistoryRequest {
	/** Unix seconds, both included. */
	from: number;
	to: number;
	/** Null for all. */
	namespaces: readonly string[] | null;
	/** Pods wanted within them; null for all. Engines may use it to read less and must yield no others. */
	wanted: ((namespace: string, pod: string) => boolean) | null;
	/** Of cgroups: the one of this name, and that of this node alone. Engines may use it to read less; others may come too. */
	cgroup?: { name: string; node?: string } | undefined;
	/** What is wanted beside the working set; engines may leave out (null) what is not named. All unless told. */
	figures?: ReadonlySet<Figure> | undefined;
	/** `newest` where only the newest limit matters: an engine may then give it for all samples. */
	limits?: "newest" | undefined;
	/** Whether the next track's columns may be written where this one's are: for who looks at each and keeps none. Not unless told. */
	lent?: boolean | undefined;
	/** Of lent tracks the samples of these times are enough at first (unix seconds, in time order): a track may hold no others, and then has `whole`. */
	glimpses?: readonly { from: number; to: number }[] | undefined;
	signal?: AbortSignal | undefined;
}

export interface PodName {
	namespace: string;
	pod: string;
}

export type Figure = "rss" | "cache" | "swap";

/**
 * Where memory series are kept: a Prometheus-compatible engine, the embedded store, files. All are held to one contract
 * (history.contract.ts): samples in time order, one for a time; duplicates of two scrapers merged, the larger value kept; nothing outside
 * the request; one container in memory at a time. What cannot be read becomes a gap, and the rest still comes.
 */
export interface History {
	/** For people and for evidence: `prometheus monitoring/prometheus-k8s`, a path. */
	readonly name: string;
	readonly gaps: readonly Gap[];
	containers(request: HistoryRequest): AsyncIterable<ContainerTrack>;
	/** The same as they lie on disk, for who has them taken apart (`containerIn`) on several threads. Left out where that is not what takes long. */
	stored?(request: HistoryRequest): AsyncIterable<StoredContainer>;
	/** Told of what turned out to be damaged there: a gap from then on. Beside `stored`. */
	damaged?(gap: Gap): void;
	/**
	 * The floors of each container in the last `seconds` of so many equal stretches, worked out by the engine: a first look, at far less
	 * than reading. Left out by a history that would have to read every sample for it.
	 * @throws what kept the engine from it; then everything is to be read
	 */
	floors?(request: HistoryRequest, stretches: number, seconds: number): Promise<ContainerFloors[] | null>;
	cgroups(request: HistoryRequest): AsyncIterable<CgroupTrack>;
	/**
	 * Things that are counted over time and may drive growth (objects created and deleted, watch restarts, requests, connections): series of
	 * cumulative counts whose name says what is counted. None where the engine keeps none.
	 */
	counters(request: HistoryRequest): AsyncIterable<Series>;
	/**
	 * What each of these pods counts by its own word (`requests`, `connections`), by `NAMESPACE/POD`: asked for the few whose memory grows. Left
	 * out by a history that keeps nothing of the kind.
	 */
	countersOf?(request: HistoryRequest, pods: readonly PodName[]): Promise<ReadonlyMap<string, readonly Series[]>>;
	/** Which figures beside the working set it keeps; all may be there where it is left out. */
	keeps?(request: HistoryRequest): Promise<ReadonlySet<Figure>>;
	/** When the API server could not be reached, by what scraped it, in time order; unix seconds. Left out by an engine that cannot know. */
	absences?(request: HistoryRequest): Promise<{ from: number; to: number }[]>;
	/** When its last sample was, unix seconds; null without any. Left out by what goes on. */
	lastSample?(): Promise<number | null>;
	close(): Promise<void>;
}
