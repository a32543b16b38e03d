import type { Finding } from "../../model/finding.ts";
import type { DaemonRole } from "../../model/rules-leaks.ts";
import type { Series } from "../../model/series.ts";
import { causesOf, common } from "./causes.ts";
import type { CgroupDigest } from "./digest.ts";
import { assess, leakOf } from "./memory.ts";
import { restartOfService } from "./remedies.ts";
import type { WorkloadVerdict } from "./workload.ts";

export interface CgroupMemory {
	/** Made by `digestCgroup`. */
	digest: CgroupDigest;
	counters: readonly Series[];
	/** Bytes that the node has left before its eviction threshold; null where not known. */
	room: number | null;
	/** The history's name, for evidence. */
	source: string;
}

/** Known services by their names in cgroups; what is not here is `system`. */
const ROLES: readonly [RegExp, DaemonRole][] = [
	[/kubelet/, "kubelet"],
	[/containerd|crio|cri-o|docker|^runtime$|podman/, "runtime"],
	[/k3s|rke2|k0s|microk8s|kube-proxy|kube-apiserver|etcd/, "kubernetes"],
];

/**
 * Services live for months and take hours to settle after a start: what was watched for less and has not yet doubled is a warm-up: a
 * kubelet and a runtime whose node fills with its first pods grow by a third in minutes. A leak that is as fast is told once the two hours are over.
 */
const SETTLES_SECONDS = 2 * 3600;
/** Of what it holds now. */
const SETTLES_SHARE = 0.5;

/** Judges the memory of a process outside any pod. The node as a whole, and what is above all pods, is told of by its parts. */
export function judgeCgroup({ digest, counters, room, source }: CgroupMemory): WorkloadVerdict {
	const { node, cgroup, buckets } = digest;
	const daemon = daemonOf(cgroup);
	if (daemon === null) return { findings: [], judged: [] };
	const subject = { kind: "Node", node, name: node, container: daemon };
	const threshold = room === null ? null : (buckets.middle.at(-1) ?? 0) + room;
	const assessed = assess(digest, {
		subject,
		threshold,
		source: `${source}: ${node}${cgroup.startsWith("/") ? "" : "/"}${cgroup}`,
	});
	const causes = causesOf(assessed, assessed.confidence, { counters, absences: digest.absences });
	const grown = assessed.reason !== null || causes.load ? null : leakOf(assessed, assessed.confidence);
	const settles =
		grown !== null &&
		grown.params.spanSeconds < SETTLES_SECONDS &&
		grown.params.leakedBytes < SETTLES_SHARE * (buckets.middle.at(-1) ?? 0);
	const leak = settles ? null : grown;
	const role = ROLES.find(([pattern]) => pattern.test(daemon))?.[1] ?? "system";
	const remedies = restartOfService(node, { cgroup, role, daemon });
	const findings: Finding[] = causes.findings.map((finding) => ({ ...finding, remedies }));
	if (leak !== null) {
		const restarts = leak.rule === "leak/restart-masked" ? leak.params.restarts : 0;
		const params = { ...common(leak.params), role, daemon, cgroup, restarts };
		findings.unshift({ ...leak, rule: "leak/daemon", params, remedies });
	}
	if (findings.length > 0) return { findings, judged: [] };
	const reason = causes.load ? "load" : settles ? "warm-up" : (assessed.reason ?? "unclear");
	return { findings, judged: [{ subject, reason, confidence: assessed.confidence }] };
}

/** The last part of the cgroup without systemd's ending; null for the node, for pods, and for slices that hold services. */
function daemonOf(cgroup: string): string | null {
	const last =
		cgroup
			.split("/")
			.filter((part) => part !== "")
			.at(-1) ?? "";
	if (last === "" || last === "pods" || cgroup.includes("kubepods") || last.endsWith(".slice")) return null;
	return last.replace(/\.(?:service|scope)$/, "");
}
