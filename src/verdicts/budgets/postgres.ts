import { aboutPod, finding, isKubernetesOwn, type LintRule, seen } from "../lint/rule.ts";
import { type Budgeted, budgeted, isHeld, takenSetting } from "./held.ts";
import { heldRuntime } from "./runtime.ts";

const postgres = heldRuntime("postgresql");

/**
 * shared_buffers + max_connections × work_mem: one sort or hash for each connection, which is less than the worst case (postgresql.org,
 * Resource Consumption: several a query, and hashes take hash_mem_multiplier times as much). Only where someone has set one of the factors.
 */
export const postgresConnections: LintRule<"budget/postgres-connections-times-work-mem"> = {
	id: "budget/postgres-connections-times-work-mem",
	judge: (manifests) =>
		budgeted(manifests, postgres).flatMap((facts) => {
			const { pod, container, limit, limitSeen } = facts;
			const workMem = get(facts, "workMem");
			const connections = get(facts, "maxConnections");
			const buffers = get(facts, "sharedBuffers");
			const offender = workMem.found ?? connections.found;
			// An operator's add-on has settings of its own that are not here: no default counts there.
			if (!isKubernetesOwn(pod.object) && (workMem.found === null || connections.found === null)) return [];
			if ([workMem, connections, buffers].some(({ found }) => found?.open)) return [];
			if (offender === null || isHeld(buffers.value, limit, postgres)) return [];
			const sum = buffers.value + connections.value * workMem.value;
			if (sum <= limit) return [];
			return [
				finding("budget/postgres-connections-times-work-mem", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.8,
					place: offender.place,
					params: {
						limit,
						sum,
						sharedBuffers: buffers.value,
						connections: connections.value,
						workMem: workMem.value,
					},
					evidence: [
						...[buffers, connections, workMem].flatMap(({ found }) =>
							found === null ? [] : [seen("setting", found.written, found.place)],
						),
						limitSeen,
					],
				}),
			];
		}),
};

/** A setting, or PostgreSQL's default for it. */
function get({ sources }: Budgeted, name: string) {
	const found = takenSetting(sources, postgres.settings[name]);
	return { found, value: found?.value ?? Number(postgres.defaults?.[name] ?? 0) };
}
