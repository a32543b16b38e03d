import type { History } from "../history/history.ts";
import { compareFindings, type Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { KubeletConfig } from "../model/kubelet-config.ts";
import { type Node, unseenNode } from "../model/node.ts";
import type { NodeOutlook } from "../model/node-outlook.ts";
import type { NodeStats } from "../model/node-stats.ts";
import { type PackedPod, packPod, unpackPod } from "../model/packed-pod.ts";
import type { Container, Pod } from "../model/pod.ts";
import { type Looked, nothingLooked, type Report } from "../model/report.ts";
import { said } from "../model/said.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import type { NodeFacts, NodeSeen } from "../verdicts/pressure/facts.ts";
import { judgePressure } from "../verdicts/pressure/index.ts";
import { outlookOf } from "../verdicts/pressure/outlook.ts";
import { type Growth, growthOf } from "../verdicts/pressure/trend.ts";
import { type AwayInquiry, surveyAway } from "./away.ts";
import { packOrder, unpackOrder } from "./packed-order.ts";

/** How gaps call what a kubelet measures. */
const STATISTICS = said("memory statistics");

interface NodesInquiry {
	/** One node; null for all. */
	name: string | null;
	at: Millis;
	/** In place of the engine that the source knows: the nodes' memory over time. */
	history?: History | null;
	/** Asks too how they would live through hours without their control plane. */
	away?: Pick<AwayInquiry, "churn" | "findings">;
}

/** A node is filled by all namespaces: no narrower look can tell who goes first. */
const EVERYTHING: Scope = { namespace: null, labelSelector: "", fieldSelector: "" };
/** A trend over less is mostly the hour of the day; over more it is history. */
export const TREND_MS = 24 * 3600 * 1000;

/** Each node's memory, forecast and kill orders, and what is wrong with them. */
export async function surveyNodes(source: Source, { name, at, history = null, away }: NodesInquiry): Promise<Report> {
	const pods = new PodsByNode();
	const looked = nothingLooked(source.name);
	for await (const pod of source.pods(EVERYTHING)) {
		looked.pods++;
		looked.containers += pod.containers.length;
		pods.take(pod);
	}
	const wanted = (node: string) => name === null || node === name;
	const facts = await nodeFacts(source, pods, { at, wanted, history }, looked);
	const shown = name === null ? facts : facts.filter(({ node }) => node.name === name);
	const findings = judgePressure(facts).filter(({ subject }) => name === null || subject.node === name);
	if (away !== undefined) findings.push(...(await surveyAway(source, { ...away, nodes: facts, at })));
	return {
		at,
		findings: findings.sort(compareFindings),
		gaps: [...source.gaps, ...(history?.gaps ?? []), ...unmeasured(source, shown)],
		looked,
		nodes: shown.map(({ outlook }) => outlook),
	};
}

/** Nodes whose orders rest on requests alone; a source that was refused has said so itself. */
function unmeasured(source: Source, shown: readonly NodeFacts[]): Gap[] {
	const names = shown.flatMap(({ node, stats }) => (stats === null ? [node.name] : []));
	if (names.length === 0 || source.gaps.some(({ what }) => what.startsWith(STATISTICS))) return [];
	const [first = "", ...others] = names;
	const what = said("memory statistics of {nodes}", {
		nodes: others.length === 0 ? first : said("{count} nodes", { count: names.length }),
	});
	return [{ source: "kubelet", what, reason: "absent", detail: "" }];
}

/** More kubelets than this are not asked on the way to something else. */
const KUBELETS_BESIDE = 50;

/**
 * What is wrong with how the nodes are filled, for a look at everything: the pods have been read for other reasons, all of all namespaces.
 * On a large cluster the kubelets are left alone, and what only they could tell is not told.
 */
export async function surveyPressure(
	source: Source,
	pods: PodsByNode,
	at: Millis,
	looked: Looked,
): Promise<{ findings: Finding[]; nodes: NodeFacts[] }> {
	const few = [...pods.nodeNames()].length <= KUBELETS_BESIDE;
	const nodes = await nodeFacts(source, pods, { at, wanted: () => few }, looked);
	return { findings: judgePressure(nodes), nodes };
}

/** What is known of each node, by name. Only the kubelets of those `wanted` are asked; the others' pods are there to place replicas. */
async function nodeFacts(
	source: Source,
	pods: PodsByNode,
	{ at, wanted, history = null }: { at: Millis; wanted(node: string): boolean; history?: History | null },
	looked: Looked,
): Promise<NodeFacts[]> {
	const nodes = new Map<string, Node>();
	for await (const node of source.nodes()) {
		looked.nodes++;
		nodes.set(node.name, node);
	}
	// Pods without any node list (not allowed, or not in the archive) still say who stands before whom.
	if (nodes.size === 0) for (const name of pods.nodeNames()) nodes.set(name, unseenNode(name));
	const asked = [...nodes.keys()].filter(wanted);

	const configs = new Map<string, KubeletConfig>();
	const growths = new Map<string, Growth>();
	for await (const one of source.kubeletConfigs?.(asked) ?? []) configs.set(one.node, one);
	const kept = history === null ? source.nodeSeries?.(asked, at - TREND_MS, at) : wholeNodes(history, at);
	for await (const one of kept ?? []) {
		looked.samples += one.t.length;
		growths.set(one.name, growthOf(one));
	}
	const facts = new Map<string, NodeFacts>();
	const take = (node: Node, stats: NodeStats | null) => {
		const [config, growth] = [configs.get(node.name) ?? null, growths.get(node.name) ?? null];
		facts.set(node.name, factsOf({ node, stats, config, growth }, pods));
	};
	for await (const one of source.nodeStats?.(asked) ?? []) {
		looked.samples += one.pods.reduce((sum, pod) => sum + pod.containers.length, 0);
		const node = nodes.get(one.node);
		if (node !== undefined) take(node, one);
	}
	for (const node of nodes.values()) if (!facts.has(node.name)) take(node, null);
	return [...facts.values()].sort((a, b) => (a.node.name < b.node.name ? -1 : 1));
}

/** Of ten thousand pods and what was measured of them no more is held than the verdicts ask for: pods and orders come when asked for, figures stand in the outlook. */
function factsOf(seen: Omit<NodeSeen, "pods">, pods: PodsByNode): NodeFacts {
	const { name } = seen.node;
	const { containers, ...brief } = outlookOf({ ...seen, pods: pods.on(name) }).outlook;
	const order = packOrder(containers);
	const outlook: NodeOutlook = {
		...brief,
		get containers() {
			return unpackOrder(order);
		},
	};
	const stats = seen.stats === null ? null : { ...seen.stats, pods: [] };
	return {
		...seen,
		stats,
		outlook,
		get pods() {
			return pods.on(name);
		},
	};
}

/** Each node's working set over the time of a trend, named as the node. */
export async function* wholeNodes(history: History, at: Millis): AsyncGenerator<Series> {
	const request = {
		...{ from: (at - TREND_MS) / 1000, to: at / 1000, namespaces: null, wanted: null },
		cgroup: { name: "/" },
	};
	for await (const { node, cgroup, series } of history.cgroups(request)) {
		if (cgroup === "/") yield { ...series, name: node };
	}
}

/** Pods that may take memory, by node, packed, and of each no more than the orders need: there may be 50,000. */
export class PodsByNode {
	readonly #nodes = new Map<string, PackedPod[]>();

	take(pod: Pod): void {
		if (pod.node === null || pod.phase === "Succeeded" || pod.phase === "Failed") return;
		const packed = packPod(isSlim(pod) ? pod : slimPod(pod));
		const list = this.#nodes.get(pod.node);
		if (list === undefined) this.#nodes.set(pod.node, [packed]);
		else list.push(packed);
	}

	/** Made anew each time. */
	on(node: string): Pod[] {
		return (this.#nodes.get(node) ?? []).map(unpackPod);
	}

	nodeNames(): Iterable<string> {
		return this.#nodes.keys();
	}
}

function isSlim({ message, conditions, configVolumes, containers }: Pod): boolean {
	const whole = message !== "" || conditions.length > 0 || configVolumes !== undefined;
	return (
		!whole && containers.every(({ settings, lastTermination }) => settings === undefined && lastTermination === null)
	);
}

function slimPod({ configVolumes: _, ...rest }: Pod): Pod {
	return { ...rest, message: "", conditions: [], containers: rest.containers.map(slimContainer) };
}

function slimContainer(container: Container): Container {
	const { settings: _, ...rest } = container;
	return { ...rest, lastTermination: null };
}
