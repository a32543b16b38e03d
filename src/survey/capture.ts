import type { Writable } from "node:stream";
import type { History } from "../history/history.ts";
import type { Gap } from "../model/gap.ts";
import { type Looked, nothingLooked } from "../model/report.ts";
import type { MemorySample } from "../model/sample.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import {
	containerSeriesEntries,
	counterEntries,
	headerEntry,
	kernelEntries,
	kubeletEntries,
	lineEntries,
	nodeSeriesEntries,
	objectEntries,
	sampleEntries,
} from "../sources/archive/entries.ts";
import { type CaptureEntry, writeCapture } from "../sources/archive/write.ts";
import { excerptOomReports } from "../sources/kernel/excerpt.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import { narrowNode, narrowPod } from "../sources/kubernetes/narrow.ts";
import { type CaptureResource, RESOURCES } from "../sources/kubernetes/resources.ts";
import type { LinesRequest, SampleRequest, Scope } from "../sources/source.ts";
import { deathsOf, endedAsWhole } from "../verdicts/deaths/facts.ts";
import { tellingLines } from "../verdicts/deaths/heap-errors.ts";
import { isWhole, MOST_QUIET_NODES } from "./deaths.ts";
import { linesRequestOf, MOST_LOGS } from "./last-lines.ts";
import { TREND_MS } from "./nodes.ts";

interface CaptureInquiry {
	scope: Scope;
	at: Millis;
	/** The memory of every container since a moment, where it is asked for. */
	series?: { history: History; from: Millis; signal?: AbortSignal } | undefined;
	/** Told what is being read. */
	onProgress(what: string): void;
}

/** Bytes that the answer of /version may have. */
const VERSION_BOUND = 64 * 1024;

/** Pods come first: they say which nodes' logs and which containers' samples are wanted. */
const RESOURCES_IN_ORDER: readonly CaptureResource[] = [
	"pods",
	...(Object.keys(RESOURCES) as (keyof typeof RESOURCES)[]).filter((name) => name !== "services" && name !== "pods"),
];

/**
 * Writes everything the verdicts need to one file, redacted on the way. Holds one piece of it at a time.
 * @throws Failure output-unwritable; whatever the cluster throws
 */
export async function capture(
	cluster: ClusterSource,
	out: string | Writable,
	inquiry: CaptureInquiry,
): Promise<{ looked: Looked; gaps: readonly Gap[] }> {
	const looked = nothingLooked(cluster.name);
	await writeCapture(out, entries(cluster, inquiry, looked), inquiry.at);
	return { looked, gaps: [...cluster.gaps, ...(inquiry.series?.history.gaps ?? [])] };
}

async function* entries(
	cluster: ClusterSource,
	{ scope, at, series, onProgress }: CaptureInquiry,
	looked: Looked,
): AsyncGenerator<CaptureEntry> {
	const wanted = new Wanted();
	for (const resource of RESOURCES_IN_ORDER) {
		onProgress(resource);
		const objects = counted(cluster.raw(resource, scope), resource, looked, wanted);
		yield* objectEntries(resource, `${RESOURCES[resource].kind}List`, objects);
	}
	if (scope.namespace !== null && scope.namespace !== "default") {
		// The events of nodes lie in the namespace "default".
		const aboutNodes = { namespace: "default", labelSelector: "", fieldSelector: "involvedObject.kind=Node" };
		yield* objectEntries(
			"node-events",
			"EventList",
			counted(cluster.raw("events", aboutNodes), "events", looked, wanted),
		);
	}
	onProgress("kubelets");
	yield* kubeletEntries(cluster.nodeStats(wanted.kubelets), cluster.kubeletConfigs(wanted.kubelets));
	yield* nodeSeriesEntries(cluster.nodeSeries(wanted.kubelets, at - TREND_MS, at));
	for (const node of wanted.nodes) {
		onProgress(`kernel log of ${node}`);
		yield* kernelEntries(node, kills(excerptOomReports(cluster.kernelLines(node), { now: at, readAt: at }), looked));
	}
	onProgress("memory samples");
	const samples: MemorySample[] = await cluster.lastSamples(wanted.samples);
	looked.samples = samples.length;
	yield* sampleEntries(samples);
	if (series !== undefined) {
		onProgress("memory series");
		yield* containerSeriesEntries(seriesOf(series, wanted, { scope, at }, looked));
		// They are of the whole cluster.
		if (isWhole(scope)) yield* counterEntries(countersOf(series, at));
	}
	onProgress("container logs");
	const lines = await cluster.lastLines(wanted.lines);
	yield* lineEntries(wanted.lines.map((request, i) => ({ request, lines: tellingLines(lines[i] ?? []) })));
	// Last, as only now all gaps are known.
	yield headerEntry({
		at,
		source: cluster.contextName,
		serverVersion: await serverVersion(cluster),
		gaps: [...cluster.gaps, ...(series?.history.gaps ?? [])],
	});
}

function countersOf(
	{ history, from, signal }: NonNullable<CaptureInquiry["series"]>,
	at: Millis,
): AsyncIterable<Series> {
	const all = { namespaces: null, wanted: null, figures: new Set<never>() };
	return history.counters({ from: from / 1000, to: at / 1000, ...all, signal });
}

/** Of a namespace or of all; with a selector, of the pods that were chosen by it. */
async function* seriesOf(
	{ history, from, signal }: NonNullable<CaptureInquiry["series"]>,
	{ pods }: Wanted,
	{ scope, at }: Pick<CaptureInquiry, "scope" | "at">,
	looked: Looked,
): AsyncGenerator<Series> {
	const chosen = scope.labelSelector !== "" || scope.fieldSelector !== "";
	const tracks = history.containers({
		from: from / 1000,
		to: at / 1000,
		namespaces: scope.namespace === null ? null : [scope.namespace],
		wanted: chosen ? (namespace, pod) => pods.has(`${namespace}/${pod}`) : null,
		figures: new Set(),
		signal,
	});
	for await (const { series } of tracks) {
		looked.series = (looked.series ?? 0) + 1;
		yield series;
	}
}

/** Which nodes and samples the objects read so far make worth reading. */
class Wanted {
	/** Where something died. */
	private readonly dead = new Set<string>();
	/** Where pods run: kills that containers survive show in no status. */
	private readonly quiet = new Set<string>();
	/** All nodes: what their kubelets measure. */
	readonly kubelets: string[] = [];
	/** By namespace and name. */
	readonly pods = new Set<string>();
	readonly samples: SampleRequest[] = [];
	readonly lines: LinesRequest[] = [];

	/** Those whose kernel logs are worth reading. */
	get nodes(): ReadonlySet<string> {
		return this.quiet.size <= MOST_QUIET_NODES ? new Set([...this.dead, ...this.quiet]) : this.dead;
	}

	add(object: unknown): void {
		const pod = narrowPod(object);
		if (pod === null) return;
		this.pods.add(`${pod.namespace}/${pod.name}`);
		const deaths = deathsOf(pod);
		if (pod.node !== null) (deaths.length > 0 || endedAsWhole(pod) ? this.dead : this.quiet).add(pod.node);
		for (const death of deaths) {
			const { container, termination } = death;
			const lines = linesRequestOf(death);
			if (lines !== null && this.lines.length < MOST_LOGS) this.lines.push(lines);
			if (termination.finishedAt === null) continue;
			this.samples.push({
				namespace: pod.namespace,
				pod: pod.name,
				container: container.name,
				before: termination.finishedAt,
				node: pod.node,
			});
		}
	}
}

async function* counted(
	objects: AsyncIterable<unknown>,
	resource: CaptureResource,
	looked: Looked,
	wanted: Wanted,
): AsyncGenerator<unknown> {
	for await (const object of objects) {
		if (resource === "pods") {
			looked.pods++;
			looked.containers += narrowPod(object)?.containers.length ?? 0;
			wanted.add(object);
		} else if (resource === "nodes" || resource === "events") looked[resource]++;
		const node = resource === "nodes" ? narrowNode(object) : null;
		if (node !== null) wanted.kubelets.push(node.name);
		yield object;
	}
}

async function* kills(lines: AsyncIterable<string>, looked: Looked): AsyncGenerator<string> {
	for await (const line of lines) {
		if (line.includes("Killed process")) looked.kernelKills++;
		yield line;
	}
}

async function serverVersion(cluster: ClusterSource): Promise<string> {
	try {
		const { gitVersion } = await cluster.client.json("/version", VERSION_BOUND);
		return typeof gitVersion === "string" ? gitVersion : "";
	} catch {
		return "";
	}
}
