import { describe, expect, test } from "vitest";
import { PATCH_FORMATS } from "../../model/patch.ts";
import type { HelmRelease, Recommendation, RuntimeEdit, SizedWorkload } from "../../model/recommendation.ts";
import { sizingPatches } from "./index.ts";

const MI = 1 << 20;

function sized(workload: Partial<SizedWorkload> = {}, more: Partial<Recommendation> = {}): Recommendation {
	const replay = { limit: 0, exceeded: 0, slack: 0 };
	return {
		series: "s",
		oomRisk: 0.01,
		horizonSeconds: 86_400,
		request: 100 * MI,
		limit: 200 * MI,
		current: 300 * MI,
		use: 0,
		peak: 0,
		expectedRisk: 0.01,
		neededPeak: { low: 0, high: 0 },
		confidence: 1,
		basis: { seconds: 0, samples: 1 },
		reasons: [],
		replay: { recommended: replay, krr: replay, vpa: replay },
		peaks: [],
		workload: {
			kind: "Deployment",
			namespace: "shop",
			name: "web",
			container: "app",
			role: "main",
			pods: ["web-1"],
			request: 150 * MI,
			limit: 300 * MI,
			podRequest: null,
			podLimit: null,
			qosClass: "Burstable",
			resizable: true,
			release: null,
			notes: [],
			...workload,
		},
		...more,
	};
}
const RELEASE: HelmRelease = { chart: "redis", version: "1.0.0", release: "r", name: "redis", component: "" };

describe("Helm values stand where the chart takes them", () => {
	test.each<[string, Partial<HelmRelease>, string, string]>([
		["redis", { component: "master" }, "redis", "master"],
		["redis", { component: "replica" }, "sentinel", "sentinel"],
		["redis", { component: "replica" }, "redis", "replica"],
		["postgresql", { component: "primary" }, "postgresql", "primary"],
		["postgresql", { component: "read" }, "postgresql", "readReplicas"],
		["kafka", { component: "controller-eligible" }, "kafka", "controller"],
		["ingress-nginx", { component: "controller" }, "controller", "controller"],
		["kube-prometheus-stack", { name: "prometheus" }, "prometheus", "prometheus.prometheusSpec"],
		["cert-manager", { component: "controller" }, "cert-manager-controller", ""],
		["argo-cd", { component: "repo-server" }, "repo-server", "repoServer"],
		["grafana", { name: "grafana" }, "grafana", ""],
		["grafana", { name: "grafana" }, "grafana-sc-dashboard", "sidecar"],
		["kube-prometheus-stack", { name: "prometheus" }, "config-reloader", "prometheusOperator.prometheusConfigReloader"],
		["kube-prometheus-stack", { component: "prometheus-operator" }, "kube-prometheus-stack", "prometheusOperator"],
		["prometheus", { component: "server" }, "prometheus-server", "server"],
		["prometheus", { component: "server" }, "prometheus-server-configmap-reload", "configmapReload.prometheus"],
		["loki", { component: "single-binary" }, "loki", "singleBinary"],
		["loki", { component: "backend" }, "loki-sc-rules", "sidecar"],
		["loki", { component: "query-frontend" }, "query-frontend", "queryFrontend"],
		["loki", { component: "gateway" }, "nginx", "gateway"],
		["loki", { component: "memcached-chunks-cache" }, "memcached", "chunksCache"],
		["loki", { component: "memcached-chunks-cache" }, "exporter", "memcachedExporter"],
		["tempo-distributed", { component: "metrics-generator" }, "metrics-generator", "metricsGenerator"],
		["argo-workflows", { component: "workflow-controller" }, "controller", "controller"],
		["velero", { name: "velero" }, "node-agent", "nodeAgent"],
		["vault", { component: "server" }, "vault", "server"],
		["vault", { component: "webhook" }, "sidecar-injector", "injector"],
		["vault", { name: "vault-csi-provider" }, "vault-agent", "csi.agent"],
		["external-dns", { name: "external-dns" }, "external-dns", ""],
		["external-dns", { name: "external-dns" }, "webhook", "provider.webhook"],
		["metrics-server", { name: "metrics-server" }, "metrics-server", ""],
		["metrics-server", { name: "metrics-server" }, "metrics-server-nanny", "addonResizer"],
		["cluster-autoscaler", { name: "aws-cluster-autoscaler" }, "aws-cluster-autoscaler", ""],
		["vertical-pod-autoscaler", { component: "admission-controller" }, "admission-controller", "admissionController"],
		["consul", { component: "connect-injector" }, "sidecar-injector", "connectInject"],
	])("%s %j, container %s", async (chart, release, container, path) => {
		const one = sized({ container, release: { ...RELEASE, chart, ...release } });
		const pieces = await sizingPatches("helm", [one]);
		let values: object = { resources: { requests: { memory: "100Mi" }, limits: { memory: "200Mi" } } };
		for (const key of path.split(".").reverse()) if (key !== "") values = { [key]: values };
		expect(pieces.at(-1)).toEqual({ type: "document", document: values });
		expect(pieces).toHaveLength(2);
	});
	test("a chart below another one", async () => {
		const operator = sized({
			name: "op",
			release: { ...RELEASE, chart: "kube-prometheus-stack", name: "kube-prometheus-stack" },
		});
		const grafana = sized({ name: "grafana", release: { ...RELEASE, chart: "grafana", name: "grafana" } });
		const pieces = await sizingPatches("helm", [operator, grafana]);
		expect(pieces.at(-1)).toMatchObject({ document: { prometheusOperator: {}, grafana: { resources: {} } } });
	});
	test("one value for the sidecars of several workloads does for all of them", async () => {
		const of = (name: string, limit: number, request: number) =>
			sized(
				{ name, container: "config-reloader", release: { ...RELEASE, chart: "kube-prometheus-stack", name } },
				{ limit: limit * MI, request: request * MI },
			);
		const pieces = await sizingPatches("helm", [of("prometheus", 90, 20), of("alertmanager", 60, 30)]);
		expect(pieces.at(-1)).toMatchObject({
			document: {
				prometheusOperator: {
					prometheusConfigReloader: { resources: { requests: { memory: "30Mi" }, limits: { memory: "90Mi" } } },
				},
			},
		});
	});
	test("an unknown chart is guessed at and said to be; a hostile label stays a key", async () => {
		const pieces = await sizingPatches("helm", [
			sized({ release: { ...RELEASE, chart: "ours", component: "__proto__" } }),
		]);
		expect(pieces[0]).toMatchObject({ comment: "unknown-chart", detail: "ours" });
		expect(JSON.stringify(pieces.at(-1))).toContain('"__proto__":{"resources"');
	});
});

describe("what is left out, and why", () => {
	test.each<[string, Recommendation, string, string]>([
		["a bare pod", sized({ kind: "Pod" }), "patch", "not-patched"],
		["an operator's object", sized({ kind: "Cluster" }), "kustomize", "not-patched"],
		["a bare pod", sized({ kind: "Pod" }), "vpa", "not-patched"],
		["a job", sized({ kind: "Job" }), "vpa", "not-patched"],
		["an operator's object", sized({ kind: "Cluster" }), "vpa", "not-patched"],
		[
			"a VPA sets it",
			sized({ notes: [{ kind: "vpa", object: "v", mode: "Recreate", sets: true, min: null, max: null }] }),
			"patch",
			"vpa-sets-it",
		],
		["an old kubelet", sized({ resizable: false }), "resize", "not-resizable"],
		["BestEffort stays BestEffort", sized({ qosClass: "BestEffort" }), "resize", "class-would-change"],
		["Guaranteed stays Guaranteed", sized({ qosClass: "Guaranteed" }), "resize", "class-would-change"],
		["nothing changes", sized({ limit: 200 * MI, request: 100 * MI }), "patch", "nothing"],
		["a container from elsewhere", sized({ notes: [{ kind: "injected" }] }), "patch", "injected"],
		["a container from elsewhere", sized({ notes: [{ kind: "injected" }], release: RELEASE }), "helm", "injected"],
		[
			"a leak",
			sized({ limit: 200 * MI, request: 100 * MI }, { reasons: ["leak-suspected"] }),
			"patch",
			"leak-not-sized",
		],
	])("%s", async (_, one, format, comment) => {
		const form = PATCH_FORMATS.find((known) => known === format) ?? "patch";
		const pieces = await sizingPatches(form, [one]);
		expect(pieces).toMatchObject([{ type: "comment", comment }]);
	});
	test("what a container from elsewhere has in a running pod can be resized", async () => {
		const pieces = await sizingPatches("resize", [sized({ notes: [{ kind: "injected" }] })]);
		expect(pieces.at(-1)).toMatchObject({ type: "command" });
	});
	test("a VPA that is there gets the bounds under its own name", async () => {
		const one = sized({ notes: [{ kind: "vpa", object: "mine", mode: "Recreate", sets: true, min: null, max: null }] });
		expect(await sizingPatches("vpa", [one])).toMatchObject([{ document: { metadata: { name: "mine" } } }]);
	});
});

test("sidecars, pods' own resources and CronJobs keep their places; names are quoted", async () => {
	const [piece] = await sizingPatches("patch", [
		sized({
			kind: "CronJob",
			name: "a'b",
			role: "sidecar",
			notes: [{ kind: "pod-level", request: MI, limit: 2 * MI }],
		}),
	]);
	const command = piece?.type === "command" ? piece.command : "";
	expect(command).toContain("patch cronjob 'a'\\''b' -n shop");
	expect(command).toContain(
		'{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"resources":{"requests":{"memory":"1Mi"},"limits":{"memory":"2Mi"}},"initContainers":[{"name":"app"',
	);
});

test("a pod's own resources are patched, where the container at which they are told stays as it is", async () => {
	const own = { kind: "pod-level", request: MI, limit: 2 * MI } as const;
	const as = sized({ limit: 200 * MI, request: 100 * MI, notes: [own] });
	const pieces = await sizingPatches("patch", [as, sized({ container: "side" })]);
	expect(pieces).toHaveLength(1);
	const command = pieces[0]?.type === "command" ? pieces[0].command : "";
	expect(command).toContain('"spec":{"resources":{"requests":{"memory":"1Mi"},"limits":{"memory":"2Mi"}},');
	expect(command).toContain('"containers":[{"name":"side",');
	expect(await sizingPatches("patch", [as])).toMatchObject([{ comment: "nothing" }]);
});

describe("in place, a pod's own resources go along", () => {
	const note = (request: number | null, limit: number | null) => [{ kind: "pod-level" as const, request, limit }];
	test.each<[string, Partial<SizedWorkload>, string]>([
		[
			"where they change",
			{ podRequest: MI, podLimit: 2 * MI, notes: note(100 * MI, 200 * MI) },
			'{"spec":{"resources":{"requests":{"memory":"100Mi"},"limits":{"memory":"200Mi"}},"containers":[{"name":"app"',
		],
		["not where they hold these sizes", { podRequest: 100 * MI, podLimit: 900 * MI }, '{"spec":{"containers":['],
		[
			"whose class they make: its containers need not be Guaranteed",
			{ qosClass: "Guaranteed", podRequest: MI, podLimit: MI, notes: note(200 * MI, 200 * MI) },
			'{"spec":{"resources":{"requests":{"memory":"200Mi"},"limits":{"memory":"200Mi"}},',
		],
	])("%s", async (_, workload, text) => {
		const pieces = await sizingPatches("resize", [sized(workload)]);
		expect(pieces.at(-1)).toMatchObject({ type: "command", command: expect.stringContaining(text) });
	});
	test.each<[string, Partial<SizedWorkload>, string[]]>([
		["no node resizes them", { podLimit: MI, resizable: false }, ["own-not-resizable"]],
		[
			"their class would change",
			{ qosClass: "Guaranteed", podRequest: MI, podLimit: MI, notes: note(MI, 2 * MI) },
			["class-would-change"],
		],
		[
			"their limit alone goes down",
			{ limit: 100 * MI, podLimit: 900 * MI, notes: note(null, 200 * MI) },
			["restart-for-decrease"],
		],
	])("said where %s", async (_, workload, comments) => {
		const pieces = await sizingPatches("resize", [sized(workload)]);
		expect(pieces.flatMap((piece) => (piece.type === "comment" ? [piece.comment] : []))).toEqual(comments);
	});
});

describe("a runtime's setting moves with the size", () => {
	const runtime = { kind: "runtime", object: "JVM", setting: "-Xmx", from: "4g", to: "512m" } as const;
	const variable = { type: "variable", name: "JAVA_OPTS", value: "-Xmx512m" } as const;
	const words = { type: "words", list: "args", words: ["-Xmx512m", "-jar"] } as const;
	test.each<[string, RuntimeEdit, string]>([
		["a variable", variable, '"env":[{"name":"JAVA_OPTS","value":"-Xmx512m"}]'],
		["words", { ...words, words: [...words.words] }, '"args":["-Xmx512m","-jar"]'],
	])("%s of the template: by the same patch", async (_, edit, text) => {
		for (const format of ["patch", "kustomize"] as const) {
			const pieces = await sizingPatches(format, [sized({ notes: [{ ...runtime, edit }] })]);
			expect(pieces[0]).toMatchObject({ type: "comment", comment: "runtime-changed" });
			expect(JSON.stringify(pieces[1]).replaceAll("\\", "")).toContain(text);
		}
		const [comment] = await sizingPatches("helm", [sized({ notes: [{ ...runtime, edit }], release: RELEASE })]);
		expect(comment).toMatchObject({ comment: "runtime-setting" });
	});
	test("in a config map: said, not patched", async () => {
		const edit = { type: "config-map", namespace: "shop", name: "conf", key: "k" } as const;
		const [comment, command] = await sizingPatches("patch", [sized({ notes: [{ ...runtime, edit }] })]);
		expect(comment).toMatchObject({ comment: "runtime-setting" });
		expect(JSON.stringify(command)).not.toContain("env");
	});
});

test("a VPA that is there keeps its maxAllowed", async () => {
	const one = sized({ notes: [{ kind: "vpa", object: "v", mode: "Off", sets: false, min: null, max: 150 * MI }] });
	const [piece] = await sizingPatches("vpa", [one]);
	expect(JSON.stringify(piece)).toContain('"minAllowed":{"memory":"100Mi"},"maxAllowed":{"memory":"150Mi"}');
});

test.each([
	["Deployment", "apps/v1"],
	["CronJob", "batch/v1"],
	["ReplicationController", "v1"],
	["Rollout", "argoproj.io/v1alpha1"],
])("a VPA aims at a %s of %s", async (kind, apiVersion) => {
	const [piece] = await sizingPatches("vpa", [sized({ kind })]);
	expect(piece).toMatchObject({ document: { spec: { targetRef: { apiVersion, kind } } } });
});
