import type { Container, Pod } from "../../model/pod.ts";
import type { NamedContainer } from "../../model/rules-pressure.ts";
import { isDatabaseImage } from "./database.ts";
import { filled, namesOf, nodeSubject, observeNode, worstFirst } from "./evidence.ts";
import { type NodeFacts, type PressureRule, runningContainers } from "./facts.ts";

/** More names than this tell no more. */
const NAMED = 3;

/**
 * Pods without any request or limit share a node with a database. They are the first to be killed, but until then nothing bounds
 * them: they push out the page cache the database reads through, and bring the node to the point where it evicts.
 */
export const bestEffortBesideDatabase: PressureRule<"pressure/best-effort-beside-database"> = {
	id: "pressure/best-effort-beside-database",
	judge(nodes) {
		const found = worstFirst(
			nodes.flatMap((facts) => {
				const databases = databasesOn(facts);
				// The system's own best-effort pods (kube-proxy) stand on every node and are small.
				const bestEffort = facts.pods.filter(
					(pod) =>
						pod.qosClass === "BestEffort" && pod.namespace !== "kube-system" && runningContainers(pod).length > 0,
				);
				const [database] = databases;
				return database === undefined || bestEffort.length === 0 ? [] : [{ facts, database, databases, bestEffort }];
			}),
			({ facts }) => filled(facts),
		);
		const [worst] = found;
		if (worst === undefined) return [];
		const { facts, database, databases, bestEffort } = worst;
		return [
			{
				rule: "pressure/best-effort-beside-database",
				severity: "info",
				confidence: 0.8,
				subject: nodeSubject(facts.node.name),
				params: {
					nodes: namesOf(found),
					database,
					databases: databases.length,
					bestEffort: bestEffort.slice(0, NAMED).map(({ namespace, name }) => `${namespace}/${name}`),
					bestEffortPods: bestEffort.length,
				},
				evidence: observeNode(facts),
				remedies: [],
			},
		];
	},
};

/** Databases that were given a request, those the kernel would kill earliest first. */
function databasesOn({ pods, outlook }: NodeFacts): NamedContainer[] {
	const adjs = new Map(outlook.containers.map((c) => [`${c.namespace}/${c.pod}/${c.container}`, c.oomScoreAdj]));
	const named = (pod: Pod, container: Container): NamedContainer => ({
		namespace: pod.namespace,
		pod: pod.name,
		container: container.name,
		priority: pod.priority,
		oomScoreAdj: adjs.get(`${pod.namespace}/${pod.name}/${container.name}`) ?? null,
	});
	return pods
		.filter(({ qosClass, isStatic }) => qosClass !== "BestEffort" && !isStatic)
		.flatMap((pod) =>
			runningContainers(pod)
				.filter(({ image }) => isDatabaseImage(image))
				.map((container) => named(pod, container)),
		)
		.sort((a, b) => (b.oomScoreAdj ?? 0) - (a.oomScoreAdj ?? 0));
}
