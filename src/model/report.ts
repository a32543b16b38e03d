import type { Budget } from "./budget.ts";
import type { Finding } from "./finding.ts";
import type { Gap } from "./gap.ts";
import type { NodeOutlook } from "./node-outlook.ts";
import type { NotLeakingVerdict } from "./not-leaking.ts";
import type { FleetTotals, Recommendation } from "./recommendation.ts";
import type { Millis } from "./time.ts";

/** How much was looked at, so that an empty list of findings can be told from an empty look. */
export interface Looked {
	/** Where the facts came from: a context's name, a file. */
	source: string;
	pods: number;
	containers: number;
	nodes: number;
	events: number;
	kernelKills: number;
	samples: number;
	/** Of manifests: files, their documents, and the pod templates in them. */
	files?: number;
	documents?: number;
	templates?: number;
	/** Files that the settings leave out, and findings that the baseline knew. */
	ignored?: number;
	known?: number;
	/** Of series files: the series, rows that held no measurement, and rows left out because their series had another for that time. */
	series?: number;
	/** Of those, too short to be judged. */
	unjudged?: number;
	skippedRows?: number;
	repeatedRows?: number;
	/** Rows left out because their time was far from all others of their series. */
	strayRows?: number;
}

/** Before anything was looked at. */
export function nothingLooked(source: string): Looked {
	return { source, pods: 0, containers: 0, nodes: 0, events: 0, kernelKills: 0, samples: 0 };
}

export interface Report {
	at: Millis;
	findings: Finding[];
	gaps: Gap[];
	looked: Looked;
	/** What `nodes` adds. */
	nodes?: NodeOutlook[];
	/** Memory that `leaks` judged and does not call leaking; shown when it was asked for by name. */
	notLeaking?: NotLeakingVerdict[];
	/** What `size` adds. */
	recommendations?: Recommendation[];
	/** What they come to, one for each accepted risk. */
	totals?: FleetTotals[];
	/** Of the containers whose runtime and settings are known: what `lint`, `scan` and `why` add. */
	budgets?: Budget[];
}
