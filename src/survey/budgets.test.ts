import { describe, expect, test } from "vitest";
import type { ConfigMap, ConfigMapRef } from "../model/config-map.ts";
import type { Finding } from "../model/finding.ts";
import type { Pod } from "../model/pod.ts";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
import { narrowConfigMap } from "../sources/kubernetes/narrow-settings.ts";
import type { Source } from "../sources/source.ts";
import { BudgetPods, surveyBudgets } from "./budgets.ts";

interface Given {
	image?: string;
	limit?: string;
	labels?: object;
	owner?: object | null;
	container?: object;
	volumes?: object[];
}

function pod({ image = "redis:7", limit = "64Mi", labels = {}, owner, container = {}, volumes = [] }: Given): Pod {
	const reference = owner === undefined ? { kind: "StatefulSet", name: "db", uid: "o", controller: true } : owner;
	const narrowed = narrowPod({
		metadata: {
			namespace: "n",
			name: "db-0",
			uid: "u",
			labels,
			ownerReferences: reference === null ? [] : [reference],
		},
		spec: {
			volumes,
			containers: [{ name: "c", image, resources: { limits: { memory: limit } }, ...container }],
		},
		status: { phase: "Running" },
	});
	if (narrowed === null) throw new Error("no pod");
	return narrowed;
}

function source(...maps: object[]): Source {
	const known = maps.map(narrowConfigMap).filter((map): map is ConfigMap => map !== null);
	return {
		async *configMaps(refs: readonly ConfigMapRef[]) {
			for (const map of known)
				if (refs.some(({ name, namespace }) => map.name === name && map.namespace === namespace)) yield map;
		},
	} as unknown as Source;
}

const MOUNTED = {
	volumes: [{ name: "conf", configMap: { name: "settings" } }],
	container: { command: ["redis-server", "/conf/redis.conf"], volumeMounts: [{ name: "conf", mountPath: "/conf" }] },
};
const map = (text: string, key = "redis.conf") => ({
	metadata: { namespace: "n", name: "settings" },
	data: { [key]: text },
});

const HEAP = '{"-Xms":"48m","-Xmx":"48m"}';
/** Each server by the place where its operator takes its heap from. */
const STRIMZI: readonly [component: string, pool: string | undefined, command: string][] = [
	[
		"kafka",
		undefined,
		`kubectl patch kafka.kafka.strimzi.io events -n n --type=merge -p '{"spec":{"kafka":{"jvmOptions":${HEAP}}}}'`,
	],
	[
		"kafka",
		"brokers",
		`kubectl patch kafkanodepool.kafka.strimzi.io brokers -n n --type=merge -p '{"spec":{"jvmOptions":${HEAP}}}'`,
	],
	[
		"zookeeper",
		undefined,
		`kubectl patch kafka.kafka.strimzi.io events -n n --type=merge -p '{"spec":{"zookeeper":{"jvmOptions":${HEAP}}}}'`,
	],
	[
		"kafka-connect",
		undefined,
		`kubectl patch kafkaconnect.kafka.strimzi.io events -n n --type=merge -p '{"spec":{"jvmOptions":${HEAP}}}'`,
	],
	[
		"kafka-mirror-maker-2",
		undefined,
		`kubectl patch kafkamirrormaker2.kafka.strimzi.io events -n n --type=merge -p '{"spec":{"jvmOptions":${HEAP}}}'`,
	],
];
function strimzi(component: string, pool: string | undefined): Given {
	return {
		image: "quay.io/strimzi/kafka:0.45.0-kafka-3.9.0",
		container: { env: [{ name: "KAFKA_HEAP_OPTS", value: "-Xms64m -Xmx64m" }] },
		labels: {
			"app.kubernetes.io/managed-by": "strimzi-cluster-operator",
			"app.kubernetes.io/instance": "events",
			"strimzi.io/component-type": component,
			...(pool === undefined ? {} : { "strimzi.io/pool-name": pool }),
		},
	};
}

test("a pod whose settings stand in a file that is yet to be read is kept until then", () => {
	const pods = new BudgetPods();
	pods.take(pod(MOUNTED));
	expect(pods.pods).toHaveLength(1);
});

async function judge(given: Given, ...maps: object[]) {
	return surveyBudgets(source(...maps), [pod(given)]);
}

test("a config map that a folder holds twice is one", async () => {
	const { findings } = await judge(MOUNTED, map("maxmemory 64mb\n"), map("maxmemory 64mb\n"));
	expect(findings.map(({ rule }) => rule)).toContain("budget/redis-maxmemory-at-limit");
});

const commands = ({ remedies }: Finding) =>
	remedies.map(({ change }) => (change.type === "command" ? change.command : JSON.stringify(change)));

describe("where a running pod's setting stands, and the command that lowers it", () => {
	test.each<[string, Given, object[], string, string]>([
		[
			"an argument",
			{ container: { args: ["--appendonly", "no", "--maxmemory", "64mb"] } },
			[],
			"pod n/db-0 container c args[3]",
			`kubectl patch statefulset/db -n n --type=json -p '[{"op":"test","path":"/spec/template/spec/containers/0/args/3","value":"64mb"},{"op":"replace","path":"/spec/template/spec/containers/0/args/3","value":"48mb"}]'`,
		],
		[
			"an argument with its flag",
			{ container: { args: ["--maxmemory=64mb"] } },
			[],
			"pod n/db-0 container c args[0]",
			`kubectl patch statefulset/db -n n --type=json -p '[{"op":"test","path":"/spec/template/spec/containers/0/args/0","value":"--maxmemory=64mb"},{"op":"replace","path":"/spec/template/spec/containers/0/args/0","value":"--maxmemory=48mb"}]'`,
		],
		[
			"a script that may hold more",
			{ container: { command: ["sh", "-c", "redis-server --requirepass hunter2 --maxmemory 64mb"] } },
			[],
			"pod n/db-0 container c command[2]",
			"kubectl edit statefulset/db -n n",
		],
		[
			"a file of a config map",
			MOUNTED,
			[map("requirepass hunter2\nmaxmemory 64mb\n")],
			"configmap n/settings redis.conf:2",
			"kubectl get configmap settings -n n -o yaml | sed 's/maxmemory 64mb/maxmemory 48mb/' | kubectl apply -f - && kubectl rollout restart statefulset/db -n n",
		],
		[
			"a variable",
			{ image: "team/app", container: { env: [{ name: "GOMEMLIMIT", value: "64MiB" }] } },
			[],
			"pod n/db-0 container c env GOMEMLIMIT",
			"kubectl set env statefulset/db -n n -c c GOMEMLIMIT=57MiB",
		],
		[
			"one of several options",
			{ image: "team/app", container: { env: [{ name: "JAVA_TOOL_OPTIONS", value: "-Xms8m -Xmx64m" }] } },
			[],
			"pod n/db-0 container c env JAVA_TOOL_OPTIONS",
			"kubectl set env statefulset/db -n n -c c 'JAVA_TOOL_OPTIONS=-Xms8m -Xmx48m'",
		],
		[
			"the same value behind another option",
			{ image: "team/app", container: { env: [{ name: "JAVA_TOOL_OPTIONS", value: "-Xmx64m -XX:NewSize=64m" }] } },
			[],
			"pod n/db-0 container c env JAVA_TOOL_OPTIONS",
			"kubectl set env statefulset/db -n n -c c 'JAVA_TOOL_OPTIONS=-Xmx48m -XX:NewSize=64m'",
		],
		[
			"options beside what may be a secret",
			{ image: "team/app", container: { env: [{ name: "JAVA_OPTS", value: "-Dpassword=hunter2 -Xmx64m" }] } },
			[],
			"pod n/db-0 container c env JAVA_OPTS",
			"kubectl edit statefulset/db -n n",
		],
		[
			"KubeBlocks",
			{
				...MOUNTED,
				labels: {
					"app.kubernetes.io/managed-by": "kubeblocks",
					"app.kubernetes.io/instance": "cache",
					"apps.kubeblocks.io/component-name": "redis",
				},
			},
			[map("maxmemory 67108864")],
			"configmap n/settings redis.conf",
			"kbcli cluster configure cache -n n --set maxmemory=50331648 --components redis --config-spec redis-replication-config --config-file redis.conf",
		],
		...STRIMZI.map(([component, pool, command]): [string, Given, object[], string, string] => [
			`Strimzi's ${component}${pool === undefined ? "" : " of a pool"}`,
			strimzi(component, pool),
			[],
			"pod n/db-0 container c env KAFKA_HEAP_OPTS",
			command,
		]),
	])("%s", async (_, given, maps, where, command) => {
		const { findings } = await judge(given, ...maps);
		expect(findings).toHaveLength(1);
		const [finding] = findings;
		if (finding === undefined) return;
		expect(finding.subject).toMatchObject({ kind: "StatefulSet", namespace: "n", name: "db", container: "c" });
		expect(finding.subject.file).toBeUndefined();
		expect(finding.evidence.find(({ what }) => what === "setting")?.source).toBe(where);
		expect(commands(finding)[0]).toBe(command);
		expect(JSON.stringify(finding)).not.toContain("hunter2");
		// The sentence and the remedy name one limit.
		const raised = finding.remedies.find(({ kind }) => kind === "raise-limit-for-setting");
		expect(raised?.value).toBe("limitNeeded" in finding.params ? finding.params.limitNeeded : null);
	});
});

test("a limit by reference is not edited, and a higher one would only raise it", async () => {
	const env = [{ name: "GOMEMLIMIT", valueFrom: { resourceFieldRef: { resource: "limits.memory" } } }];
	const { findings } = await judge({ image: "team/app", container: { env } });
	expect(findings[0]?.rule).toBe("budget/go-gomemlimit-at-limit");
	expect(findings[0]?.remedies.map(({ kind }) => kind)).toEqual([]);
});

test("a variable from a config map, and one from all of it", async () => {
	const data = { metadata: { namespace: "n", name: "settings" }, data: { NODE_OPTIONS: "--max-old-space-size=64" } };
	for (const container of [
		{ env: [{ name: "NODE_OPTIONS", valueFrom: { configMapKeyRef: { name: "settings", key: "NODE_OPTIONS" } } }] },
		{ envFrom: [{ configMapRef: { name: "settings" } }] },
	]) {
		const { findings } = await judge(
			{ image: "node:22", container: { command: ["node", "a.js"], ...container } },
			data,
		);
		expect(findings.map(({ rule }) => rule)).toEqual(["budget/node-old-space-above-limit"]);
	}
});

test("where a file is out of reach nothing is said of what it may hold", async () => {
	expect((await judge(MOUNTED)).findings).toEqual([]);
	expect(
		(await judge({ ...MOUNTED, container: { ...MOUNTED.container, image: "redis" } }, map("# <removed>: 3"))).findings,
	).toEqual([]);
});

test("without a bound the running server is told", async () => {
	const { findings } = await judge({ container: { command: ["redis-server"] } });
	const [finding] = findings;
	expect(finding?.rule).toBe("budget/redis-no-maxmemory");
	expect(finding && commands(finding)).toEqual([
		"kubectl exec db-0 -n n -c c -- redis-cli CONFIG SET maxmemory 50331648",
		"kubectl exec db-0 -n n -c c -- redis-cli CONFIG SET client-output-buffer-limit 'replica 16mb 8mb 60' maxmemory-clients 5% repl-backlog-size 4mb",
		"kubectl exec db-0 -n n -c c -- redis-cli CONFIG SET maxmemory-policy volatile-lru",
	]);
});

test("a budget of each container, about its workload", async () => {
	const { budgets } = await judge({ container: { args: ["--maxmemory", "32mb"] }, limit: "1Gi" });
	expect(budgets).toHaveLength(1);
	expect(budgets[0]).toMatchObject({
		subject: { kind: "StatefulSet", namespace: "n", name: "db", container: "c" },
		runtime: "redis",
	});
});

test("one pod of each workload is kept, and none whose runtime is not known", () => {
	const kept = new BudgetPods();
	for (let n = 0; n < 5; n++) kept.take({ ...pod({ container: { args: ["--maxmemory", "1mb"] } }), uid: `u${n}` });
	kept.take(pod({ image: "team/app", owner: { kind: "StatefulSet", name: "other", uid: "x", controller: true } }));
	kept.take({ ...pod({ owner: null }), name: "done", phase: "Succeeded" });
	expect(kept.pods).toHaveLength(1);
});
