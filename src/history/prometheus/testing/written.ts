import type { WrittenSeries } from "../../../sources/prometheus/testing/remote-write.ts";
import type { Measured } from "../../history.contract.ts";

/** How a scrape configuration calls things. */
export interface Scraping {
	/** Of cAdvisor: namespace, pod and container. */
	names: readonly [namespace: string, pod: string, container: string];
	/** Whether kube-state-metrics is there, and keeps its own labels. */
	stateMetrics: "absent" | "plain" | "exported";
	/** Told apart by the scraper. */
	more?: Readonly<Record<string, string>>;
}

export const USUAL: Scraping = { names: ["namespace", "pod", "container"], stateMetrics: "plain" };

/** The series that a Prometheus would have of a container. */
export function writtenOf(one: Measured, { names, stateMetrics, more = {} }: Scraping = USUAL): WrittenSeries[] {
	const [namespace, pod, container] = names;
	const { t } = one;
	const kubelet = {
		[namespace]: one.namespace,
		[pod]: one.pod,
		[container]: one.container,
		image: one.image,
		instance: `${one.node}:10250`,
		...more,
	};
	const limits = one.limit.map((limit) => limit ?? 0);
	const series: WrittenSeries[] = [
		{ labels: { __name__: "container_memory_working_set_bytes", ...kubelet }, t, v: one.bytes },
		{ labels: { __name__: "container_start_time_seconds", ...kubelet }, t, v: one.start },
	];
	if (stateMetrics === "absent") {
		return [...series, { labels: { __name__: "container_spec_memory_limit_bytes", ...kubelet }, t, v: limits }];
	}
	const state =
		stateMetrics === "plain"
			? { namespace: one.namespace, pod: one.pod, container: one.container }
			: {
					exported_namespace: one.namespace,
					exported_pod: one.pod,
					exported_container: one.container,
					namespace: "monitoring",
					pod: "kube-state-metrics-0",
					container: "kube-state-metrics",
				};
	if (limits.some((limit) => limit > 0)) {
		const labels = { __name__: "kube_pod_container_resource_limits", resource: "memory", unit: "byte", ...state };
		series.push({ labels, t, v: limits });
	}
	const ones = t.map(() => 1);
	series.push({
		labels: { __name__: "kube_pod_container_info", ...state, image_spec: one.image, image: "sha256:0" },
		t,
		v: ones,
	});
	return series;
}

/** A sandbox, a pod's slice and a node: what no container's memory must be mixed with. */
export function strangers(t: readonly number[]): WrittenSeries[] {
	const name = "container_memory_working_set_bytes";
	const v = t.map(() => 5e9);
	return [
		{ labels: { __name__: name, namespace: "web", pod: "plain", container: "POD", id: "/kubepods/a/b" }, t, v },
		{ labels: { __name__: name, namespace: "web", pod: "plain", id: "/kubepods/a" }, t, v },
		{ labels: { __name__: name, id: "/", instance: "node-1:10250" }, t, v },
		{ labels: { __name__: name, id: "/system.slice/kubelet.service", instance: "node-1:10250" }, t, v },
		{ labels: { __name__: "machine_memory_bytes", instance: "node-1:10250" }, t, v: t.map(() => 16e9) },
	];
}
