import { expect, test } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { kill, MI, NOON, nodeEvent } from "./death.fixture.ts";
import { judgeServiceKill } from "./index.ts";
import { serviceOf } from "./system-service.ts";

test.each<[string, string, string | null]>([
	["/system.slice/containerd.service", "containerd", "containerd.service"],
	["/system.slice/k3s.service/init", "k3s-server", "k3s.service"],
	["/", "kubelet", "kubelet"],
	["/", "containerd-shim-runc-v2", "containerd-shim-runc-v2"],
	["/", "k3s-agent", "k3s-agent"],
	["/", "systemd-journald", "systemd-journald"],
	["/", "my-kubelet", null],
	["/", "kubelet2", null],
	["/docker/4f4f", "postgres", null],
	["/user.slice/user-1000.slice/user@1000.service/app.slice", "bash", null],
	["/user.slice/user-1000.slice/session-2.scope", "stress", null],
])("in %s, %s is of the service %j", (cgroup, process, service) => {
	expect(serviceOf(cgroup, process)).toBe(service);
});

test("of many kills the last tells when and where, the largest who; with what the node said within five minutes", () => {
	const kills = [1, 2, 3, 4].map((pid) =>
		kill({
			pid,
			at: NOON + pid * 1000,
			victimCgroup: "/system.slice/x.service",
			process: `worker-${pid}`,
			anonRss: pid === 1 ? 50 * MI : MI,
			limitLevel: "parent",
			usage: null,
			limit: pid * MI,
		}),
	) as unknown as readonly [OomKill, ...OomKill[]];
	const nodeEvents = [
		nodeEvent("SystemOOM", "a", NOON - 290_000),
		nodeEvent("SystemOOM", "too early", NOON - 300_000),
		nodeEvent("OOMKilling", "b", NOON),
		nodeEvent("NodeNotReady", "c", NOON + 304_000),
		nodeEvent("NodeNotReady", "too late", NOON + 305_000),
		nodeEvent("Starting", "no matter", NOON),
	];
	const finding = judgeServiceKill({ node: "node-1", kills, nodeEvents });
	expect(finding?.params).toMatchObject({
		...{ at: NOON + 4000, service: "x.service", process: "worker-1", victimRss: 52 * MI },
		...{ level: "parent", limit: 4 * MI, kernelKills: 4 },
	});
	expect(finding?.evidence.map(({ what, at, value }) => [what, what === "event" ? value : at])).toEqual([
		...[2, 3, 4].flatMap((pid) => [
			["kernel-oom-kill", NOON + pid * 1000],
			["cgroup-limit", NOON + pid * 1000],
		]),
		...[
			["event", "SystemOOM: a"],
			["event", "OOMKilling: b"],
			["event", "NodeNotReady: c"],
		],
	]);
});
