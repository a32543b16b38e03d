import { type Measured, unmeasured } from "../../model/measured.ts";
import { parseTime } from "../../model/time.ts";
import { isShape, list, type Shape, shape, text } from "../kubernetes/shape.ts";

/**
 * What a kubelet measured by its /stats/summary (kubelet stats/v1alpha1, Summary): its containers, the node as `/`, and the system containers
 * under the names it gives them. Empty for any other object.
 */
export function measuredInSummary(object: unknown): Measured[] {
	const { node, pods } = shape(object);
	const found: Measured[] = [];
	if (isShape(node) && isShape(node.memory)) found.push(measuredOf(node, { cgroup: "/" }));
	for (const system of list(shape(node).systemContainers).filter(isShape)) {
		const name = text(system.name);
		// The pods' own figures are kept one by one.
		if (name !== "" && name !== "pods") found.push(measuredOf(system, { cgroup: name }));
	}
	for (const pod of list(pods).filter(isShape)) {
		const { namespace, name } = shape(pod.podRef);
		for (const container of list(pod.containers).filter(isShape)) {
			const names = { namespace: text(namespace), pod: text(name), container: text(container.name) };
			if (names.pod !== "" && names.container !== "") found.push(measuredOf(container, names));
		}
	}
	return found;
}

function measuredOf(stats: Shape, names: Partial<Measured>): Measured {
	const { memory: memoryValue, swap, startTime } = stats;
	const memory = shape(memoryValue);
	const [workingSet, available] = [amount(memory.workingSetBytes), amount(memory.availableBytes)];
	const psi = shape(memory.psi);
	return {
		...unmeasured({ namespace: "", pod: "", container: "", cgroup: "", image: "" }),
		...names,
		at: parseTime(memory.time) ?? Number.NaN,
		workingSet,
		rss: amount(memory.rssBytes),
		swap: amount(shape(swap).swapUsageBytes),
		// What is available is the limit less the working set; of the node its capacity less the working set.
		limit: workingSet + available,
		start: (parseTime(startTime) ?? Number.NaN) / 1000,
		// The kernel counts microseconds; the summary gives nanoseconds.
		stalledSome: amount(shape(psi.some).total) / 1e9,
		stalledFull: amount(shape(psi.full).total) / 1e9,
	};
}

function amount(value: unknown): number {
	return typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY ? value : Number.NaN;
}
