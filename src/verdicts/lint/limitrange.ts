import type {
	ManifestContainer,
	ManifestLimitRange,
	ManifestLimitRangeItem,
	Manifests,
	WrittenQuantity,
} from "../../model/manifest.ts";
import type { Place } from "../../model/place.ts";
import type { LimitRangeConflict } from "../../model/rules-lint.ts";
import { type About, aboutObject, aboutPod, containersOf, finding, type LintRule, seen } from "./rule.ts";
import { governs } from "./together.ts";

interface Conflict {
	conflict: LimitRangeConflict;
	/** What breaks the rule, and the bound it breaks: bytes, or ratios. */
	value: number;
	bound: number;
	place: Place;
	boundPlace: Place;
}

/** A LimitRange that contradicts itself, or that refuses a container of the same namespace (kubernetes plugin/pkg/admission/limitranger). */
export const limitRangeUnsatisfiable: LintRule<"lint/limitrange-unsatisfiable"> = {
	id: "lint/limitrange-unsatisfiable",
	judge: (manifests) =>
		manifests.limitRanges.flatMap((range) =>
			range.items
				.filter(({ type }) => type === "Container" || type === "Pod")
				.flatMap((item) => {
					const refuses = item.type === "Pod" ? refusedPods : refused;
					return [
						...inItself(item).map((conflict) => tell(range.object.name, conflict, aboutObject(range.object))),
						...refuses(item, manifests, range).map(([about, conflict]) => tell(range.object.name, conflict, about)),
					];
				}),
		),
};

function inItself({ min, max, default: limit, defaultRequest }: ManifestLimitRangeItem): Conflict[] {
	return [
		above("min-above-max", min, max),
		above("default-above-max", limit, max),
		above("default-below-min", min, limit, true),
		above("default-request-above-default", defaultRequest, limit),
	].filter((conflict) => conflict !== null);
}

function refused(
	item: ManifestLimitRangeItem,
	manifests: Manifests,
	range: ManifestLimitRange,
): (readonly [About, Conflict])[] {
	const { limitRanges, pods } = manifests;
	return containersOf(manifests)
		.filter(({ pod, container }) => container.image !== "" && governs(range, limitRanges, pod, pods))
		.flatMap(({ pod, container }) =>
			conflictsOf(item, container).map((conflict) => [aboutPod(pod, container), conflict] as const),
		);
}

/** Pods by their own limit, else by the sum of their containers' or their largest init container's (limitranger, podLimits). */
function refusedPods(
	{ max }: ManifestLimitRangeItem,
	{ limitRanges, pods }: Manifests,
	range: ManifestLimitRange,
): (readonly [About, Conflict])[] {
	return pods
		.filter((pod) => pod.containers.every(({ image }) => image !== "") && governs(range, limitRanges, pod, pods))
		.flatMap((pod) => {
			const limitsOf = (init: boolean) =>
				pod.containers
					.filter(({ role }) => (role === "init") === init)
					.map(({ memoryLimit }) => memoryLimit?.bytes ?? 0);
			const sum = limitsOf(false).reduce((total, bytes) => total + bytes, 0);
			// What is not known of them only adds to it.
			const value = pod.memoryLimit === null ? Math.max(sum, ...limitsOf(true)) : (pod.memoryLimit.bytes ?? 0);
			const { place } = pod.object;
			const conflict = above("limit-above-max", { value: "", bytes: value, placeholder: false, place }, max);
			return conflict === null ? [] : [[aboutPod(pod), conflict] as const];
		});
}

function conflictsOf(item: ManifestLimitRangeItem, { memoryLimit, memoryRequest }: ManifestContainer): Conflict[] {
	const limitDefault = item.default ?? item.max;
	const found = [
		above("limit-above-max", memoryLimit, item.max),
		above("limit-below-min", item.min, memoryLimit, true),
		above("request-below-min", item.min, memoryRequest, true),
		// A request without a limit gets the default limit, and must fit under it.
		memoryLimit === null ? above("request-above-default", memoryRequest, limitDefault) : null,
		ratioConflict(item, memoryLimit ?? limitDefault, memoryRequest),
	];
	return found.filter((conflict) => conflict !== null);
}

function ratioConflict(
	{ ratio }: ManifestLimitRangeItem,
	limit: WrittenQuantity | null,
	request: WrittenQuantity | null,
): Conflict | null {
	if (ratio === null || limit?.bytes == null || request?.bytes == null || request.bytes === 0) return null;
	const value = limit.bytes / request.bytes;
	if (value <= ratio.value) return null;
	return { conflict: "ratio", value, bound: ratio.value, place: request.place, boundPlace: ratio.place };
}

/** `high` must not be above `low`'s value; the offender is `high`, or with `offenderIsLow` the other. */
function above(
	conflict: LimitRangeConflict,
	high: WrittenQuantity | null,
	low: WrittenQuantity | null,
	offenderIsLow = false,
): Conflict | null {
	if (high?.bytes == null || low?.bytes == null || high.bytes <= low.bytes) return null;
	const [offender, bound] = offenderIsLow ? [low, high] : [high, low];
	return {
		conflict,
		value: offender.bytes ?? 0,
		bound: bound.bytes ?? 0,
		place: offender.place,
		boundPlace: bound.place,
	};
}

function tell(limitRange: string, { conflict, value, bound, place, boundPlace }: Conflict, about: About) {
	return finding("lint/limitrange-unsatisfiable", about, {
		severity: "error",
		place,
		params: { limitRange, conflict, value, bound },
		evidence: [seen("setting", conflict === "ratio" ? String(bound) : `${bound}`, boundPlace)],
	});
}
