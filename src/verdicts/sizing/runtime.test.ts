import { describe, expect, test } from "vitest";
import { noManifests, readManifests } from "../../sources/manifests/manifests.ts";
import { deployment, workload } from "../../survey/lint.fixture.ts";
import { runtimeBound } from "./runtime.ts";

const MI = 1024 ** 2;
const env = (name: string, value: string) => `env: [{name: ${name}, value: ${JSON.stringify(value)}}]`;

/** What bounds the memory of a container with a limit of 1Gi. */
test.each<[string, string, object | null]>([
	["-Xmx", env("JAVA_OPTS", "-Xmx512m"), { setting: "-Xmx", written: "512m", unit: "jvm", value: 512 * MI }],
	[
		"-Xmx with -Xms",
		env("JAVA_OPTS", "-Xms256m -Xmx512m"),
		{ setting: "-Xmx", unit: "jvm", value: 512 * MI, initial: 256 * MI },
	],
	[
		"a share of a JVM",
		env("JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=60"),
		{ setting: "-XX:MaxRAMPercentage=", written: "60", unit: "percent", value: 60 },
	],
	["an initial heap alone", `command: [java, -Xms1g, -jar, a.jar]`, null],
	["flags in a file", "command: [java, '@/opt/flags', -jar, a.jar]", null],
	[
		"Node.js by its share",
		`command: [node, a.js]\n${env("NODE_OPTIONS", "--max-old-space-size-percentage=70")}`,
		{ setting: "--max-old-space-size-percentage=", written: "70", unit: "percent", value: 70 },
	],
	[
		"Node.js by both: the share wins",
		`command: [node, --max-old-space-size=300, a.js]\n${env("NODE_OPTIONS", "--max-old-space-size-percentage=70")}`,
		{ setting: "--max-old-space-size-percentage=", unit: "percent", value: 70 },
	],
	["Node.js by itself", "command: [node, a.js]", { setting: "--max-old-space-size=", unit: "percent", value: 50 }],
	[
		"what moves with the limit by itself",
		"env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]",
		null,
	],
	[
		"Elasticsearch's heap, which half of the limit is for",
		env("ES_JAVA_OPTS", "-Xms512m -Xmx512m"),
		{ setting: "-Xmx", value: 512 * MI, advised: 0.5 },
	],
	[".NET, hexadecimal", env("DOTNET_GCHeapHardLimit", "10000000"), { unit: "hexadecimal", value: 256 * MI }],
])("%s", (_, more, expected) => {
	const manifests = noManifests();
	readManifests("a.yaml", deployment(`name: app\nimage: a\nresources: {limits: {memory: 1Gi}}\n${more}`), manifests);
	const [pod] = manifests.pods;
	const [container] = pod?.containers ?? [];
	const bound = pod === undefined || container === undefined ? undefined : runtimeBound(pod, container, manifests);
	if (expected === null) expect(bound).toBeNull();
	else expect(bound).toMatchObject(expected);
});

test("a size in the quotes of a configuration file is named without them", () => {
	const manifests = noManifests();
	const map =
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  postgresql.conf: |\n    shared_buffers = '128MB'\n";
	const server =
		"name: app\nimage: postgres:16\nresources: {limits: {memory: 1Gi}}\nvolumeMounts: [{name: c, mountPath: /c}]";
	const set = workload("apps/v1", "StatefulSet", server, "volumes: [{name: c, configMap: {name: c}}]");
	readManifests("a.yaml", `${map}---\n${set}`, manifests);
	const [pod] = manifests.pods;
	const [container] = pod?.containers ?? [];
	if (pod === undefined || container === undefined) throw new Error("no pod");
	expect(runtimeBound(pod, container, manifests)).toMatchObject({ setting: "shared_buffers = ", written: "128MB" });
});

/** Where the setting stands; a live object is one line of JSON. */
describe("where the setting stands", () => {
	const map = (name: string, data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
	const from = (name: string) => ({ name: "HEAP", valueFrom: { configMapKeyRef: { name, key: "heap" } } });
	test.each<[string, object, object[], object | undefined]>([
		[
			"a variable among others",
			{
				env: [
					{ name: "A", value: "-Xmx1" },
					{ name: "JAVA_OPTS", value: "-Xms1m -Xmx512m" },
					{ name: "Z", value: "512m" },
				],
			},
			[],
			{ kind: "variable", name: "JAVA_OPTS", text: "-Xms1m -Xmx512m" },
		],
		[
			"a word of the command",
			{ command: ["java", "-Xmx512m", "-jar", "a.jar"], args: ["-v"] },
			[],
			{ kind: "words", list: "command", words: ["java", "-Xmx512m", "-jar", "a.jar"], index: 1 },
		],
		[
			"an argument",
			{ command: ["java"], args: ["-Xss1m", "-Xmx512m", "-jar", "a.jar"] },
			[],
			{ kind: "words", list: "args", words: ["-Xss1m", "-Xmx512m", "-jar", "a.jar"], index: 1 },
		],
		[
			"the first argument",
			{ command: ["java", "-server"], args: ["-Xmx512m", "-jar", "a.jar"] },
			[],
			{ kind: "words", list: "args", words: ["-Xmx512m", "-jar", "a.jar"], index: 0 },
		],
		[
			"a config map, of several",
			{ env: [{ name: "JAVA_OPTS", valueFrom: from("b").valueFrom }] },
			[map("a", { heap: "-Xmx512m" }), map("b", { other: "1", heap: "-Xmx512m" })],
			{ kind: "config-map", name: "b", key: "heap" },
		],
		["a default stands nowhere", { command: ["java", "-jar", "a.jar"] }, [], undefined],
	])("%s", (_, more, maps, expected) => {
		const container = { name: "app", image: "a", resources: { limits: { memory: "1Gi" } }, ...more };
		const object = {
			...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } },
			spec: { template: { spec: { containers: [container] } } },
		};
		for (const space of [undefined, 2]) {
			const manifests = noManifests();
			readManifests("web.json", JSON.stringify(object, null, space), manifests);
			for (const [i, one] of maps.entries()) readManifests(`${i}.json`, JSON.stringify(one, null, space), manifests);
			const [pod] = manifests.pods;
			const [first] = pod?.containers ?? [];
			if (pod === undefined || first === undefined) throw new Error("no container");
			const bound = runtimeBound(pod, first, manifests);
			expect(bound).not.toBeNull();
			if (expected === undefined) expect(bound?.origin).toBeUndefined();
			else expect(bound?.origin).toMatchObject(expected);
		}
	});
});
