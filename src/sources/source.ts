import type { ClusterObject, ObjectKind } from "../model/cluster-object.ts";
import type { ConfigMap, ConfigMapRef } from "../model/config-map.ts";
import type { KubeEvent } from "../model/event.ts";
import type { ExecRequest, Figures, FiguresRequest } from "../model/figures.ts";
import type { Gap } from "../model/gap.ts";
import type { KernelLogSpan, OomKill } from "../model/kernel.ts";
import type { KubeletConfig } from "../model/kubelet-config.ts";
import type { Node } from "../model/node.ts";
import type { NodeStats } from "../model/node-stats.ts";
import type { Pod } from "../model/pod.ts";
import type { MemorySample } from "../model/sample.ts";
import type { Series } from "../model/series.ts";
import type { Millis } from "../model/time.ts";
import type { CaptureResource } from "./kubernetes/resources.ts";

/** Which objects an inquiry wants. */
export interface Scope {
	/** Null for all namespaces. */
	namespace: string | null;
	/** Label and field selectors as kubectl writes them; empty for none. */
	labelSelector: string;
	fieldSelector: string;
}

/** The last sample of a container before a moment. */
export interface SampleRequest {
	namespace: string;
	pod: string;
	container: string;
	before: Millis;
	/** Whose kubelet measures it; null where that is not known. */
	node: string | null;
}

/** The log of a container's last ended instance: the one before the running one, or the present one where it has ended. */
export interface LinesRequest {
	namespace: string;
	pod: string;
	container: string;
	previous: boolean;
	/** When that instance lived, as its status says; lines of another are left out. */
	startedAt: Millis | null;
	finishedAt: Millis | null;
}

/**
 * Where facts come from: a cluster or an archive. Lists are streamed so that memory does not grow with them. What cannot be read
 * becomes a gap and the stream ends early or stays empty; only a source that can give nothing at all throws a Failure.
 */
export interface Source {
	/** For people: a context's name and server, or a path. */
	readonly name: string;
	/** Where no namespace is asked for: the context's; null when the source has no such notion (an archive): all. */
	readonly defaultNamespace: string | null;
	pods(scope: Scope): AsyncIterable<Pod>;
	nodes(): AsyncIterable<Node>;
	events(scope: Scope): AsyncIterable<KubeEvent>;
	/** Objects of a kind as the server or the files have them, each with its apiVersion and kind. Left out by a source that keeps none. */
	raw?(resource: CaptureResource, scope: Scope): AsyncIterable<unknown>;
	/** The kernel's OOM kills on these nodes; null for all. */
	oomKills(nodes: readonly string[] | null): AsyncIterable<OomKill>;
	/** The newest sample before each request's moment and at most five minutes older; missing ones are left out. */
	lastSamples(requests: readonly SampleRequest[]): Promise<MemorySample[]>;
	/** What the kubelets of these nodes measure now; those that cannot be read are gaps. A source without it knows no use. */
	nodeStats?(nodes: readonly string[]): AsyncIterable<NodeStats>;
	/** How the kubelets of these nodes are configured. */
	kubeletConfigs?(nodes: readonly string[]): AsyncIterable<KubeletConfig>;
	/** Each node's working set from `from` up to `to`, a series named as the node with its memory as capacity; none where no engine keeps them. */
	nodeSeries?(nodes: readonly string[], from: Millis, to: Millis): AsyncIterable<Series>;
	/** The last lines each of these instances wrote, in the same order; empty where they are gone. Left out by a source that has no logs. */
	lastLines?(requests: readonly LinesRequest[]): Promise<string[][]>;
	/** These config maps, those that are there; what may not be read is a gap. Left out by a source that has none. */
	configMaps?(refs: readonly ConfigMapRef[]): AsyncIterable<ConfigMap>;
	/** What the exporters of these pods measure now, in the same order. Left out by a source without an engine. */
	figures?(requests: readonly FiguresRequest[]): Promise<Figures[]>;
	/** Runs each command in its container, in the same order; null where it could not, with a gap. Only ever asked for by a person. */
	exec?(requests: readonly ExecRequest[]): Promise<(string | null)[]>;
	/** Whether containers' series files lie among what was read, for a history to read; left out by a cluster. */
	readonly holdsSeries?: boolean;
	/** The kernel logs read so far and how far they reach, once `oomKills` has ended; left out by a source that cannot say. */
	readonly kernelLogs?: readonly KernelLogSpan[];
	/** Objects of which little is needed; of leases only those by which nodes say that they live. A source without it knows none. */
	objects?(kind: ObjectKind): AsyncIterable<ClusterObject>;
	/** Whether there is a namespace of this name; null where that is not known. Left out by a source that cannot say. */
	hasNamespace?(name: string): Promise<boolean | null>;
	/** `gitVersion` of the API server; null where it cannot be read. */
	serverVersion?(): Promise<string | null>;
	/** When the source was read: now for a cluster, the capture's time for an archive that says it; null if unknown. */
	readonly takenAt: Millis | null;
	/** What could not be read so far. */
	readonly gaps: readonly Gap[];
	close(): Promise<void>;
}
