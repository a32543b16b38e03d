import { describe, expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import { changeText } from "../../reports/describe.ts";
import { judgeCgroup } from "./daemon.ts";
import { digestCgroup } from "./digest.ts";
import { DAY, MIB } from "./series.fixture.ts";
import { judged, track } from "./track.fixture.ts";

const leaking = (s: number) => 200 + (s / DAY) * 40;
const base = { span: 6 * DAY, limit: 1024 * MIB };
const after = { ...base, from: 3 * DAY, mib: (s: number) => 250 + ((s - 3 * DAY) / DAY) * 60 };
const replicas = [1, 2, 3];

/** What a person would type, with the risk. */
const told = (findings: readonly Finding[]) =>
	findings.flatMap(({ remedies }) => remedies.map(({ kind, risk, change }) => [kind, risk, changeText(change)]));

describe("what can be done about a leak", () => {
	test.each<[string, Parameters<typeof judged>[0], string[][]]>([
		[
			"a restart of all",
			{ tracks: [track({ ...base, mib: leaking })] },
			[["restart-workload", "low", "kubectl rollout restart deployment/web -n shop"]],
		],
		[
			"of one replica among sound ones",
			{ tracks: replicas.map((n) => track({ ...base, pod: `web-${n}`, seed: n, mib: n === 2 ? leaking : () => 200 })) },
			[["restart-workload", "low", "kubectl delete pod web-2 -n shop"]],
		],
		[
			"back to the image before",
			{
				tracks: [
					track({ ...base, span: 3 * DAY, pod: "web-a", image: "web:1", mib: () => 250 }),
					track({ ...after, pod: "web-b", image: "web:2" }),
				],
			},
			[
				[
					"roll-back",
					"medium",
					`kubectl patch deployment web -n shop -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:1"}]}}}}'`,
				],
				["restart-workload", "low", "kubectl rollout restart deployment/web -n shop"],
			],
		],
		[
			"not to an image that has no name",
			{
				tracks: [
					track({ ...base, span: 3 * DAY, pod: "web-a", image: "sha256:0a1b", mib: () => 250 }),
					track({ ...after, pod: "web-b", image: "web:2" }),
				],
			},
			[["restart-workload", "low", "kubectl rollout restart deployment/web -n shop"]],
		],
		[
			"back to the revision before",
			{
				tracks: [
					track({
						...base,
						span: 3 * DAY,
						pod: "web-a",
						owner: { kind: "ReplicaSet", name: "web-aaa" },
						mib: () => 250,
					}),
					track({ ...after, pod: "web-b", owner: { kind: "ReplicaSet", name: "web-bbb" } }),
				],
			},
			[
				[
					"roll-back",
					"medium",
					`kubectl rollout undo deployment/web -n shop --to-revision="$(kubectl get rs web-aaa -n shop -o 'jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}')"`,
				],
				["restart-workload", "low", "kubectl rollout restart deployment/web -n shop"],
			],
		],
		["nothing for an operator's own kind", { kind: "RedisFailover", tracks: [track({ ...base, mib: leaking })] }, []],
		["nothing for a bare pod", { kind: "Pod", tracks: [track({ ...base, mib: leaking })] }, []],
		[
			"a name that a shell would obey is quoted",
			{ name: "web;reboot", tracks: [track({ ...base, mib: leaking })] },
			[["restart-workload", "low", "kubectl rollout restart 'deployment/web;reboot' -n shop"]],
		],
	])("%s", (_, history, expected) => {
		expect(told(judged(history).findings)).toEqual(expected);
	});

	test.each<[string, string[][]]>([
		[
			"/system.slice/containerd.service",
			[["restart-service", "low", "ssh node-1 sudo systemctl restart containerd.service"]],
		],
		[
			"/system.slice/k3s-agent.service",
			[["restart-service", "medium", "ssh node-1 sudo systemctl restart k3s-agent.service"]],
		],
		[
			"/system.slice/docker.service",
			[["restart-service", "medium", "ssh node-1 sudo systemctl restart docker.service"]],
		],
		["/kubelet", []],
	])("of the node's service %s", (cgroup, expected) => {
		const { series } = track({ span: 5 * DAY, mib: (s) => 150 + (s / DAY) * 30 });
		const digest = digestCgroup(
			{ node: "node-1", cgroup, series, rss: null },
			{ until: Number.POSITIVE_INFINITY, disconnected: [] },
		);
		const { findings } = judgeCgroup({ digest, counters: [], room: null, source: "test" });
		expect(findings.map(({ rule }) => rule)).toEqual(["leak/daemon"]);
		expect(told(findings)).toEqual(expected);
	});
});
