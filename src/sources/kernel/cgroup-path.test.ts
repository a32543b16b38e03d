import { describe, expect, it } from "vitest";
import { podOfCgroup } from "./cgroup-path.ts";

const UID = "0330b2c1-a15b-4cdd-b5e5-72d4a90bee82";
const UNDERSCORED = UID.replaceAll("-", "_");
const CID = "b27201334a41cd0749d053b18378d7ea65617b8e26277197ea25c974da1a5a8a";
const HASH = "f3c8a0d9e1b24c6d8f7a5e4b3c2d1a09";

describe("the pod and container of a cgroup", () => {
	const inContainer = { podUid: UID, containerId: CID, level: "container" };
	const inPod = { podUid: UID, containerId: null, level: "pod" };
	const none = { podUid: null, containerId: null, level: "parent" };
	it.each([
		["cgroupfs, burstable", `/kubepods/burstable/pod${UID}/${CID}`, inContainer],
		["cgroupfs, best effort", `/kubepods/besteffort/pod${UID}/${CID}`, inContainer],
		["cgroupfs, guaranteed", `/kubepods/pod${UID}/${CID}`, inContainer],
		["cgroupfs, CRI-O", `/kubepods/burstable/pod${UID}/crio-${CID}`, inContainer],
		["cgroupfs below a root of its own", `/some-root/kubepods/burstable/pod${UID}/${CID}`, inContainer],
		["kind, cgroupfs", `/docker/${"1".repeat(64)}/kubelet/kubepods/burstable/pod${UID}/${CID}`, inContainer],
		[
			"kind, systemd",
			`/docker/${"1".repeat(64)}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${CID}.scope`,
			inContainer,
		],
		[
			"systemd, containerd",
			`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${CID}.scope`,
			inContainer,
		],
		[
			"systemd, docker",
			`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/docker-${CID}.scope`,
			inContainer,
		],
		["systemd, CRI-O, guaranteed", `/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${CID}.scope`, inContainer],
		[
			"CRI-O's monitor beside the containers",
			`/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-conmon-${CID}.scope`,
			inPod,
		],
		[
			"a cgroup made inside the container",
			`/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/cri-containerd-${CID}.scope/init.scope`,
			inContainer,
		],
		[
			"systemd path as one cgroupfs name",
			`/kubepods-besteffort-pod${UNDERSCORED}.slice:cri-containerd:${CID}`,
			inContainer,
		],
		[
			"the same below containerd's service",
			`/system.slice/containerd.service/kubepods-burstable-pod${UNDERSCORED}.slice:cri-containerd:${CID}`,
			inContainer,
		],
		[
			"a node inside LXC",
			`/lxc.payload.ny2g/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice`,
			inPod,
		],
		["a pod's limit, cgroupfs", `/kubepods/burstable/pod${UID}`, inPod],
		["a static pod", `/kubepods/burstable/pod${HASH}/${CID}`, { podUid: HASH, containerId: CID, level: "container" }],
		[
			"a static pod, systemd",
			`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${HASH}.slice/cri-containerd-${CID}.scope`,
			{ podUid: HASH, containerId: CID, level: "container" },
		],
		["the parent of all pods, systemd", "/kubepods.slice", none],
		["a QoS class", "/kubepods/burstable", none],
		["a system service", "/system.slice/k3s.service", none],
		["a Docker container outside Kubernetes", `/docker/${CID}`, none],
		["the root", "/", { podUid: null, containerId: null, level: "node" }],
		["nothing", "", { podUid: null, containerId: null, level: "node" }],
	])("%s", (_, path, owner) => {
		expect(podOfCgroup(path)).toEqual(owner);
	});
});
