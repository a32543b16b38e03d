import { type Finding, SEVERITIES } from "../../model/finding.ts";
import type { FleetRow } from "../../model/fleet.ts";
import type { Container, Pod } from "../../model/pod.ts";
import { nothingLooked } from "../../model/report.ts";
import { type Workload, workloadOf } from "../../model/workload.ts";
import type {
	ContainerBrief,
	FindingList,
	NodeBrief,
	NodeDetail,
	NodeList,
	Overview,
	PodBrief,
	WorkloadDetail,
} from "../api/answers.ts";
import { workloadOfFinding } from "./deaths.ts";
import type { OutlookBrief } from "./outlooks.ts";
import { keyOf } from "./rows.ts";
import type { Size, State } from "./state.ts";
import { gapsFor, maySee, readable, type Viewer } from "./viewer.ts";

/** Deaths an overview lists; the page of deaths has the rest. */
const MOST_LISTED = 50;
/** At this share of its line a container is near it. */
const NEAR = 90;

export function overview(state: State, viewer: Viewer): Overview {
	const fleet = {
		...{ workloads: 0, containers: 0, measured: 0, withoutLimit: 0, nearLine: 0, used: 0, spare: 0, short: 0 },
		...{ sized: 0, sizedByHistory: 0, wasted: 0, missing: 0 },
	};
	const [workloads, summed] = [new Set<string>(), new Set<string>()];
	for (const row of state.rows.rows) {
		if (!maySee(viewer, row.namespace)) continue;
		workloads.add(`${row.namespace}\0${row.kind}\0${row.name}`);
		fleet.containers += row.replicas;
		fleet.used += row.used;
		fleet.spare += row.spare;
		fleet.short += row.short;
		if (row.limit === null) fleet.withoutLimit += row.replicas;
		if (row.usage !== null) fleet.measured += row.replicas;
		for (const share of row.shares) if (share >= NEAR) fleet.nearLine++;
		const size = state.sizes.get(keyOf(row, row.container));
		if (size === undefined) continue;
		fleet.sized += row.replicas;
		if (size.basis === "history") fleet.sizedByHistory += row.replicas;
		const own = state.ownSizes.get(keyOf(row, ""));
		const { request, limit } = countedOf(row, size, own, !summed.has(keyOf(row, "")));
		if (own !== undefined) summed.add(keyOf(row, ""));
		fleet.wasted += row.replicas * Math.max(0, request.now - request.sized);
		fleet.missing += row.replicas * Math.max(0, limit.sized - limit.now);
	}
	fleet.workloads = workloads.size;
	const deaths = readable(viewer, state.log.all());
	const findings = { error: 0, warning: 0, info: 0 };
	for (const { severity } of readable(viewer, state.findings())) findings[severity]++;
	return {
		version: state.version,
		at: state.now(),
		source: state.source,
		looked:
			viewer.namespaces === null
				? state.looked
				: { ...nothingLooked(state.looked.source), containers: fleet.containers },
		fleet,
		deaths: deaths.slice(0, MOST_LISTED),
		deathsTotal: deaths.length,
		leaks: state.found.leaks && readable(viewer, state.found.leaks),
		nodes: viewer.nodes ? (state.outlooks?.briefs.map((outlook) => nodeBrief(outlook, viewer)) ?? null) : null,
		advisories: state.found.advisories && readable(viewer, state.found.advisories),
		findings,
		gaps: gapsFor(viewer, state.gaps),
	};
}

/** What counts of a container, now and as sized: where its pod has a request or a limit of its own, that counts, at the first of its containers. */
function countedOf(
	{ request, limit, podRequest, podLimit }: FleetRow,
	size: Pick<Size, "request" | "limit">,
	own: Partial<Record<"limit" | "request", number | null>> = {},
	isFirst: boolean,
): Record<"limit" | "request", { now: number; sized: number }> {
	// What nothing is said of stays as it is.
	const ofPod = (now: number, sized: number | null = null) => ({ now, sized: isFirst ? (sized ?? now) : now });
	return {
		request: podRequest === null ? { now: request ?? 0, sized: size.request } : ofPod(podRequest, own.request),
		limit:
			podLimit === null ? { now: limit ?? Number.POSITIVE_INFINITY, sized: size.limit } : ofPod(podLimit, own.limit),
	};
}

export function findingList(state: State, viewer: Viewer, only: (finding: Finding) => boolean): FindingList {
	const findings = readable(viewer, state.findings()).filter(only);
	return { version: state.version, findings, gaps: gapsFor(viewer, state.gaps) };
}

function nodeBrief({ name, basis, memory, containers, first }: OutlookBrief, viewer: Viewer): NodeBrief {
	const seen = first.kernel.filter((full) => maySee(viewer, full.split("/")[0] ?? ""));
	return { name, basis, memory, containers, first: seen };
}

export function nodeList(state: State, viewer: Viewer): NodeList {
	return {
		version: state.version,
		nodes: (state.outlooks?.briefs ?? []).map((outlook) => nodeBrief(outlook, viewer)),
		gaps: gapsFor(viewer, state.gaps),
	};
}

/** Null: no such node is known. */
export function nodeDetail(state: State, viewer: Viewer, name: string): NodeDetail | null {
	const outlook = state.outlooks?.of(name) ?? null;
	if (outlook === null) return null;
	const containers = outlook.containers.filter(({ namespace }) => maySee(viewer, namespace));
	const first = {
		kernel: outlook.first.kernel.filter((full) => maySee(viewer, full.split("/")[0] ?? "")),
		kubelet: outlook.first.kubelet.filter((full) => maySee(viewer, full.split("/")[0] ?? "")),
	};
	return {
		version: state.version,
		at: state.now(),
		outlook: { ...outlook, containers, first },
		hidden: outlook.containers.length - containers.length,
		findings: findingList(state, viewer, ({ subject, params }) => isAbout(name, subject, params)).findings,
		gaps: gapsFor(viewer, state.gaps),
	};
}

function isAbout(node: string, subject: Finding["subject"], params: Finding["params"]): boolean {
	return subject.node === node || ("nodes" in params && Array.isArray(params.nodes) && params.nodes.includes(node));
}

/** Null: no such workload is known, or this viewer may not know of it. */
export function workloadDetail(state: State, viewer: Viewer, workload: Workload): WorkloadDetail | null {
	if (!maySee(viewer, workload.namespace)) return null;
	const ofIt = (finding: Finding) => sameWorkload(workloadOfFinding(finding), workload);
	const pods = podsOf(state, workload);
	const findings = readable(viewer, state.findings()).filter(ofIt);
	const deaths = readable(viewer, state.log.all()).filter(ofIt);
	if (pods.length === 0 && findings.length === 0 && deaths.length === 0) return null;
	const names = new Set(pods.flatMap(({ containers }) => containers.map(({ name }) => name)));
	const sizes = [...names].flatMap((container) => {
		const size = state.sizes.get(keyOf(workload, container));
		return size === undefined ? [] : [{ container, ...size }];
	});
	return {
		version: state.version,
		at: state.now(),
		workload,
		pods: pods.map((pod) => podBrief(pod, state)),
		findings,
		deaths,
		sizes,
		budgets: state.budgets.filter(({ subject }) => sameWorkload(subjectWorkload(subject), workload)),
		gaps: gapsFor(viewer, state.gaps),
	};
}

/** The pods of a workload that are there, newest first. */
export function podsOf(state: State, workload: Workload): Pod[] {
	const pods = state.facts.pods.of(workload.namespace).filter((pod) => sameWorkload(workloadOf(pod), workload));
	return [...pods].sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0) || (a.name < b.name ? -1 : 1));
}

function subjectWorkload({ kind, namespace, name }: Finding["subject"]): Workload {
	return { kind: kind ?? "", namespace: namespace ?? "", name: name ?? "" };
}

function sameWorkload(a: Workload | null, b: Workload): boolean {
	return a !== null && a.namespace === b.namespace && a.name === b.name && a.kind === b.kind;
}

function podBrief(pod: Pod, state: State): PodBrief {
	const { name, node, phase, startedAt } = pod;
	return {
		name,
		node,
		phase: pod.deletedAt === null ? phase : "Terminating",
		startedAt,
		containers: pod.containers.map((container) => containerBrief(pod, container, state)),
	};
}

function containerBrief(pod: Pod, container: Container, state: State): ContainerBrief {
	const memory = state.facts.usageOf(pod, container);
	const { name, role, image, restartCount, memoryLimit, memoryRequest } = container;
	return {
		name,
		role,
		image,
		state: stateText(container),
		startedAt: container.state.kind === "running" ? container.state.startedAt : null,
		restarts: restartCount,
		limit: memoryLimit ?? pod.memoryLimit,
		request: memoryRequest,
		usage: memory?.workingSet ?? null,
		rss: memory?.rss ?? null,
	};
}

/** As kubectl shows it: the kubelet's own word where it has one. */
function stateText({ state }: Container): string {
	if (state.kind === "waiting") return state.reason || "Waiting";
	if (state.kind === "terminated") return state.termination.reason || "Terminated";
	return state.kind === "running" ? "Running" : "";
}

export function severityCounts(findings: readonly Finding[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { rule, severity } of findings) {
		const key = `${rule}\0${SEVERITIES.indexOf(severity)}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}
