import type { DeathRule, ServiceKillFacts } from "./facts.ts";
import { holdersOf } from "./holders.ts";
import { eventLine, kernelFigures } from "./observed.ts";
import { largest, residentBytes } from "./oom.ts";
import { happened, SECOND } from "./when.ts";

/** The kernel's line names the victim and its cgroup. */
const CONFIDENCE = 0.99;
const MOST_TOLD = 3;
const EVENT_MILLIS = 5 * 60 * SECOND;

/** The processes a node lives by, wherever their cgroup. */
const DAEMONS =
	/^(?:kubelet|kube-proxy|containerd|containerd-shim.*|crio|conmon|dockerd|k3s(?:-server|-agent)?|rke2|systemd.*|sshd|dbus-daemon|etcd)$/;

/** The name of the service a process outside all pods belongs to; null for a person's own session or another program's container. */
export function serviceOf(cgroup: string, process: string): string | null {
	const unit = cgroup.split("/").findLast((level) => /\.service$/.test(level));
	// user@1000.service and what lies below it are a person's.
	if (unit !== undefined && !/(?:^|\/)user\.slice(?:\/|$)/.test(cgroup)) return unit;
	return DAEMONS.test(process) ? process : null;
}

/** The kubelet, the container runtime or another service of the node was the OOM killer's victim. */
export const systemService: DeathRule<"death/system-service", ServiceKillFacts> = {
	id: "death/system-service",
	judge({ node, kills, nodeEvents }) {
		const last = kills.at(-1) ?? kills[0];
		const service = serviceOf(last.victimCgroup, last.process);
		if (service === null) return null;
		const victim = largest(kills) ?? last;
		const at = last.at;
		const holders = holdersOf(last.limitLevel === "node" ? kills : []);
		const events =
			at === null
				? []
				: nodeEvents.filter(
						(event) =>
							(event.reason === "SystemOOM" || event.reason === "OOMKilling" || event.reason === "NodeNotReady") &&
							happened(event, at - EVENT_MILLIS, at + EVENT_MILLIS),
					);
		return {
			rule: "death/system-service",
			severity: "error",
			confidence: CONFIDENCE,
			subject: { kind: "Node", name: node, node },
			params: {
				at,
				service,
				process: victim.process,
				victimRss: residentBytes(victim),
				level: last.limitLevel,
				limit: last.limit,
				oomScoreAdj: last.oomScoreAdj,
				kernelKills: kills.length,
				...holders.params,
			},
			evidence: [...kills.slice(-MOST_TOLD).flatMap(kernelFigures), ...holders.evidence, ...events.map(eventLine)],
			remedies: [],
		};
	},
};
