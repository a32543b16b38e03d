import { defaultsOf } from "../../model/limit-range.ts";
import type {
	ManifestContainer,
	ManifestLimitRange,
	ManifestLimitRangeItem,
	Manifests,
	PodTemplate,
	WrittenQuantity,
} from "../../model/manifest.ts";
import type { Place } from "../../model/place.ts";
import { together } from "../../model/requests.ts";
import type { LimitRangeConflict } from "../../model/rules-lint.ts";
import { type About, aboutObject, aboutPod, containersOf, defaultsIn, finding, type LintRule, seen } from "./rule.ts";
import { governs } from "./together.ts";

type Defaults = ReturnType<typeof defaultsIn>;

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
		limit === null ? above("default-request-above-max", defaultRequest, max) : null,
		above("default-request-below-min", min, defaultRequest, true),
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
			conflictsOf(item, container, defaultsIn(manifests, pod.object.namespace)).map(
				(conflict) => [aboutPod(pod, container), conflict] as const,
			),
		);
}

function refusedPods(
	item: ManifestLimitRangeItem,
	manifests: Manifests,
	range: ManifestLimitRange,
): (readonly [About, Conflict])[] {
	const { limitRanges, pods } = manifests;
	return pods
		.filter((pod) => pod.containers.every(({ image }) => image !== "") && governs(range, limitRanges, pod, pods))
		.flatMap((pod) =>
			podConflictsOf(item, pod, defaultsIn(manifests, pod.object.namespace)).map(
				(conflict) => [aboutPod(pod), conflict] as const,
			),
		);
}

/** What a pod has of its own, else that of its containers that have any (limitranger, podRequests and podLimits). */
function podConflictsOf({ min, max, ratio }: ManifestLimitRangeItem, pod: PodTemplate, defaults: Defaults): Conflict[] {
	const limits = pod.containers.map(({ memoryLimit }) => memoryLimit ?? defaults.limit);
	const requests = pod.containers.map(
		({ memoryRequest, memoryLimit }) => memoryRequest ?? memoryLimit ?? defaults.request,
	);
	const sum = (values: readonly (WrittenQuantity | null)[]): WrittenQuantity | null => {
		if (values.every((one) => one?.bytes == null)) return null;
		const bytes = together(pod.containers.map(({ role }, i) => ({ role, bytes: values[i]?.bytes ?? 0 })));
		return { value: "", bytes, placeholder: false, place: pod.object.place };
	};
	const here = (written: WrittenQuantity | null) => written && { ...written, place: pod.object.place };
	const limit = here(pod.memoryLimit) ?? sum(limits);
	const request = here(pod.memoryRequest) ?? sum(requests) ?? here(pod.memoryLimit);
	// What a template fills in later only adds to it.
	if ([pod.memoryLimit, pod.memoryRequest, ...limits, ...requests].some(isOpen))
		return [above("limit-above-max", limit, max)].filter((conflict) => conflict !== null);
	const found = [
		limit === null ? unset("no-limit", max, pod.object.place) : above("limit-above-max", limit, max),
		request === null ? unset("no-request", min, pod.object.place) : above("request-below-min", min, request, true),
		above("limit-below-min", min, limit, true),
		ratioConflict({ ratio }, limit, request, pod.object.place),
	];
	return found.filter((conflict) => conflict !== null);
}

function isOpen(written: WrittenQuantity | null): boolean {
	return written !== null && written.bytes === null;
}

/** A bound wants something to be set; what is not set is refused. */
function unset(conflict: LimitRangeConflict, bound: WrittenQuantity | null, place: Place): Conflict | null {
	return bound?.bytes == null ? null : { conflict, value: 0, bound: bound.bytes, place, boundPlace: bound.place };
}

function conflictsOf(
	item: ManifestLimitRangeItem,
	{ memoryLimit, memoryRequest, place }: ManifestContainer,
	others: Defaults,
): Conflict[] {
	// Which LimitRange comes first is chance: its own defaults may be what is given, and where it has none, those of another are.
	const own = defaultsOf(item);
	const found = [
		above("limit-above-max", memoryLimit, item.max),
		above("limit-below-min", item.min, memoryLimit, true),
		above("request-below-min", item.min, memoryRequest, true),
		// A request without a limit gets the default limit, and must fit under it.
		memoryLimit === null ? above("request-above-default", memoryRequest, own.limit) : null,
		ratioConflict(
			item,
			memoryLimit ?? own.limit ?? others.limit,
			memoryRequest ?? memoryLimit ?? own.request ?? others.request,
			place,
		),
	];
	return found.filter((conflict) => conflict !== null);
}

function ratioConflict(
	{ ratio }: Pick<ManifestLimitRangeItem, "ratio">,
	limit: WrittenQuantity | null,
	request: WrittenQuantity | null,
	place: Place,
): Conflict | null {
	if (ratio === null || isOpen(limit) || isOpen(request)) return null;
	if (!limit?.bytes || !request?.bytes)
		return { conflict: "no-ratio", value: 0, bound: ratio.value, place, boundPlace: ratio.place };
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
		// Another LimitRange, which is not among the manifests, may give what is missing.
		...(conflict.startsWith("no-") ? { confidence: 0.8 } : {}),
		place,
		params: { limitRange, conflict, value, bound },
		evidence: [seen("setting", String(bound), boundPlace)],
	});
}
