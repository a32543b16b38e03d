import type { Finding } from "../../model/finding.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { DaemonLeakParams, RolloutLeakParams } from "../../model/rules-leaks.ts";
import { shellWord } from "../../model/text.ts";
import type { Workload } from "../../model/workload.ts";
import { isRolled, restartOf, restartOfPod } from "../restart.ts";

/**
 * The finding with what can be done today, while the leak itself is mended in the program: back to what did not leak, where that is known, and a restart at a
 * time of one's own choosing. A schedule that restarts it already needs neither.
 */
export function withRemedies(finding: Finding, workload: Workload, container: string): Finding {
	if (finding.rule === "leak/restart-masked" && finding.params.restartsFirst) return finding;
	const back = finding.rule === "leak/since-rollout" ? rollBack(finding.params, workload, container) : [];
	const { kind, name = "" } = finding.subject;
	const restart = kind === "Pod" ? restartOfPod(name, workload) : restartOf(workload);
	return { ...finding, remedies: [...back, ...restart] };
}

/** A service of the node, restarted by systemd, where its cgroup is a unit's. Pods go on without these; what else a service holds nobody knows. */
export function restartOfService(
	node: string,
	{ cgroup, role, daemon }: Pick<DaemonLeakParams, "cgroup" | "role" | "daemon">,
): Remedy[] {
	const unit = cgroup.split("/").at(-1) ?? "";
	if (!unit.endsWith(".service")) return [];
	// Docker ends the containers with itself unless it was told not to (live-restore).
	const isSafe = (role === "kubelet" || role === "runtime") && !daemon.startsWith("docker");
	const command = `ssh ${shellWord(node)} sudo systemctl restart ${shellWord(unit)}`;
	return [{ kind: "restart-service", risk: isSafe ? "low" : "medium", value: 0, change: { type: "command", command } }];
}

/** To the image before, or to the revision before with the same image. Whoever manages the workload (a chart, an operator) has to be told too. */
function rollBack({ change, before }: RolloutLeakParams, workload: Workload, container: string): Remedy[] {
	if (!isRolled(workload)) return [];
	if (change === "image") {
		// What a status says of an image without a name is no image to ask for.
		if (before === "" || before.startsWith("sha256:")) return [];
		const patch = { spec: { template: { spec: { containers: [{ name: container, image: before }] } } } };
		return [{ kind: "roll-back", risk: "medium", value: 0, change: { type: "strategic-merge", ...workload, patch } }];
	}
	if (workload.kind !== "Deployment") return [];
	const space = `-n ${shellWord(workload.namespace)}`;
	const number = `kubectl get rs ${shellWord(before)} ${space} -o 'jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}'`;
	const command = `kubectl rollout undo ${shellWord(`deployment/${workload.name}`)} ${space} --to-revision="$(${number})"`;
	return [{ kind: "roll-back", risk: "medium", value: 0, change: { type: "command", command } }];
}
