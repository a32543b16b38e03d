import type {
	ManifestAutoscaler,
	ManifestObject,
	ManifestVerticalAutoscaler,
	TargetRef,
} from "../../model/manifest.ts";
import { child, entryOf, integerOf, itemsOf, textOf } from "./access.ts";
import type { Places } from "./lines.ts";
import type { MapNode, Node } from "./tree.ts";

/** A HorizontalPodAutoscaler of autoscaling/v2 or v2beta1/2; v1 knows only CPU. */
export function autoscalerOf(node: MapNode, object: ManifestObject, places: Places): ManifestAutoscaler {
	const spec = child(node, "spec");
	const memory = itemsOf(child(spec, "metrics")).find((metric) => textOf(resourceMetric(metric, "name")) === "memory");
	const name = memory && resourceMetric(memory, "name");
	return {
		object,
		target: targetOf(child(spec, "scaleTargetRef")),
		minReplicas: integerOf(child(spec, "minReplicas")) ?? 1,
		memory:
			memory === undefined || name === undefined
				? null
				: {
						place: places.of(name.start, name.end),
						container: textOf(child(memory, "containerResource", "container")),
						utilization:
							textOf(resourceMetric(memory, "target", "type")) === "Utilization" ||
							resourceMetric(memory, "targetAverageUtilization") !== undefined,
					},
	};
}

function resourceMetric(metric: Node, ...path: string[]): Node | undefined {
	return child(metric, "resource", ...path) ?? child(metric, "containerResource", ...path);
}

export function verticalAutoscalerOf(
	node: MapNode,
	object: ManifestObject,
	places: Places,
): ManifestVerticalAutoscaler {
	const spec = child(node, "spec");
	const target = entryOf(spec, "targetRef")?.key ?? node;
	const policies = itemsOf(child(spec, "resourcePolicy", "containerPolicies"));
	const setsMemory = (policy: Node): boolean => {
		const controlled = itemsOf(child(policy, "controlledResources")).map(textOf);
		return textOf(child(policy, "mode")) !== "Off" && (controlled.length === 0 || controlled.includes("memory"));
	};
	return {
		object,
		target: targetOf(child(spec, "targetRef")),
		setsMemory:
			textOf(child(spec, "updatePolicy", "updateMode")) !== "Off" &&
			(policies.length === 0 || policies.some(setsMemory)),
		place: places.of(target.start, target.end),
	};
}

function targetOf(node: Node | undefined): TargetRef {
	return { kind: textOf(child(node, "kind")), name: textOf(child(node, "name")) };
}
