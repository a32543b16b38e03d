import type { ManifestObject } from "../../model/manifest.ts";

/**
 * A repository holds objects of the same name for several clusters, and parts that belong to one of its overlays alone. What lies nearest goes together:
 * in one file, else in the folders that share most of their path.
 */
interface Named {
	object: ManifestObject;
}

/** Of objects of one name, the nearest; null where two are equally near, as those of two overlays are to their base. */
export function nearest<T extends Named>(to: ManifestObject, those: readonly T[]): T | null {
	const [first, second] = those.map((one) => ({ one, near: nearness(to, one.object) })).sort((a, b) => b.near - a.near);
	return first === undefined || first.near === second?.near ? null : first.one;
}

/**
 * Whether a policy of a namespace (a quota, a LimitRange, a disruption budget) is surely applied with a workload: each is the nearest of its name to the
 * other, and where neither names a namespace, the workload lies in the policy's folder or below.
 */
export function governs(policy: Named, those: readonly Named[], workload: Named, all: readonly Named[]): boolean {
	const { namespace, place } = policy.object;
	if (namespace !== workload.object.namespace) return false;
	if (namespace === "" && !folderOf(workload.object.place.file).startsWith(folderOf(place.file))) return false;
	return isNearest(workload.object, policy, those) && isNearest(policy.object, workload, all);
}

/** Whether no other of the same name is nearer. */
function isNearest(to: ManifestObject, one: Named, those: readonly Named[]): boolean {
	const own = nearness(to, one.object);
	return (namesakes(those).get(nameOf(one.object)) ?? []).every((other) => nearness(to, other.object) <= own);
}

const known = new WeakMap<readonly Named[], { count: number; byName: Map<string, Named[]> }>();

/** Asked for each pair: put together once for each list. */
function namesakes(those: readonly Named[]): Map<string, Named[]> {
	const found = known.get(those);
	if (found?.count === those.length) return found.byName;
	const byName = Map.groupBy(those, ({ object }) => nameOf(object));
	known.set(those, { count: those.length, byName });
	return byName;
}

export function nameOf({ kind, namespace, name }: ManifestObject): string {
	return `${kind}/${namespace}/${name}`;
}

function nearness(a: ManifestObject, b: ManifestObject): number {
	if (a.place.file === b.place.file) return Number.POSITIVE_INFINITY;
	const [one, other] = [a, b].map(({ place }) => folderOf(place.file).split("/"));
	const differ = one?.findIndex((part, i) => part !== other?.[i]) ?? 0;
	return differ === -1 ? (one?.length ?? 0) : differ;
}

/** With its slash; the templates of a chart are those of its charts, too. */
function folderOf(file: string): string {
	return file.slice(0, file.lastIndexOf("/") + 1).replace(/(?:^|(?<=\/))templates\/$/, "");
}
