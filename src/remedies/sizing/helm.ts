import type { PatchPiece } from "../../model/patch.ts";
import type { HelmRelease, Recommendation } from "../../model/recommendation.ts";
import { CHARTS, UMBRELLAS } from "./charts.ts";
import { applicable, resourcesOf, type Sized, subjectOf } from "./resources.ts";

type Values = { [key: string]: Values | object };

/** Values for each release, to be given with `helm upgrade -f`. A chart that is not known is guessed at and said to be. */
export function helmValues(recommendations: readonly Recommendation[]): PatchPiece[] {
	const { workloads, comments } = applicable(recommendations);
	const pieces: PatchPiece[] = [...comments];
	const releases = new Map<string, { of: string; values: Values; taken: Map<string, Size> }>();
	const umbrellas = umbrellasOf(recommendations);
	for (const containers of workloads) {
		for (const one of containers) {
			const { release, namespace } = one.workload;
			const subject = `${subjectOf(one.workload)}/${one.workload.container}`;
			if (release === null) {
				pieces.push({ type: "comment", comment: "no-release", subject, detail: "" });
				continue;
			}
			const path = pathOf(release, one);
			if (path === null) pieces.push({ type: "comment", comment: "unknown-chart", subject, detail: release.chart });
			const key = `${namespace}/${release.release}`;
			const known = releases.get(key) ?? { of: key, values: {}, taken: new Map() };
			releases.set(key, known);
			const below = umbrellas.get(key);
			const prefix = below !== undefined && UMBRELLAS[below]?.includes(release.chart) ? [release.chart] : [];
			const keys = [...prefix, ...(path ?? guess(release)), "resources"];
			const size = larger(one, known.taken.get(keys.join(".")));
			known.taken.set(keys.join("."), size);
			put(known.values, keys, resourcesOf(size));
		}
	}
	for (const { of, values } of releases.values()) {
		const [namespace = "", release = ""] = of.split("/");
		pieces.push({ type: "release", namespace, release });
		pieces.push({ type: "document", document: values });
	}
	return pieces;
}

type Size = Pick<Recommendation, "request" | "limit">;

/** Sidecars of several workloads often take one value: it must do for all of them. */
function larger(one: Size, other: Size = one): Size {
	return { request: Math.max(one.request, other.request), limit: Math.max(one.limit, other.limit) };
}

/** By namespace and release: the umbrella chart it is of. */
function umbrellasOf(recommendations: readonly Recommendation[]): Map<string, string> {
	const found = new Map<string, string>();
	for (const { workload } of recommendations) {
		const release = workload?.release;
		if (workload !== undefined && release != null && UMBRELLAS[release.chart] !== undefined)
			found.set(`${workload.namespace}/${release.release}`, release.chart);
	}
	return found;
}

/** The container's name goes before the component: a pod's exporter has values of its own. Null for an unknown chart or component. */
function pathOf({ chart, component, name }: HelmRelease, { workload }: Sized): string[] | null {
	const paths = CHARTS[chart];
	if (paths === undefined) return null;
	const named = component === workload.container ? undefined : paths[workload.container];
	const path = named ?? paths[component] ?? paths[name] ?? paths["*"];
	return path === undefined ? null : split(path);
}

function guess({ component }: HelmRelease): string[] {
	return split(component);
}

function split(path: string): string[] {
	return path === "" ? [] : path.split(".");
}

/** A label may hold any name: one that would change the object's prototype is written as any other key. */
function put(values: Values, path: readonly string[], resources: object): void {
	let at = values;
	for (const key of path.slice(0, -1)) {
		if (!Object.hasOwn(at, key)) define(at, key, {});
		at = at[key] as Values;
	}
	define(at, path.at(-1) ?? "", resources);
}

function define(values: Values, key: string, value: object): void {
	Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true });
}
