import type { Node } from "../../model/node.ts";
import type { Policies } from "../../model/policies.ts";
import type { Recommendation, SizedWorkload, SizingNote } from "../../model/recommendation.ts";
import { Envelope } from "./envelope.ts";
import type { ContainerFacts, QosChoice } from "./facts.ts";
import type { Profile } from "./profile.ts";
import { DAY, MI, series, steady } from "./series.fixture.ts";
import { sizeWorkloads } from "./workloads.ts";

export const GI = 1024 * MI;

/** One replica's history at five minutes. */
export function profileOf(bytes: readonly number[], limit = 1024 * MI, start = Number.NaN): Profile | null {
	const envelope = new Envelope();
	envelope.add(series(bytes, { capacity: limit, start }));
	return envelope.profile("app", { limit: Number.isNaN(limit) ? null : limit, use: bytes.at(-1) ?? 0 });
}

export function facts(over: Partial<ContainerFacts> = {}): ContainerFacts {
	return {
		workload: { kind: "Deployment", namespace: "shop", name: "web" },
		container: "app",
		role: "main",
		pods: ["web-1", "web-2"],
		request: 512 * MI,
		limit: 1024 * MI,
		podRequest: null,
		podLimit: null,
		inPod: [{ name: "app", role: "main", memoryRequest: 512 * MI, memoryLimit: 1024 * MI }],
		qosClass: "Burstable",
		use: 500 * MI,
		kills: null,
		leaking: false,
		profile: profileOf(steady(500 * MI)),
		volumes: [],
		runtime: null,
		pageCache: 0,
		replicaPeaks: [],
		groupPeaks: [],
		declared: null,
		injected: false,
		resizable: true,
		release: null,
		...over,
	};
}

export const node = (name: string, allocatable: number): Node => ({
	name,
	uid: name,
	memoryCapacity: allocatable,
	memoryAllocatable: allocatable,
	kubeletVersion: "v1.34.0",
	kernelVersion: "",
	osImage: "",
	containerRuntime: "",
	taints: [],
	conditions: [],
});

export const NONE: Policies = { limitRanges: [], quotas: [], autoscalers: [], verticalAutoscalers: [] };
export const RANGE = {
	namespace: "shop",
	name: "bounds",
	type: "Container",
	min: null,
	max: null,
	defaultLimit: null,
	defaultRequest: null,
	ratio: null,
};

export function size(
	all: readonly ContainerFacts[],
	policies: Partial<Policies> = {},
	{
		qos = "keep",
		nodes = [node("n1", 16 * GI)],
		oomRisk = 0.05,
	}: { qos?: QosChoice; nodes?: Node[]; oomRisk?: number } = {},
): (Recommendation & { workload: SizedWorkload })[] {
	const inquiry = { oomRisks: [oomRisk], horizon: 14 * DAY, qos };
	return sizeWorkloads(all, { ...NONE, ...policies }, nodes, inquiry).recommendations.flatMap((one) =>
		one.workload === undefined ? [] : [{ ...one, workload: one.workload }],
	);
}
export const sizeOne = (over: Partial<ContainerFacts>, policies: Partial<Policies> = {}, more = {}) => {
	const [one] = size([facts(over)], policies, more);
	if (one === undefined) throw new Error("not sized");
	return one;
};
export const notesOf = ({ workload }: { workload: SizedWorkload }, kind: SizingNote["kind"]) =>
	workload.notes.filter((note) => note.kind === kind);
