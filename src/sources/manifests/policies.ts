import type {
	ManifestDisruptionBudget,
	ManifestLimitRange,
	ManifestObject,
	ManifestQuota,
} from "../../model/manifest.ts";
import { child, itemsOf, textOf, textsOf, writtenOf } from "./access.ts";
import type { Places } from "./lines.ts";
import { quantityOf } from "./quantity.ts";
import type { MapNode } from "./tree.ts";

export function limitRangeOf(node: MapNode, object: ManifestObject, places: Places): ManifestLimitRange {
	return {
		object,
		items: itemsOf(child(node, "spec", "limits")).map((item) => {
			const ratio = writtenOf(child(item, "maxLimitRequestRatio", "memory"), places);
			return {
				type: textOf(child(item, "type")),
				min: quantityOf(child(item, "min", "memory"), places),
				max: quantityOf(child(item, "max", "memory"), places),
				default: quantityOf(child(item, "default", "memory"), places),
				defaultRequest: quantityOf(child(item, "defaultRequest", "memory"), places),
				ratio: ratio && /^\d+(?:\.\d+)?$/.test(ratio.value) ? { ...ratio, value: Number(ratio.value) } : null,
			};
		}),
	};
}

export function quotaOf(node: MapNode, object: ManifestObject, places: Places): ManifestQuota {
	const hard = child(node, "spec", "hard");
	return {
		object,
		request: quantityOf(child(hard, "requests.memory") ?? child(hard, "memory"), places),
		limit: quantityOf(child(hard, "limits.memory"), places),
		scoped: child(node, "spec", "scopes") !== undefined || child(node, "spec", "scopeSelector") !== undefined,
	};
}

export function disruptionBudgetOf(node: MapNode, object: ManifestObject, places: Places): ManifestDisruptionBudget {
	const spec = child(node, "spec");
	const selector = child(spec, "selector");
	return {
		object,
		matchLabels: child(selector, "matchExpressions") === undefined ? textsOf(child(selector, "matchLabels")) : null,
		minAvailable: writtenOf(child(spec, "minAvailable"), places),
		maxUnavailable: writtenOf(child(spec, "maxUnavailable"), places),
	};
}
