import { type ClusterObject, OBJECT_KINDS, type ObjectKind } from "../../model/cluster-object.ts";
import type { ConfigMap } from "../../model/config-map.ts";
import type { KubeEvent } from "../../model/event.ts";
import type { Gap, GapReason } from "../../model/gap.ts";
import type { Node } from "../../model/node.ts";
import type { Pod } from "../../model/pod.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import { type Millis, parseTime } from "../../model/time.ts";
import { narrowEvent, narrowNode, narrowObject, narrowPod } from "../kubernetes/narrow.ts";
import { narrowConfigMap } from "../kubernetes/narrow-settings.ts";
import { RESOURCES } from "../kubernetes/resources.ts";
import { integer, isShape, list, type Shape, shape, text, texts } from "../kubernetes/shape.ts";
import { ContainerLogs } from "./container-logs.ts";
import { KubeletAnswers } from "./kubelets.ts";
import type { Labels } from "./selectors.ts";
import { Shelf } from "./shelf.ts";

/** A fact with the labels it can be chosen by. */
export interface Held<T> {
	fact: T;
	labels: Labels;
}

/** An object as the file has it. */
interface RawObject {
	object: Shape;
	namespace: string;
	labels: Labels;
}

/** Kinds that questions beyond pods and nodes are asked about: few, and none of them large. */
export const RAW_KINDS: ReadonlySet<string> = new Set([
	"Deployment",
	"StatefulSet",
	"DaemonSet",
	"ReplicaSet",
	"CronJob",
	"LimitRange",
	"ResourceQuota",
	"HorizontalPodAutoscaler",
	"VerticalPodAutoscaler",
]);

/** What `plimsoll capture` says of itself (write.ts). */
export const CAPTURE_API = "plimsoll.dev/v1";

const REASONS: readonly string[] = [
	"forbidden",
	"timed-out",
	"absent",
	"failed",
	"malformed",
	"truncated",
] satisfies GapReason[];

/** The kinds of which little is kept, by how objects name them. */
const OBJECT_RESOURCES: ReadonlyMap<string, ObjectKind> = new Map(
	OBJECT_KINDS.map((kind) => [RESOURCES[kind].kind, kind]),
);
export const OBJECT_NAMES: Iterable<string> = [...OBJECT_RESOURCES.keys()];

/** Everything kept of an archive: narrow facts, each object once. */
export class Facts {
	readonly pods = new Shelf<Held<Pod>>();
	readonly nodes = new Shelf<Held<Node>>();
	readonly events = new Shelf<Held<KubeEvent>>();
	readonly configMaps = new Shelf<Held<ConfigMap>>();
	/** Objects of the kinds in RAW_KINDS as they are, by kind; of ReplicaSets the metadata. */
	readonly raw = new Map<string, Shelf<RawObject>>();
	/** By namespace, pod and container. */
	readonly samples = new Map<string, MemorySample[]>();
	/** The last lines of containers that ended, by namespace, pod and container. */
	readonly lastLines = new Map<string, { finishedAt: Millis | null; lines: string[] }>();
	/** Working sets, by the node's name. */
	readonly nodeSeries = new Map<string, Series>();
	/** Kinds of lists and objects that were there, whether or not they are read: an empty list of events is not a missing one. */
	readonly kinds = new Set<string>();
	readonly kubelets = new KubeletAnswers();
	readonly logs = new ContainerLogs();
	readonly captureGaps: Gap[] = [];
	/** Of the API server, as a capture says it. */
	serverVersion: string | null = null;
	readonly #objects = new Map<ObjectKind, Shelf<Held<ClusterObject>>>();
	takenAt: number | null = null;
	objects = 0;

	/**
	 * Takes an object as `kubectl` or the API server prints it, or what a kubelet answers; false for what is none.
	 * @param file where it is from
	 */
	add(value: unknown, listKind = "", file = ""): boolean {
		if (!isShape(value)) return false;
		if (value.kind === undefined && this.kubelets.take(value, file)) return true;
		const kind = text(value.kind) || kindOfItem(listKind, value);
		if (kind === "") return false;
		const items = /List$/.test(kind) && Array.isArray(value.items) ? value.items : null;
		this.kinds.add(kind.replace(/List$/, "") || "List");
		if (items !== null) {
			for (const item of items) this.add(item, kind);
			return true;
		}
		this.objects++;
		return this.#addKind(kind, value);
	}

	objectsOf(kind: ObjectKind): Iterable<Held<ClusterObject>> {
		return this.#objects.get(kind) ?? [];
	}

	#addObject(kind: ObjectKind, object: Shape): boolean {
		const shelf = this.#objects.get(kind) ?? new Shelf();
		this.#objects.set(kind, shelf);
		return this.#hold(shelf, object, narrowObject(kind, object));
	}

	#addKind(kind: string, object: Shape): boolean {
		const resource = OBJECT_RESOURCES.get(kind);
		if (resource !== undefined) return this.#addObject(resource, object);
		switch (kind) {
			case "Pod":
				return this.#hold(this.pods, object, narrowPod(object));
			case "Node":
				return this.#hold(this.nodes, object, narrowNode(object));
			case "Event":
				return this.#hold(this.events, object, narrowEvent(object));
			case "ConfigMap":
				return this.#hold(this.configMaps, object, narrowConfigMap(object));
			case "MemorySample":
				return object.apiVersion !== CAPTURE_API || this.#addSample(object);
			case "LastLines":
				return object.apiVersion !== CAPTURE_API || this.#addLines(object);
			case "Capture":
				if (object.apiVersion === CAPTURE_API) this.#addCapture(object);
				return true;
			case "ReplicaSet":
				// Ten old ones stay behind each Deployment: whose they are and since when is all that is asked of them.
				this.#keep(kind, { apiVersion: object.apiVersion, metadata: object.metadata });
				return true;
			default:
				if (RAW_KINDS.has(kind)) this.#keep(kind, object);
				return true;
		}
	}

	#keep(kind: string, object: Shape): void {
		const meta = shape(object.metadata);
		const shelf = this.raw.get(kind) ?? new Shelf<RawObject>();
		this.raw.set(kind, shelf);
		const kept = { object: { ...object, kind }, namespace: text(meta.namespace), labels: texts(meta.labels) };
		shelf.put(text(meta.uid) || `${text(meta.namespace)}/${text(meta.name)}`, text(meta.resourceVersion), kept);
	}

	#hold<T extends object>(shelf: Shelf<Held<T>>, object: Shape, fact: T | null): boolean {
		if (fact === null) return false;
		const meta = shape(object.metadata);
		const key = text(meta.uid) || `${text(meta.namespace)}/${text(meta.name)}`;
		shelf.put(key, text(meta.resourceVersion), { fact, labels: texts(meta.labels) });
		return true;
	}

	#addSample(object: Shape): boolean {
		const at = parseTime(object.at);
		const [namespace, pod, container] = [text(object.namespace), text(object.pod), text(object.container)];
		if (at === null || pod === "" || container === "") return false;
		const source = object.source === "prometheus" || object.source === "kubelet" ? object.source : "archive";
		const sample: MemorySample = {
			namespace,
			pod,
			container,
			at,
			workingSet: integer(object.workingSet),
			rss: integer(object.rss),
			source,
			...share("stalled", object),
			...share("collecting", object),
		};
		const key = sampleKey(sample);
		const known = this.samples.get(key);
		if (known === undefined) this.samples.set(key, [sample]);
		else known.push(sample);
		return true;
	}

	/** Of several captures in one folder, the one that reaches furthest is kept. */
	addNodeSeries(series: Series): void {
		const name = series.name.slice(series.name.indexOf("/") + 1);
		const known = this.nodeSeries.get(name)?.t.at(-1) ?? Number.NEGATIVE_INFINITY;
		if ((series.t.at(-1) ?? Number.NEGATIVE_INFINITY) > known) this.nodeSeries.set(name, { ...series, name });
	}

	#addLines(object: Shape): boolean {
		const [namespace, pod, container] = [text(object.namespace), text(object.pod), text(object.container)];
		if (pod === "" || container === "") return false;
		const lines = list(object.lines).map(text);
		this.lastLines.set(sampleKey({ namespace, pod, container }), { finishedAt: parseTime(object.finishedAt), lines });
		return true;
	}

	#addCapture(object: Shape): void {
		this.serverVersion = text(object.serverVersion) || this.serverVersion;
		const at = parseTime(object.at);
		// Of several captures in one folder, the last one is the present.
		if (at !== null) this.takenAt = Math.max(at, this.takenAt ?? at);
		for (const gap of list(object.gaps).slice(0, 10_000).map(shape)) {
			const reason = text(gap.reason);
			if (!REASONS.includes(reason)) continue;
			this.captureGaps.push({
				source: text(gap.source),
				what: text(gap.what),
				reason: reason as GapReason,
				detail: text(gap.detail),
			});
		}
	}

	/** After the last object. */
	finish(): void {
		for (const samples of this.samples.values()) samples.sort((a, b) => a.at - b.at);
	}
}

function share<N extends "stalled" | "collecting">(name: N, object: Shape): Partial<Record<N, number>> {
	const value = object[name];
	const known = typeof value === "number" && value >= 0 && value <= 1;
	return known ? ({ [name]: value } as Partial<Record<N, number>>) : {};
}

export function sampleKey({
	namespace,
	pod,
	container,
}: {
	namespace: string;
	pod: string;
	container: string;
}): string {
	return `${namespace}/${pod}/${container}`;
}

/** Items of the API server's own lists do not say what they are; a list whose kind stands after its items is told by their form. */
function kindOfItem(listKind: string, item: Shape): string {
	const named = listKind.replace(/List$/, "");
	if (named !== "") return named;
	if (Array.isArray(shape(item.spec).containers)) return "Pod";
	if (isShape(shape(item.status).nodeInfo)) return "Node";
	return isShape(item.involvedObject) || isShape(item.regarding) ? "Event" : "";
}
