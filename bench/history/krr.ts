import { type FleetContainer, replicaSetOf, workloadOf } from "./fleet.ts";

/**
 * What KRR asks with its defaults (robusta-dev/krr, `krr simple`: strategies/simple.py, core/integrations/prometheus/metrics_service and metrics):
 * for each container of a workload first which pods it had (its ReplicaSets in the range, their pods, which of them run), then by subqueries over
 * 14 days at 75 s, with the names of up to 50 pods, the maximum of memory and how many points there are; and for the CPU its 95th percentile and points, which it
 * always asks too. Left out: what it does for a cluster as a whole, out-of-memory kills (`--use-oomkill-data`, off by default), the program itself.
 */
export const KRR = {
	memory: (of: KrrObject) => [
		`kube_replicaset_owner{owner_name="${of.name}",owner_kind="Deployment",namespace="${of.namespace}"}[14d]`,
		`last_over_time(kube_pod_owner{owner_name=~"${of.replicaSets}",owner_kind="ReplicaSet",namespace="${of.namespace}"}[14d])`,
		`kube_pod_status_phase{phase="Running",pod=~"${of.pods}",namespace="${of.namespace}"} == 1`,
		...["max_over_time", "count_over_time"].map(
			(over) => `${over}(max(container_memory_working_set_bytes${selectorOf(of)}) by (container,pod,job)[14d:75s])`,
		),
	],
	cpu: (of: KrrObject) => [
		`quantile_over_time(0.95,max(rate(container_cpu_usage_seconds_total${selectorOf(of)}[75s])) by (container,pod,job)[14d:75s])`,
		`count_over_time(max(container_cpu_usage_seconds_total${selectorOf(of)}) by (container,pod,job)[14d:75s])`,
	],
};

export interface KrrObject {
	namespace: string;
	name: string;
	container: string;
	replicaSets: string;
	pods: string;
}

const selectorOf = ({ namespace, pods, container }: KrrObject) =>
	`{namespace="${namespace}",pod=~"${pods}",container="${container}"}`;

/** What KRR would ask about: a container of a Deployment, with all pods that have it. */
export function krrObjects(fleet: readonly FleetContainer[]): KrrObject[] {
	const byWorkload = Map.groupBy(fleet, ({ namespace, pod }) => `${namespace}/${workloadOf(pod)}`);
	return [...byWorkload.values()].map((all) => {
		const { namespace, pod, container } = all[0] as FleetContainer;
		const pods = all.map((one) => one.pod).join("|");
		return { namespace, name: workloadOf(pod), container, replicaSets: replicaSetOf(pod), pods };
	});
}
