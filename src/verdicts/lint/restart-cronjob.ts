import type { ManifestContainer } from "../../model/manifest.ts";
import type { RestartProblem } from "../../model/rules-lint.ts";
import { imageName } from "../budgets/recognise.ts";
import { removal } from "./removed-api.ts";
import { aboutPod, finding, type LintRule, seenSetting } from "./rule.ts";

/** `kubectl delete pod …`, `kubectl -n web rollout restart …`. */
const RESTARTS = /\bkubectl\b[^;|&\n]*\b(?:delete\s+(?:pods?|po)\b|rollout\s+restart\b|scale\b)/;
/** Images that are known to hold no kubectl. */
const WITHOUT_KUBECTL = new Set(["busybox", "alpine", "debian", "ubuntu", "bash", "curl", "nginx", "python", "node"]);

/** It is fetched or installed first, or lies where a volume may have it. */
const BRINGS_KUBECTL =
	/\b(?:curl|wget)\b[^;|&\n]*kubectl|\b(?:add|install)\b[^;|&\n]*\bkubectl\b|(?<!\/usr(?:\/local)?\/bin)\/kubectl\b/;

/** A CronJob that restarts pods: it hides a leak, and the copy that goes around cannot even do that. */
export const restartCronjob: LintRule<"lint/restart-cronjob"> = {
	id: "lint/restart-cronjob",
	judge: ({ pods }) =>
		pods
			.filter(({ object }) => object.kind === "CronJob")
			.flatMap((pod) =>
				pod.containers
					.filter((container) => RESTARTS.test(container.words.map(({ value }) => value).join(" ")))
					.map((container) => {
						const problems = problemsOf(pod.object.apiVersion.value, pod.serviceAccount, container);
						const [first] = container.words;
						return finding("lint/restart-cronjob", aboutPod(pod, container), {
							severity: problems.length > 0 ? "error" : "info",
							confidence: problems.length > 0 ? 0.95 : 1,
							place: container.words.find(({ value }) => value.includes("kubectl"))?.place ?? container.place,
							params: { problems, image: container.image, serviceAccount: pod.serviceAccount },
							evidence: first === undefined ? [] : container.words.map(seenSetting),
						});
					}),
			),
};

function problemsOf(apiVersion: string, serviceAccount: string, { image, words }: ManifestContainer): RestartProblem[] {
	const said = words.map(({ value }) => value).join(" ");
	const problems: RestartProblem[] = [];
	if (removal(apiVersion, "CronJob") !== null) problems.push("removed-api");
	if (WITHOUT_KUBECTL.has(imageName(image)) && !BRINGS_KUBECTL.test(said)) problems.push("no-kubectl");
	// The account "default" may do nothing unless someone gave everything in the namespace that right.
	if (serviceAccount === "" || serviceAccount === "default") problems.push("no-service-account");
	return problems;
}
