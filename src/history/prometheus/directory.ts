import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { TooLarge } from "../../sources/kubernetes/transport.ts";
import { type Engine, EngineRefused, json } from "../../sources/prometheus/engine.ts";
import { isTooMuch, selectorText } from "../../sources/prometheus/range-query.ts";
import type { Labels, ReadRequest, Selection } from "../../sources/prometheus/raw-series.ts";
import {
	CONTAINER_INFO,
	type Dialect,
	dialectOf,
	identityOf,
	JOB_OWNER,
	nodeOf,
	ofNamespaces,
	POD_INFO,
	POD_OWNER,
	placeOf,
	REPLICASET_OWNER,
	WORKING_SET,
} from "./metrics.ts";

/** A pod that an engine has memory series of. */
export interface PodEntry {
	namespace: string;
	pod: string;
	dialect: Dialect;
	/** Its memory series: one for each container and, where labels tell them apart, for each instance. */
	series: number;
}

/** Which pods there are and what is known about them, by labels alone: no samples are read for it. */
export class Directory {
	private readonly entries = new Map<string, PodEntry>();
	private readonly images = new Map<string, { id: string; image: string }[]>();
	private readonly nodes = new Map<string, string>();
	private readonly podOwners = new Map<string, Owner>();
	private readonly owners = new Map<string, Owner>();

	/** In the order of namespaces. */
	get pods(): PodEntry[] {
		return [...this.entries.values()].sort((a, b) => order(a.namespace, b.namespace) || order(a.pod, b.pod));
	}

	/** One series of any of the metrics that `list` asks for. */
	take(labels: Labels, wanted: (namespace: string, pod: string) => boolean): void {
		const [namespace, pod] = [placeOf(labels, "namespace"), placeOf(labels, "pod")];
		const owner = { kind: labels.get("owner_kind") ?? "", name: labels.get("owner_name") ?? "" };
		switch (labels.get("__name__")) {
			case WORKING_SET:
				if (wanted(namespace, pod)) this.addMemory(labels);
				return;
			case CONTAINER_INFO: {
				const key = keyOf(namespace, pod, placeOf(labels, "container"));
				const image = labels.get("image_spec") || labels.get("image") || "";
				const known = this.images.get(key) ?? [];
				if (image !== "") this.images.set(key, [...known, { id: bareId(labels.get("container_id") ?? ""), image }]);
				return;
			}
			case POD_INFO:
				this.nodes.set(keyOf(namespace, pod), labels.get("exported_node") || labels.get("node") || "");
				return;
			case POD_OWNER:
				if (isOwner(owner)) this.podOwners.set(keyOf(namespace, pod), owner);
				return;
			case REPLICASET_OWNER:
				if (isOwner(owner)) this.owners.set(keyOf("ReplicaSet", namespace, labels.get("replicaset") ?? ""), owner);
				return;
			case JOB_OWNER: {
				const job = labels.get("exported_job") || labels.get("job_name") || "";
				if (isOwner(owner)) this.owners.set(keyOf("Job", namespace, job), owner);
			}
		}
	}

	/** One series of a container's memory. */
	addMemory(labels: Labels): void {
		const identity = identityOf(labels);
		if (identity === null) return;
		const { namespace, pod } = identity;
		const key = keyOf(namespace, pod);
		const entry = this.entries.get(key);
		if (entry === undefined) this.entries.set(key, { namespace, pod, dialect: dialectOf(labels), series: 1 });
		else entry.series++;
	}

	/** The pod's controller, and that one's. */
	ownersOf(namespace: string, pod: string): { owner: Owner | null; workload: Owner | undefined } {
		const owner = this.podOwners.get(keyOf(namespace, pod)) ?? null;
		const workload = owner === null ? undefined : this.owners.get(keyOf(owner.kind, namespace, owner.name));
		return { owner, workload };
	}

	/** What the pod asked for, rather than what the runtime made of it (which may be a digest). */
	imageOf(namespace: string, pod: string, container: string, labels: Labels): string {
		const known = this.images.get(keyOf(namespace, pod, container)) ?? [];
		const distinct = new Set(known.map(({ image }) => image));
		if (distinct.size === 1) return known[0]?.image ?? "";
		const id = bareId(labels.get("name") || (labels.get("id") ?? "").replace(/^.*\//, ""));
		const own = known.find((one) => one.id !== "" && one.id === id);
		return own?.image ?? labels.get("image") ?? "";
	}

	nodeOf(namespace: string, pod: string, labels: Labels): string {
		return this.nodes.get(keyOf(namespace, pod)) || nodeOf(labels);
	}
}

interface Owner {
	kind: string;
	name: string;
}

function isOwner({ kind, name }: Owner): boolean {
	return kind !== "" && kind !== "<none>" && name !== "" && name !== "<none>";
}

/** `containerd://HEX`, `cri-containerd-HEX.scope` and HEX are one. */
function bareId(id: string): string {
	return /([0-9a-f]{64})/.exec(id)?.[1] ?? id;
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(...parts: string[]): string {
	return parts.join("\0");
}

export interface Listing {
	namespaces: readonly string[] | null;
	wanted: ((namespace: string, pod: string) => boolean) | null;
	/** Unix seconds. */
	from: number;
	to: number;
	signal?: AbortSignal | undefined;
	onWarning(detail: string): void;
}

/** Lists asked for at once; the index answers them. */
const WIDTH = 3;
const ABOUT = [CONTAINER_INFO, POD_INFO, POD_OWNER, REPLICASET_OWNER, JOB_OWNER] as const;
/** Some 60,000 series. Larger lists are asked for in parts. */
const BOUND = 32 * 1024 * 1024;

/**
 * Which pods the engine knows in that time, from its index. A list too long for one answer is asked for by namespaces.
 * @throws EngineRefused; EngineUnreachable; TooLarge when one namespace alone is too much
 */
export async function list(engine: Engine, listing: Listing): Promise<Directory> {
	return await listed(engine, listing, [WORKING_SET, ...ABOUT], WIDTH);
}

/** The same without the pods that have memory, one question at a time: for who learns of those otherwise, and asks that meanwhile. */
export async function listAbout(engine: Engine, listing: Listing): Promise<Directory> {
	return await listed(engine, listing, ABOUT, 1);
}

async function listed(engine: Engine, listing: Listing, metrics: readonly string[], width: number): Promise<Directory> {
	const directory = new Directory();
	const one = (metric: string) => listMetric(engine, metric, listing.namespaces, listing, directory);
	for await (const _ of inParallel(metrics, width, one));
	return directory;
}

async function listMetric(
	engine: Engine,
	metric: string,
	namespaces: readonly string[] | null,
	listing: Listing,
	directory: Directory,
): Promise<void> {
	try {
		const wanted = listing.wanted ?? (() => true);
		const ours = namespaces === null ? null : new Set(namespaces);
		for (const labels of await seriesOf(engine, ofNamespaces(metric, namespaces), listing)) {
			if (ours === null || ours.has(placeOf(labels, "namespace"))) directory.take(labels, wanted);
		}
	} catch (error) {
		if (!(error instanceof TooLarge || isTooMuch(error))) throw error;
		const all = namespaces ?? (await namespacesOf(engine, metric, listing));
		if (all.length < 2) throw error;
		const half = Math.ceil(all.length / 2);
		await listMetric(engine, metric, all.slice(0, half), listing, directory);
		await listMetric(engine, metric, all.slice(half), listing, directory);
	}
}

/** The label sets of all series that one of the selections fits. */
export async function seriesOf(
	engine: Engine,
	selections: readonly Selection[],
	{ from, to, signal, onWarning }: Pick<Listing, "from" | "to" | "signal" | "onWarning">,
): Promise<Labels[]> {
	const parameters = new URLSearchParams({ start: String(Math.floor(from)), end: String(Math.ceil(to)) });
	for (const selection of selections) parameters.append("match[]", selectorText(selection));
	const answer = await json(engine, `/api/v1/series?${parameters}`, BOUND, { signal });
	return dataOf(answer, onWarning).flatMap((metric) =>
		typeof metric === "object" && metric !== null
			? [new Map(Object.entries(metric).filter((pair): pair is [string, string] => typeof pair[1] === "string"))]
			: [],
	);
}

/** The namespaces a metric has series of in that time. */
export async function namespacesOf(
	engine: Engine,
	metric: string,
	{ from, to, signal, onWarning }: Omit<ReadRequest, "selections">,
): Promise<string[]> {
	const found = new Set<string>();
	for (const label of ["exported_namespace", "namespace"]) {
		const parameters = new URLSearchParams({
			"match[]": selectorText(ofNamespaces(metric, null)[0] ?? []),
			start: String(Math.floor(from)),
			end: String(Math.ceil(to)),
		});
		const answer = await json(engine, `/api/v1/label/${label}/values?${parameters}`, BOUND, { signal });
		for (const value of dataOf(answer, onWarning)) if (typeof value === "string") found.add(value);
	}
	return [...found];
}

function dataOf(answer: unknown, onWarning: ReadRequest["onWarning"]): unknown[] {
	const { status, data, warnings, error } = (answer ?? {}) as Record<string, unknown>;
	if (status !== "success" || !Array.isArray(data)) {
		throw new EngineRefused(200, typeof error === "string" ? error : "no Prometheus answer");
	}
	if (Array.isArray(warnings) && typeof warnings[0] === "string") onWarning?.(warnings[0]);
	return data;
}
