import type { Finding } from "../model/finding.ts";
import { resizesInPlace } from "../model/kubelet-version.ts";
import type { Node } from "../model/node.ts";
import type { MemoryStats, NodeStats } from "../model/node-stats.ts";
import type { Container, Pod } from "../model/pod.ts";
import type { HelmRelease } from "../model/recommendation.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { ContainerTrack } from "../model/track.ts";
import { type Workload, workloadOf } from "../model/workload.ts";
import { judgeSeries } from "../verdicts/leaks/judge.ts";
import { Envelope } from "../verdicts/sizing/envelope.ts";
import type { ContainerFacts, Kills, RuntimeBound } from "../verdicts/sizing/facts.ts";
import { Growth } from "../verdicts/sizing/growth.ts";
import { withoutCache } from "../verdicts/sizing/hard-use.ts";
import { podOf } from "../verdicts/sizing/policy.ts";

/** Page cache of so long ago is that of now. */
const JUST = 10 * 60_000;

/** One container of a workload while its facts come together. */
interface Member {
	workload: Workload;
	container: string;
	/** Of the newest pod: what a rollout has just changed is what is in force. */
	newest: { pod: Pod; container: Container };
	pods: Map<string, { node: string | null }>;
	/** What the kubelet measured of each pod last. */
	uses: Map<string, MemoryStats>;
	/** Of each pod that was killed at its limit, and when last. */
	kills: Map<string, Kills & { at: Millis | null }>;
	past: Past;
	runtime: RuntimeBound | null;
	release: HelmRelease | null;
	declared: ContainerFacts["declared"];
	injected: boolean;
}

/** What a workload's own object tells of a container. */
export type Told = Pick<ContainerFacts, "runtime" | "release" | "declared">;

/** What a history tells of a member. */
interface Past {
	envelope: Envelope;
	leaks: Growth;
	pageCache: number;
	/** The page cache that was in each pod at its last sample. */
	cached: Map<string, { at: Millis; bytes: number }>;
	/** The limit that each pod had when it was killed. */
	limits: Map<string, number>;
	peaks: Map<string, number>;
}

/** The containers that are sized, grouped by workload, and the facts about each as they are read. */
export class Fleet {
	readonly #members = new Map<string, Member>();
	/** The newest pod of each workload, and the names of all its containers that are sized. */
	readonly #pods = new Map<string, { newest: Pod; containers: Set<string> }>();
	/** Pods that live or ended, by namespace and name. */
	readonly #workloads = new Map<string, Workload>();

	/** Init containers end before the others begin, and debugging ones come and go: neither is sized. */
	take(pod: Pod): void {
		const workload = workloadOf(pod);
		this.#workloads.set(`${pod.namespace}/${pod.name}`, workload);
		const pods = this.#pods.get(podOf(workload)) ?? { newest: pod, containers: new Set() };
		this.#pods.set(podOf(workload), pods);
		if (isNewer(pod, pods.newest)) pods.newest = pod;
		const ended = pod.phase === "Succeeded" || pod.phase === "Failed";
		for (const container of pod.containers) {
			if (container.role !== "main" && container.role !== "sidecar") continue;
			pods.containers.add(container.name);
			const key = keyOf(workload, container.name);
			const member = this.#members.get(key) ?? newMember(workload, pod, container);
			this.#members.set(key, member);
			if (isNewer(pod, member.newest.pod)) member.newest = { pod, container };
			if (!ended) member.pods.set(pod.name, { node: pod.node });
		}
	}

	get size(): number {
		return this.#members.size;
	}

	knows({ kind, namespace, name }: Workload): boolean {
		return this.#named(namespace, kind, name) !== null;
	}

	namespaces(): string[] {
		return [...new Set([...this.#members.values()].map(({ workload }) => workload.namespace))].sort();
	}

	nodes(): string[] {
		const names = new Set<string>();
		for (const { pods } of this.#members.values())
			for (const { node } of pods.values()) if (node !== null) names.add(node);
		return [...names].sort();
	}

	/** What died at its own limit needed more; what the whole node killed did not. */
	learn(findings: readonly Finding[]): void {
		for (const finding of findings) {
			const kills = killsOf(finding);
			const { kind, namespace, name, container } = finding.subject;
			if (kills === null || kind !== "Pod" || container === undefined) continue;
			const workload = "workload" in finding.params ? finding.params.workload : null;
			const member = workload === null ? undefined : this.#members.get(keyOf(workload, container));
			if (member === undefined || namespace === undefined || name === undefined) continue;
			const { at = null } = finding.params as { at?: Millis | null };
			const known = member.kills.get(name);
			member.kills.set(name, { ...(known === undefined ? kills : mostOf([known, kills])), at: known?.at ?? at });
		}
	}

	measure({ pods }: NodeStats): number {
		let samples = 0;
		for (const pod of pods) {
			const workload = this.#workloads.get(`${pod.namespace}/${pod.name}`);
			for (const { name, memory } of pod.containers) {
				const member = workload === undefined ? undefined : this.#members.get(keyOf(workload, name));
				if (member === undefined || memory.workingSet === null) continue;
				member.uses.set(pod.name, memory);
				samples++;
			}
		}
		return samples;
	}

	/** Whether there is such a pod. */
	isThere(namespace: string, pod: string): boolean {
		return this.#workloads.has(`${namespace}/${pod}`);
	}

	/** Whether a pod of a history belongs to a workload that is sized: one that lives, or an earlier one of the same. */
	has(namespace: string, pod: string): boolean {
		return this.#workloadOf(namespace, pod, null) !== null;
	}

	remember(track: ContainerTrack): boolean {
		const workload = this.#workloadOf(track.namespace, track.pod, track.owner);
		const member = workload === null ? undefined : this.#members.get(keyOf(workload, track.container));
		if (member === undefined || track.series.t.length === 0) return false;
		const { past } = member;
		const inMemory = member.newest.container.memoryVolumes.length > 0;
		const { series, pageCache } = withoutCache(track, inMemory);
		const [at, last] = [series.t.at(-1) as number, series.bytes.at(-1) as number];
		past.cached.set(track.pod, { at: at * 1000, bytes: (track.series.bytes.at(-1) as number) - last });
		past.envelope.add(series);
		const killed = member.kills.get(track.pod);
		// A pod shows the limit of today: it was killed at another where that was raised in place since.
		if (killed !== undefined) past.limits.set(track.pod, limitAt(series, killed.at) ?? killed.limit);
		past.pageCache = Math.max(past.pageCache, pageCache);
		const peak = series.bytes.reduce((most, use) => Math.max(most, use), 0);
		if (member.pods.has(track.pod)) past.peaks.set(track.pod, peak);
		past.leaks.add(series, judgeSeries(series, Number.POSITIVE_INFINITY).finding !== null);
		return true;
	}

	/** As if no history had been read. */
	forget(): void {
		for (const member of this.#members.values()) member.past = noPast();
	}

	/** What a workload's own object tells of its containers, by name. What else there is in its pods comes from elsewhere. */
	describe(workload: Workload, told: ReadonlyMap<string, Told>): void {
		for (const container of this.#pods.get(podOf(workload))?.containers ?? []) {
			const member = this.#members.get(keyOf(workload, container));
			if (member === undefined) continue;
			const own = told.get(container);
			if (own === undefined) member.injected = true;
			else Object.assign(member, own);
		}
	}

	facts(nodes: ReadonlyMap<string, Node>): ContainerFacts[] {
		return [...this.#members.values()]
			.map((member) => {
				const { newest } = this.#pods.get(podOf(member.workload)) ?? { newest: member.newest.pod };
				return { ...factsOf(member, nodes), inPod: newest.containers };
			})
			.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
	}

	/** By the living pods; else by what the engine knows; else by the names that controllers give their pods. */
	#workloadOf(namespace: string, pod: string, owner: ContainerTrack["owner"]): Workload | null {
		const known = this.#workloads.get(`${namespace}/${pod}`);
		if (known !== undefined) return known;
		if (owner !== null) {
			const { kind, name } = owner;
			const found = this.#named(namespace, kind, name);
			if (found !== null) return found;
		}
		for (const [pattern, kind] of POD_NAMES) {
			const name = pattern.exec(pod)?.[1];
			const found = name === undefined ? null : this.#named(namespace, kind, name);
			if (found !== null) return found;
		}
		return null;
	}

	readonly #byName = new Map<string, Workload>();

	#named(namespace: string, kind: string, name: string): Workload | null {
		if (this.#byName.size === 0) {
			for (const { workload } of this.#members.values()) {
				this.#byName.set(`${workload.kind}/${workload.namespace}/${workload.name}`, workload);
			}
		}
		return this.#byName.get(`${kind}/${namespace}/${name}`) ?? null;
	}
}

/** How controllers name pods: DEPLOYMENT-HASH-RANDOM, STATEFULSET-ORDINAL, DAEMONSET-RANDOM, CRONJOB-MINUTES-RANDOM. */
const POD_NAMES: readonly [RegExp, string][] = [
	[/^(.+)-[a-z0-9]{1,10}-[a-z0-9]{5}$/, "Deployment"],
	[/^(.+)-[a-z0-9]{1,10}-[a-z0-9]{5}$/, "Rollout"],
	[/^(.+)-\d{8,}-[a-z0-9]{5}$/, "CronJob"],
	[/^(.+)-\d+$/, "StatefulSet"],
	[/^(.+)-[a-z0-9]{5}$/, "DaemonSet"],
	[/^(.+)-[a-z0-9]{5}$/, "ReplicaSet"],
	[/^(.+)-[a-z0-9]{5}$/, "Job"],
];

function isNewer(one: Pod, other: Pod): boolean {
	return (one.createdAt ?? 0) > (other.createdAt ?? 0);
}

function newMember(workload: Workload, pod: Pod, container: Container): Member {
	return {
		workload,
		container: container.name,
		newest: { pod, container },
		pods: new Map(),
		uses: new Map(),
		kills: new Map(),
		past: noPast(),
		runtime: null,
		release: null,
		declared: null,
		injected: false,
	};
}

function noPast(): Past {
	return {
		envelope: new Envelope(),
		leaks: new Growth(),
		pageCache: 0,
		cached: new Map(),
		limits: new Map(),
		peaks: new Map(),
	};
}

function factsOf(member: Member, nodes: ReadonlyMap<string, Node>): Omit<ContainerFacts, "inPod"> {
	const { workload, newest, pods, past } = member;
	const { envelope, limits, peaks } = past;
	const kills = [...member.kills].map(([pod, { count, limit }]) => ({
		count,
		limit: Math.min(limit, limits.get(pod) ?? limit),
	}));
	const use = useOf(member);
	const { pod, container } = newest;
	const limit = container.memoryLimit;
	const own = pod.memoryRequest !== null || pod.memoryLimit !== null;
	const kubelets = [...pods.values()].map(({ node }) => nodes.get(node ?? "")?.kubeletVersion ?? "");
	const groups = new Map<string, { nodes: number; bytes: number }>();
	for (const [name, bytes] of peaks) {
		const group = nodes.get(pods.get(name)?.node ?? "")?.group ?? "";
		const known = groups.get(group) ?? { nodes: 0, bytes: 0 };
		groups.set(group, { nodes: known.nodes + 1, bytes: Math.max(known.bytes, bytes) });
	}
	return {
		workload,
		container: member.container,
		role: container.role === "sidecar" ? "sidecar" : "main",
		pods: [...pods.keys()].sort(),
		request: container.memoryRequest,
		limit,
		podRequest: pod.memoryRequest,
		podLimit: pod.memoryLimit,
		qosClass: pod.qosClass,
		use,
		kills: kills.length === 0 ? null : mostOf(kills),
		leaking: past.leaks.some(),
		profile: envelope.profile(member.container, { limit: limit ?? pod.memoryLimit, use }),
		volumes: container.memoryVolumes,
		runtime: member.runtime,
		pageCache: past.pageCache,
		replicaPeaks: [...peaks].map(([name, bytes]) => ({ pod: name, bytes })),
		groupPeaks: [...groups].map(([group, of]) => ({ group, ...of })).sort((a, b) => (a.group < b.group ? -1 : 1)),
		resizable: kubelets.length > 0 && kubelets.every((version) => resizesInPlace(version, own)),
		release: member.release,
		declared: member.declared,
		injected: member.injected,
	};
}

/** The highest of the replicas, without page cache where the history has just told of it: a kubelet tells only of all of it. Bytes. */
function useOf({ uses, past: { cached } }: Member): number | null {
	const hard = [...uses].map(([pod, { at, workingSet, rss }]) => {
		const cache = cached.get(pod);
		const told = cache !== undefined && (at === null || at - cache.at <= JUST);
		return told ? Math.max(rss ?? 0, (workingSet ?? 0) - cache.bytes) : (workingSet ?? 0);
	});
	return hard.length === 0 ? null : Math.max(...hard);
}

function keyOf({ kind, namespace, name }: Workload, container: string): string {
	return `${namespace}/${kind}/${name}/${container}`;
}

function sortKey({ workload, container }: ContainerFacts): string {
	return keyOf(workload, container);
}

/** Each replica tells of the same limit: the one that died most often tells most. */
function mostOf(all: readonly Kills[]): Kills {
	return { count: Math.max(...all.map(({ count }) => count)), limit: Math.max(...all.map(({ limit }) => limit)) };
}

/** The limit in force at a moment that the series holds; null where it does not say. */
function limitAt({ t, capacity }: Series, at: Millis | null): number | null {
	const row = at === null ? -1 : t.findLastIndex((seconds) => seconds * 1000 <= at);
	const limit = capacity[row] ?? Number.NaN;
	return limit > 0 ? limit : null;
}

/** Kills at a container's or its pod's own limit, by the deaths that were found. */
function killsOf(finding: Finding): Kills | null {
	switch (finding.rule) {
		case "death/container-limit":
		case "death/unreported-oom":
		case "death/memory-volume": {
			const { memoryLimit, kernelKills, restartCount, backingOff } = finding.params;
			if (memoryLimit === null) return null;
			return { count: Math.max(1, kernelKills, backingOff ? restartCount : 0), limit: memoryLimit };
		}
		case "death/parent-limit": {
			// Of a container with a limit of its own nobody knows how much of the pod's need is its.
			const { owner, limit, memoryLimit, kernelKills, restartCount, backingOff } = finding.params;
			if (owner !== "pod" || limit === null || memoryLimit !== null) return null;
			return { count: Math.max(1, kernelKills, backingOff ? restartCount : 0), limit };
		}
		case "death/child-killed": {
			const { level, memoryLimit, kernelKills } = finding.params;
			return level === "container" && memoryLimit !== null
				? { count: Math.max(1, kernelKills), limit: memoryLimit }
				: null;
		}
		default:
			return null;
	}
}
