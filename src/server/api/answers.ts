/**
 * What the API answers, shared with the page: types alone. docs/schema/openapi.v1.json describes the same for others. Moments are
 * milliseconds, memory is bytes, null is "not known".
 */
import type { Budget } from "../../model/budget.ts";
import type { Finding } from "../../model/finding.ts";
import type { FleetColumns } from "../../model/fleet.ts";
import type { Gap } from "../../model/gap.ts";
import type { NodeMemory, NodeOutlook, StandingContainer } from "../../model/node-outlook.ts";
import type { SizingReason } from "../../model/recommendation.ts";
import type { Looked } from "../../model/report.ts";
import type { Millis } from "../../model/time.ts";
import type { Workload } from "../../model/workload.ts";

export type { Budget, Finding, FleetColumns, Gap, Looked, NodeMemory, NodeOutlook, StandingContainer, Workload };

/** How a viewer logs in, and who they are. */
export interface Session {
	/** `link`: by the address the terminal printed. `kubernetes`: by a token. `proxy`: by a proxy in front. */
	login: "link" | "kubernetes" | "proxy";
	/** Null: not logged in. */
	user: string | null;
	/** Null: all namespaces. */
	namespaces: string[] | null;
	version: string;
}

/** Where the facts come from, and whether they are fresh. */
export interface SourceState {
	name: string;
	/** `starting` until the first look is complete; `away`: the API server does not answer, what is shown is from `since`. */
	state: "starting" | "live" | "away" | "recorded";
	since: Millis;
	detail: string;
	known: Known;
}

/** What was looked at to the end, once at least: of what was not, nothing listed is no sign that there is nothing. */
export interface Known {
	/** Deaths, known bugs and settings: pods, their events and kernel logs. */
	deaths: boolean;
	nodes: boolean;
	/** Also where it turned out that there is no history to look in. */
	leaks: boolean;
}

export interface Overview {
	version: number;
	at: Millis;
	source: SourceState;
	looked: Looked;
	/** Of the containers that have not ended. */
	fleet: {
		workloads: number;
		containers: number;
		measured: number;
		withoutLimit: number;
		/** Of the measured ones, with a line: at 90 % of it or above. */
		nearLine: number;
		used: number;
		spare: number;
		short: number;
		/** Containers whose size is known, and of those by a history. */
		sized: number;
		sizedByHistory: number;
		/** Requested beyond what they should, and how far limits lie below what they should: `plimsoll size` sums up the same. */
		wasted: number;
		missing: number;
	};
	/** Of the last day, newest first; `deathsTotal` counts all. */
	deaths: Finding[];
	deathsTotal: number;
	/** Null: not looked for yet, or no history to look for them in. */
	leaks: Finding[] | null;
	/** Null: nobody has looked, or this viewer may not see nodes. */
	nodes: NodeBrief[] | null;
	/** Null: nobody has looked. */
	advisories: Finding[] | null;
	findings: { error: number; warning: number; info: number };
	gaps: Gap[];
}

export interface NodeBrief {
	name: string;
	basis: NodeOutlook["basis"];
	memory: NodeMemory;
	containers: number;
	/** Whom the kernel would kill first: `namespace/pod/container`. Several where they stand level; only those this viewer may see. */
	first: string[];
}

export interface NodeList {
	version: number;
	nodes: NodeBrief[];
	/** Why there may be more than these. */
	gaps: Gap[];
}

export interface NodeDetail {
	version: number;
	at: Millis;
	outlook: NodeOutlook;
	/** Containers of namespaces that this viewer may not see. */
	hidden: number;
	findings: Finding[];
	gaps: Gap[];
}

export interface PodBrief {
	name: string;
	node: string | null;
	phase: string;
	startedAt: Millis | null;
	containers: ContainerBrief[];
}

export interface ContainerBrief {
	name: string;
	role: string;
	image: string;
	state: string;
	/** Of the instance that runs. */
	startedAt: Millis | null;
	restarts: number;
	limit: number | null;
	request: number | null;
	usage: number | null;
	rss: number | null;
}

export interface WorkloadDetail {
	version: number;
	at: Millis;
	workload: Workload;
	pods: PodBrief[];
	findings: Finding[];
	/** Deaths within the last day, newest first, also those that later ones hide. */
	deaths: Finding[];
	/** What `plimsoll size` would give each; containers nobody has sized yet are left out. */
	sizes: ContainerSize[];
	/** How its containers' memory is spent, where their runtimes are known. */
	budgets: Budget[];
	gaps: Gap[];
}

/** What a container should have. */
export interface ContainerSize {
	container: string;
	limit: number;
	request: number;
	/** What it rests on: a history, one look at what is in use, or neither: the present limit, kills and the runtime alone. */
	basis: "history" | "use" | "nothing";
	/** How long the history is, seconds. */
	seconds: number;
	reasons: SizingReason[];
}

/** The memory of one container over time, in columns; null where nothing was measured at that moment, a null column where nothing keeps it. */
export interface Track {
	pod: string;
	container: string;
	/** Unix seconds. */
	t: number[];
	workingSet: (number | null)[];
	rss: (number | null)[] | null;
	cache: (number | null)[] | null;
	limit: (number | null)[];
}

export interface WorkloadTracks {
	/** Null: no history is at hand. */
	source: string | null;
	from: number;
	to: number;
	tracks: Track[];
	marks: Mark[];
	forecast: Forecast | null;
	gaps: Gap[];
}

/** The working set of a node over time, in columns; where it is heading stands in its outlook. */
export interface NodeTrack {
	/** Null: no history is at hand. */
	source: string | null;
	from: number;
	to: number;
	/** Unix seconds. */
	t: number[];
	workingSet: (number | null)[];
	gaps: Gap[];
}

export interface Mark {
	/** Unix seconds. */
	t: number;
	what: "restart" | "roll-out" | "death" | "eviction";
	pod: string;
	container: string;
	rule: string | null;
}

/** From the newest sample to where the line is reached, with its 90 % interval: unix seconds and bytes. */
export interface Forecast {
	from: { t: number; bytes: number };
	bytesPerSecond: number;
	limit: number;
	reached: { early: number; likely: number; late: number | null };
}

export interface FindingList {
	version: number;
	findings: Finding[];
	gaps: Gap[];
}

/** One line of the stream of changes. */
export interface Change {
	version: number;
	at: Millis;
	source: SourceState;
	/** What of the API has changed. */
	parts: Part[];
	/** Deaths that came with it. */
	deaths: Finding[];
}
export type Part = "fleet" | "findings" | "nodes" | "source";

export interface ApiError {
	error: "unauthenticated" | "forbidden" | "not-found" | "bad-request" | "unavailable";
	detail: string;
}

/** A known bug's page, as Markdown. */
export interface AdvisoryPage {
	id: string;
	text: string;
}
