import type { LimitLevel } from "../../model/kernel.ts";

interface CgroupOwner {
	podUid: string | null;
	containerId: string | null;
	/** What a limit on this cgroup bounds; `parent` also for cgroups that have no pod in them (a QoS class, a system service). */
	level: LimitLevel;
}

/** `/kubepods/burstable/podUID`: the cgroupfs driver. Static pods have the 32 hex digits of their manifest's hash as UID. */
const CGROUPFS_POD = /^pod([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/i;

/**
 * `kubepods-burstable-podUID.slice`: the systemd driver, which writes `_` for the UID's dashes as a dash parts the levels of a slice. With a
 * cgroup root of its own (kind) the name starts with that root: `kubelet-kubepods-burstable-pod….slice`.
 */
const SYSTEMD_POD =
	/kubepods(?:-burstable|-besteffort)?-pod([0-9a-f]{8}(?:[_-][0-9a-f]{4}){3}[_-][0-9a-f]{12}|[0-9a-f]{32})\.slice$/i;

/** `HEX`, `crio-HEX`, `cri-containerd-HEX.scope`, `docker-HEX.scope`; not `crio-conmon-HEX.scope`, which holds CRI-O's monitor. */
const CONTAINER =
	/^(?:(?:cri-containerd|containerd|docker|crio|cri-o|libpod|kata|kata_sandbox)[-_])?([0-9a-f]{64}|[0-9a-f]{32})(?:\.scope)?$/i;

/**
 * What Kubernetes calls the owner of a cgroup, by its path as the kernel prints it: from the root of the hierarchy, whatever lies before
 * the kubelet's part. A colon parts levels too: containerd with the cgroupfs driver under a kubelet with the systemd driver makes
 * `kubepods-burstable-podUID.slice:cri-containerd:HEX`.
 */
export function podOfCgroup(path: string): CgroupOwner {
	const levels = path.split(/[/:]/).filter((level) => level !== "");
	if (levels.length === 0) return { podUid: null, containerId: null, level: "node" };
	for (const [i, name] of levels.entries()) {
		const uid = CGROUPFS_POD.exec(name)?.[1] ?? SYSTEMD_POD.exec(name)?.[1]?.replaceAll("_", "-");
		if (uid === undefined) continue;
		const containerId = containerIn(levels.slice(i + 1));
		return { podUid: uid.toLowerCase(), containerId, level: containerId === null ? "pod" : "container" };
	}
	return { podUid: null, containerId: null, level: "parent" };
}

function containerIn(levels: string[]): string | null {
	const name = levels[0] === "cri-containerd" || levels[0] === "crio" || levels[0] === "docker" ? levels[1] : levels[0];
	return CONTAINER.exec(name ?? "")?.[1]?.toLowerCase() ?? null;
}
