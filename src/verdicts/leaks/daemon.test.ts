import { expect, test } from "vitest";
import type { DaemonLeakParams } from "../../model/rules-leaks.ts";
import { judgeCgroup } from "./daemon.ts";
import { digestCgroup } from "./digest.ts";
import { BEGIN, DAY, HOUR, MIB, type Recipe, series } from "./series.fixture.ts";

function judged(
	cgroup: string,
	recipe: Recipe,
	disconnected: readonly (readonly [number, number])[] = [],
	room = null as number | null,
) {
	const absences = disconnected.map(([from, to]) => ({ from: BEGIN + from, to: BEGIN + to }));
	const track = { node: "node-1", cgroup, series: series(recipe), rss: null };
	const digest = digestCgroup(track, { until: Number.POSITIVE_INFINITY, disconnected: absences });
	return judgeCgroup({ digest, counters: [], room, source: "prometheus" });
}

const leaking: Recipe = { span: 5 * DAY, limit: 64 * 1024 * MIB, mib: (s) => 150 + (s / DAY) * 30 };

test.each<[string, string, string]>([
	["kubelet", "kubelet", "kubelet"],
	["/system.slice/kubelet.service", "kubelet", "kubelet"],
	["runtime", "runtime", "runtime"],
	["/system.slice/containerd.service", "containerd", "runtime"],
	["/system.slice/crio.service", "crio", "runtime"],
	["/system.slice/k3s-agent.service", "k3s-agent", "kubernetes"],
	["/system.slice/node-exporter.service", "node-exporter", "system"],
])("%s leaks", (cgroup, daemon, role) => {
	const { findings, judged: others } = judged(cgroup, leaking);
	expect(findings.map(({ rule }) => rule)).toEqual(["leak/daemon"]);
	expect(findings[0]?.params).toMatchObject({ daemon, role, cgroup, restarts: 0, limit: null, threshold: null });
	expect(findings[0]?.subject).toEqual({ kind: "Node", node: "node-1", name: "node-1", container: daemon });
	expect(others).toEqual([]);
});

test.each(["/", "pods", "/kubepods.slice", "/kubepods.slice/kubepods-burstable.slice", "/system.slice"])(
	"%s is told of by its parts",
	(cgroup) => {
		expect(judged(cgroup, leaking)).toEqual({ findings: [], judged: [] });
	},
);

test("what does not leak says why", () => {
	const { findings, judged: others } = judged("kubelet", { ...leaking, mib: () => 150 });
	expect(findings).toEqual([]);
	expect(others).toMatchObject([{ reason: "no-growth", subject: { node: "node-1" } }]);
});

const young = (seconds: number, share: number): Recipe => ({
	...{ span: seconds, step: 15 },
	mib: (s) => 460 * (1 + (share * s) / seconds),
});

test.each<[string, Recipe, string]>([
	["half an hour, 3 %", young(0.5 * HOUR, 0.03), "warm-up"],
	["half an hour, 30 %", young(0.5 * HOUR, 0.3), "warm-up"],
	["half an hour, 150 %", young(0.5 * HOUR, 1.5), "leak/daemon"],
	["three hours, 30 %", young(3 * HOUR, 0.3), "leak/daemon"],
	["three hours, 6 %", young(3 * HOUR, 0.06), "leak/daemon"],
])("a service that grows steadily for %s", (_, recipe, told) => {
	const { findings, judged: others } = judged("/system.slice/node-exporter.service", recipe);
	expect(findings[0]?.rule ?? others[0]?.reason).toBe(told);
});

test("the node's room says when it runs out", () => {
	const { findings } = judged("k3s", leaking, [], 300 * MIB);
	const params = findings[0]?.params as DaemonLeakParams;
	// 300 MiB at 30 a day.
	expect(Math.abs((params.limitAt ?? 0) - (BEGIN + 15 * DAY) * 1000)).toBeLessThan(DAY * 1000);
});

test("growth while the API server is away is said beside who grows", () => {
	const away: Recipe = { span: 10 * HOUR, step: 30, mib: (s) => 150 + 90 * Math.max(0, s / HOUR - 5) };
	const { findings } = judged("/system.slice/k3s-agent.service", away, [[5 * HOUR, 10 * HOUR]]);
	expect(findings.map(({ rule }) => rule)).toContain("leak/while-disconnected");
});
