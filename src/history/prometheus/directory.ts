import { said } from "../../model/said.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { TooLarge } from "../../sources/kubernetes/transport.ts";
import { type Engine, EngineRefused, json } from "../../sources/prometheus/engine.ts";
import { identityOf, NAMES, nodeOf, placeOf } from "../../sources/prometheus/labels.ts";
import { isTooMuch, selectorText } from "../../sources/prometheus/range-query.ts";
import { anyOf, type Labels, type ReadRequest, type Selection } from "../../sources/prometheus/raw-series.ts";
import {
	CONTAINER_INFO,
	type Dialect,
	dialectOf,
	JOB_OWNER,
	ofNamespaces,
	POD_INFO,
	POD_OWNER,
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
		const namespace = placeOf(labels, "namespace");
		const pod = placeOf(labels, "pod");
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

/** Metrics asked about at once; the index answers them. */
const WIDTH = 3;
/** What tells about pods, without being memory. */
export const ABOUT = [CONTAINER_INFO, POD_INFO, POD_OWNER, REPLICASET_OWNER, JOB_OWNER] as const;
/** Some 60,000 series. Larger lists are asked for in parts. */
const BOUND = 32 * 1024 * 1024;
/** What was scraped this lately stands in one block, or in memory. Seconds. */
const LATELY = 3600;
/** Labels whose values, over the whole time, tell what there was beside that. A pod's name comes back (StatefulSets), a container's id does not. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
	[WORKING_SET]: NAMES.pod,
	[CONTAINER_INFO]: ["container_id"],
	[POD_INFO]: ["exported_pod", "pod"],
	[POD_OWNER]: ["exported_pod", "pod"],
	[REPLICASET_OWNER]: ["replicaset"],
	[JOB_OWNER]: ["exported_job", "job_name"],
};
/** What is gone is asked for by name in so many characters at a time; if there is more of it than this, everything is. */
const NAMES_LENGTH = 4000;
const MOST_GONE = 400;

/**
 * Which pods with memory the engine knows in that time, from its index. A list too long for one answer is asked for by namespaces.
 * @throws EngineRefused; EngineUnreachable; TooLarge when one namespace alone is too much
 */
export async function list(engine: Engine, listing: Listing): Promise<Directory> {
	const directory = new Directory();
	await listMetric(engine, WORKING_SET, listing, directory);
	return directory;
}

/**
 * Adds what else is known of pods: images, nodes, owners.
 * @param metrics those that the engine has
 * @param width questions at once
 * @throws as `list`
 */
export async function listAbout(
	engine: Engine,
	listing: Listing,
	directory: Directory,
	{ metrics, width = WIDTH }: { metrics: ReadonlySet<string>; width?: number },
): Promise<void> {
	const asked = ABOUT.filter((metric) => metrics.has(metric));
	for await (const _ of inParallel(asked, width, (metric) => listMetric(engine, metric, listing, directory)));
}

/**
 * An index entry costs an engine the same in each of the blocks it stands in, and two weeks are dozens of blocks. So what there is lately is listed
 * by its labels, and of the whole time only names; the labels of what is gone are asked for by these.
 */
async function listMetric(engine: Engine, metric: string, listing: Listing, directory: Directory): Promise<void> {
	const { namespaces, to } = listing;
	const selections = ofNamespaces(metric, namespaces);
	const telling = TELLING[metric] ?? [];
	const from = to - LATELY;
	if (from <= listing.from) return await listWhole(engine, metric, namespaces, listing, directory);
	const found: Labels[] = [];
	try {
		// Names that any metric has are a table of the index: to tell those of one metric costs an engine ten times as much.
		const any = namespaces === null ? [] : selections;
		const [lately, names] = await Promise.all([
			seriesOf(engine, selections, { ...listing, from }),
			Promise.all(telling.map((label) => valuesOf(engine, label, any, listing))),
		]);
		found.push(...lately);
		for (const [i, label] of telling.entries()) {
			const there = new Set(lately.map((labels) => labels.get(label)));
			const isGone = (name: string) => !there.has(name);
			let gone = (names[i] ?? []).filter(isGone);
			if (gone.length > MOST_GONE) gone = (await valuesOf(engine, label, selections, listing)).filter(isGone);
			if (gone.length > MOST_GONE) return await listWhole(engine, metric, namespaces, listing, directory);
			for (const some of inLengths(gone)) {
				const named = ofNamespaces(metric, namespaces, [{ name: label, op: "=~", value: anyOf(some) }]);
				found.push(...(await seriesOf(engine, named, listing)));
			}
		}
	} catch (error) {
		if (!(error instanceof TooLarge || isTooMuch(error))) throw error;
		return await listWhole(engine, metric, namespaces, listing, directory);
	}
	takeAll(found, listing, directory);
}

function takeAll(all: Iterable<Labels>, { namespaces, wanted }: Listing, directory: Directory): void {
	const ours = namespaces === null ? null : new Set(namespaces);
	for (const labels of all) {
		if (ours === null || ours.has(placeOf(labels, "namespace"))) directory.take(labels, wanted ?? (() => true));
	}
}

function* inLengths(names: readonly string[]): Generator<string[]> {
	let [some, length]: [string[], number] = [[], 0];
	for (const name of names) {
		if (some.length > 0 && length + name.length > NAMES_LENGTH) {
			yield some;
			[some, length] = [[], 0];
		}
		some.push(name);
		length += name.length;
	}
	if (some.length > 0) yield some;
}

async function listWhole(
	engine: Engine,
	metric: string,
	namespaces: readonly string[] | null,
	listing: Listing,
	directory: Directory,
): Promise<void> {
	try {
		takeAll(await seriesOf(engine, ofNamespaces(metric, namespaces), listing), listing, directory);
	} catch (error) {
		if (!(error instanceof TooLarge || isTooMuch(error))) throw error;
		const all = namespaces ?? (await namespacesOf(engine, metric, listing));
		if (all.length < 2) throw error;
		const half = Math.ceil(all.length / 2);
		await listWhole(engine, metric, all.slice(0, half), listing, directory);
		await listWhole(engine, metric, all.slice(half), listing, directory);
	}
}

type Window = Pick<Listing, "from" | "to" | "signal" | "onWarning">;

/** The label sets of all series that one of the selections fits. */
async function seriesOf(engine: Engine, selections: readonly Selection[], window: Window): Promise<Labels[]> {
	return (await matching(engine, "series", selections, window)).flatMap((metric) =>
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
	const window = { from, to, signal, onWarning: onWarning ?? (() => undefined) };
	const found = await Promise.all(
		["exported_namespace", "namespace"].map((label) => valuesOf(engine, label, ofNamespaces(metric, null), window)),
	);
	return [...new Set(found.flat())];
}

/** The values of a label in all series that one of the selections fits. */
async function valuesOf(
	engine: Engine,
	label: string,
	selections: readonly Selection[],
	window: Window,
): Promise<string[]> {
	const values = await matching(engine, `label/${label}/values`, selections, window);
	return values.filter((value) => typeof value === "string" && value !== "") as string[];
}

/** What the engine's API answers at a path for the series that one of the selections fits. */
async function matching(
	engine: Engine,
	path: string,
	selections: readonly Selection[],
	{ from, to, signal, onWarning }: Window,
): Promise<unknown[]> {
	const parameters = new URLSearchParams({ start: String(Math.floor(from)), end: String(Math.ceil(to)) });
	for (const selection of selections) parameters.append("match[]", selectorText(selection));
	return dataOf(await json(engine, `/api/v1/${path}?${parameters}`, BOUND, { signal }), onWarning);
}

function dataOf(answer: unknown, onWarning: ReadRequest["onWarning"]): unknown[] {
	const { status, data, warnings, error } = (answer ?? {}) as Record<string, unknown>;
	if (status !== "success" || !Array.isArray(data)) {
		throw new EngineRefused(200, typeof error === "string" ? error : said("no Prometheus answer"));
	}
	if (Array.isArray(warnings) && typeof warnings[0] === "string") onWarning?.(warnings[0]);
	return data;
}
