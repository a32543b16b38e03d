import { Clusters } from "../history/clusters.ts";
import type { Subject } from "../model/finding.ts";
import type { Series } from "../model/series.ts";
import type { Workload } from "../model/workload.ts";
import type { TrackDigest } from "../verdicts/leaks/digest.ts";
import type { WorkloadVerdict } from "../verdicts/leaks/workload.ts";
import type { ReadContainer } from "./leaks-digests.ts";
import { keyOf, type Workloads } from "./workloads.ts";

/** A container in all the pods of its workload. */
export interface Group {
	workload: Workload;
	/** Empty where the engine names none. */
	cluster: string;
	container: string;
	digests: TrackDigest[];
	/** The same before it is known whether they are wanted. Null for what turned out to be damaged. */
	pending: (() => TrackDigest | null)[];
	/** What its pods count by their own word, by name: asked for where it leans to a leak. */
	own?: ReadonlyMap<string, readonly Series[]>;
}

/** What a history holds of containers, put together by workload and cluster. */
export class Groups {
	readonly #workloads: Workloads;
	readonly #all = new Map<string, Group>();
	/** Workloads of which some container may grow. */
	readonly #worth = new Set<string>();
	readonly #pods = new Set<string>();
	readonly #clusters = new Clusters();
	/** Those that pods of the cluster at hand are in. */
	readonly #here = new Set<string>();
	#newest = Number.NEGATIVE_INFINITY;
	/** Known once everything was taken. */
	#several: boolean | null = null;

	constructor(workloads: Workloads) {
		this.#workloads = workloads;
	}

	get pods(): number {
		return this.#pods.size;
	}

	/** When anything was measured last, once it is known what is grown; unix seconds. */
	get newest(): number {
		return this.#newest;
	}

	/** False for what was not asked for. */
	take(track: ReadContainer): boolean {
		const workload = this.#workloads.of(track);
		if (workload === null) return false;
		const { cluster = "", span } = track;
		if (span !== undefined && span.to > this.#newest) this.#newest = span.to;
		// Who names none is no other cluster: one of two scrapers may leave the label out.
		if (cluster !== "" && span !== undefined) this.#clusters.see(cluster, span);
		if (this.#workloads.isThere(track)) this.#here.add(cluster);
		const all = keyOf(workload);
		const key = `${cluster}/${all}/${track.container}`;
		if (track.grows) this.#worth.add(all);
		let group = this.#all.get(key);
		if (group === undefined) {
			group = { workload, cluster, container: track.container, digests: [], pending: [] };
			this.#all.set(key, group);
		}
		group.pending.push(track.digest);
		this.#pods.add(`${track.namespace}/${track.pod}`);
		return true;
	}

	/** Once everything was taken: those worth judging, with their digests. */
	grown(): Map<string, Group> {
		const grown = new Map<string, Group>();
		for (const [key, group] of this.#areSeveral() ? this.#all : ofOneCluster(this.#all)) {
			if (!this.#worth.has(keyOf(group.workload))) continue;
			for (const pending of group.pending) {
				const digest = pending();
				if (digest === null) continue;
				group.digests.push(digest);
				this.#newest = Math.max(this.#newest, digest.buckets.from + digest.buckets.span);
			}
			grown.set(key, group);
		}
		return grown;
	}

	/** A group's verdict, which names its cluster where that is not the one at hand. */
	placed({ cluster }: Group, verdict: WorkloadVerdict): WorkloadVerdict {
		const atHand = this.#here.size === 1 ? this.#here : new Set([""]);
		return this.#areSeveral() && !atHand.has(cluster) ? inCluster(verdict, cluster) : verdict;
	}

	#areSeveral(): boolean {
		this.#several ??= this.#clusters.atOnce().length > 1;
		return this.#several;
	}
}

/** A cluster that was renamed, or moved, has one workload of a name all the same. */
function ofOneCluster(groups: ReadonlyMap<string, Group>): Map<string, Group> {
	const one = new Map<string, Group>();
	for (const group of groups.values()) {
		const key = `${keyOf(group.workload)}/${group.container}`;
		const known = one.get(key);
		if (known === undefined) one.set(key, group);
		else known.pending.push(...group.pending);
	}
	return one;
}

/** Of another cluster than the one at hand, or nobody knows: nothing is to be changed for it. */
function inCluster({ findings, judged }: WorkloadVerdict, cluster: string): WorkloadVerdict {
	const named = <T extends { subject: Subject }>(one: T): T => ({ ...one, subject: { ...one.subject, cluster } });
	return { findings: findings.map((one) => ({ ...named(one), remedies: [] })), judged: judged.map(named) };
}
