import { aboutPod, containersOf, finding, type LintRule } from "./rule.ts";

/** Programs that start a whole runtime, in the container's own memory and while it is short of it. */
const HEAVY = new Set([
	"java",
	"jcmd",
	"node",
	"npm",
	"python",
	"python3",
	"ruby",
	"php",
	"dotnet",
	"nodetool",
	"rabbitmqctl",
	"rabbitmq-diagnostics",
	"mongosh",
	"mongo",
	"cqlsh",
	"kafka-topics.sh",
	"kafka-broker-api-versions.sh",
]);
/** Such a start takes longer than this when the kernel is reclaiming; the API server's default is 1 s. */
const SHORT_SECONDS = 2;

/** A liveness probe that kills a container for being slow, which is what a container short of memory is. */
export const probeKills: LintRule<"lint/probe-kills"> = {
	id: "lint/probe-kills",
	judge: (manifests, { patience }) =>
		containersOf(manifests).flatMap(({ pod, container }) => {
			const { liveness } = container;
			if (liveness === null) return [];
			const { program, timeoutSeconds, failureThreshold, place } = liveness;
			const heavy = program !== null && HEAVY.has(program) && timeoutSeconds <= SHORT_SECONDS;
			const oneMiss = failureThreshold === 1 && timeoutSeconds < patience;
			if (!heavy && !oneMiss) return [];
			return [
				finding("lint/probe-kills", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.8,
					place,
					params: { reason: heavy ? "heavy-exec" : "one-miss", timeoutSeconds, failureThreshold, program },
				}),
			];
		}),
};
