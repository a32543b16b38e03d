import { expect, it } from "vitest";
import { memoryLimit } from "./cgroup.ts";
import { containerdConfiguration, kubeletConfiguration } from "./configuration.ts";

const GiB = 1024 ** 3;

it("the kubelet leaves to pods what it is told to, and kills alike on cgroup v1 and v2", () => {
	const configuration = kubeletConfiguration(5 * GiB, 24 * GiB);
	expect(configuration.systemReserved).toEqual({ memory: String(19 * GiB) });
	expect(configuration).toMatchObject({
		failCgroupV1: false,
		singleProcessOOMKill: true,
		cgroupDriver: "cgroupfs",
		enforceNodeAllocatable: ["pods"],
	});
});

it("containerd clamps oom_score_adj only where it must", () => {
	expect(containerdConfiguration("overlayfs", false)).toContain("restrict_oom_score_adj = false");
	const stripped = containerdConfiguration("native", true);
	expect(stripped).toContain("restrict_oom_score_adj = true");
	expect(stripped.match(/snapshotter = "native"/g)).toHaveLength(2);
});

it.each([
	[24, 8],
	[12, 8],
	[10, 6],
	[7, 3],
])("of %i GiB the lab takes at most %i", (total, limit) => {
	expect(memoryLimit(total * GiB)).toBe(limit * GiB);
});

it("a machine too small is told so", () => {
	expect(() => memoryLimit(6 * GiB)).toThrow("at least 7 GiB");
});
