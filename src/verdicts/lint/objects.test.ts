import { expect, test } from "vitest";
import { deployment, indent, lintText, ruleTable, toldTable, workload } from "../../survey/lint.fixture.ts";

const object = (apiVersion: string, kind: string, spec: string, name = "x") =>
	`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${indent(spec, 2)}\n---\n`;
const LIMITED = "name: app\nimage: a\nresources: {requests: {memory: 256Mi}, limits: {memory: 512Mi}}";

ruleTable("lint/removed-api", {
	"a Deployment of extensions": deployment("name: app\nimage: a").replace("apps/v1", "«extensions/v1beta1»"),
	"an Ingress of extensions": object("«extensions/v1beta1»", "Ingress", "rules: []"),
	"apps/v1beta2": object("«apps/v1beta2»", "StatefulSet", "replicas: 1"),
	"batch/v1beta1, quoted": object('«"batch/v1beta1"»', "CronJob", "schedule: x"),
	"policy/v1beta1": object("«policy/v1beta1»", "PodDisruptionBudget", "minAvailable: 1"),
	"autoscaling/v2beta2": object("«autoscaling/v2beta2»", "HorizontalPodAutoscaler", "minReplicas: 1"),
	"rbac v1beta1": object("«rbac.authorization.k8s.io/v1beta1»", "Role", "a: b"),
	"a CRD of v1beta1": object("«apiextensions.k8s.io/v1beta1»", "CustomResourceDefinition", "a: b"),
	"flow control v1beta3": object("«flowcontrol.apiserver.k8s.io/v1beta3»", "FlowSchema", "a: b"),
	"current ones":
		object("apps/v1", "Deployment", "a: b") +
		object("batch/v1", "CronJob", "a: b") +
		object("autoscaling/v2", "HorizontalPodAutoscaler", "a: b"),
	"another's group that looks alike": object("cert-manager.io/v1beta1", "Certificate", "a: b"),
	"what of a version still lives": object("policy/v1beta1", "Eviction", "a: b"),
	"storage v1beta1 of another kind": object("storage.k8s.io/v1beta1", "VolumeAttributesClass", "a: b"),
});
toldTable("lint/removed-api", {
	"what is the same under another word": [
		object("batch/v1beta1", "CronJob", "schedule: x"),
		{
			params: { apiVersion: "batch/v1beta1", removedIn: "1.25", replacement: "batch/v1" },
			remedies: [{ kind: "write-api-version", change: { from: "batch/v1beta1", to: "batch/v1" } }],
		},
	],
	"what is not": [object("policy/v1beta1", "PodDisruptionBudget", "a: b"), { remedies: [] }],
	"what nothing replaces": [
		object("policy/v1beta1", "PodSecurityPolicy", "a: b"),
		{ params: { replacement: null }, remedies: [] },
	],
});

const cron = (apiVersion: string, image: string, command: string, account = "") =>
	`apiVersion: ${apiVersion}
kind: CronJob
metadata: {name: restart}
spec:
  schedule: "0 4 * * *"
  jobTemplate:
    spec:
      template:
        spec:
${account === "" ? "" : `          serviceAccountName: ${account}\n`}          containers:
          - name: kubectl
            image: ${image}
            ${command}
            resources: {requests: {memory: 32Mi}, limits: {memory: 64Mi}}
`;

ruleTable("lint/restart-cronjob", {
	"the example that goes around": cron(
		"batch/v1beta1",
		"busybox",
		'command: ["/bin/sh", "-c", «"kubectl delete pod -l app=web"»]',
	),
	"one that works": cron(
		"batch/v1",
		"bitnami/kubectl:1.31",
		"command: [«kubectl», rollout, restart, deploy/web]",
		"restarter",
	),
	"with flags between": cron(
		"batch/v1",
		"bitnami/kubectl",
		"command: [sh, -c, «kubectl -n web rollout restart deploy/x»]",
		"r",
	),
	"pods by a block": cron("batch/v1", "alpine", "args:\n            - |\n              kubectl delete pods --all")
		.replace("              kubectl delete pods --all", "«              kubectl delete pods --all\n»")
		.replace("»\n            resources", "»            resources"),
	"another use of kubectl": cron("batch/v1", "bitnami/kubectl", "command: [kubectl, get, pods]"),
	"a backup": cron("batch/v1", "busybox", "command: [tar, cf, x]"),
	"the same in a Deployment": deployment("name: app\nimage: busybox\ncommand: [kubectl, delete, pod, x]"),
});

test.each([
	[
		cron("batch/v1beta1", "busybox:1.36", "command: [kubectl, delete, pod, x]"),
		["removed-api", "no-kubectl", "no-service-account"],
		"error",
	],
	[
		cron(
			"batch/v1",
			"curlimages/curl:8",
			'command: [sh, -c, "curl -LO https://dl.k8s.io/v1.31.0/kubectl; ./kubectl delete pod x"]',
			"r",
		),
		[],
		"info",
	],
	[
		cron("batch/v1", "alpine:3.20", 'command: [sh, -c, "apk add --no-cache kubectl && kubectl delete pod x"]', "r"),
		[],
		"info",
	],
	[cron("batch/v1", "alpine:3.20", "command: [/usr/local/bin/kubectl, delete, pod, x]", "r"), ["no-kubectl"], "error"],
	[
		cron("batch/v1", "docker.io/library/busybox@sha256:aa", "command: [kubectl, delete, pod, x]", "r"),
		["no-kubectl"],
		"error",
	],
	[
		cron("batch/v1", "bitnami/kubectl", "command: [kubectl, delete, pod, x]", "default"),
		["no-service-account"],
		"error",
	],
	[cron("batch/v1", "bitnami/kubectl", "command: [kubectl, delete, pod, x]", "r"), [], "info"],
])("why a restart cannot work", (text, problems, severity) => {
	const finding = lintText(text).find(({ rule }) => rule === "lint/restart-cronjob");
	expect(finding?.params).toMatchObject({ problems });
	expect(finding?.severity).toBe(severity);
});

const volume = (emptyDir: string, limit = "512Mi") =>
	workload(
		"apps/v1",
		"Deployment",
		`name: app\nimage: a\nresources: {limits: {memory: ${limit}}}\nvolumeMounts: [{name: v, mountPath: /v}]`,
		`volumes:\n- name: v\n  emptyDir: ${emptyDir}`,
	);

ruleTable("lint/memory-volume-unbounded", {
	"without a size": volume("{medium: «Memory»}"),
	quoted: volume('{medium: «"Memory"»}'),
	"with a size": volume("{medium: Memory, sizeLimit: 64Mi}"),
	"on disk": volume("{}"),
	"of huge pages": volume("{medium: HugePages-2Mi}"),
	"of an operator's, which sets the limit": volume("{medium: Memory}")
		.replace("apps/v1", "example.com/v1")
		.replace("Deployment", "App")
		.replace("{limits: {memory: 512Mi}}", "{}"),
	"of an operator's, with a limit": volume("{medium: «Memory»}")
		.replace("apps/v1", "example.com/v1")
		.replace("Deployment", "App"),
});
ruleTable("lint/memory-volume-above-limit", {
	above: volume("{medium: Memory, sizeLimit: «1Gi»}"),
	equal: volume("{medium: Memory, sizeLimit: «512Mi»}"),
	below: volume("{medium: Memory, sizeLimit: 128Mi}"),
	"on disk": volume("{sizeLimit: 1Gi}"),
	"not mounted": volume("{medium: Memory, sizeLimit: 1Gi}").replace("{name: v, mountPath", "{name: w, mountPath"),
});
/** Containers by name and limit, all of which mount the volume. */
const mounted = (emptyDir: string, containers: string[], more = "") =>
	workload(
		"apps/v1",
		"Deployment",
		containers
			.map(
				(limit, i) =>
					`name: c${i}\nimage: a\n${limit}volumeMounts: [{name: x, mountPath: /x}, {name: v, mountPath: /v}]`,
			)
			.join("\n---8<---\n"),
		`volumes:\n- {name: x}\n- name: v\n  emptyDir: ${emptyDir}\n${more}`,
	);
const of = (limit: string) => `resources: {limits: {memory: ${limit}}}\n`;
const INIT = `initContainers: [{name: i, image: a, resources: {limits: {memory: 1Mi}}, volumeMounts: [{name: v, mountPath: /v}]}]`;
toldTable("lint/memory-volume-above-limit", {
	"the smallest limit of those that mount it, however they stand": [
		mounted("{medium: Memory, sizeLimit: 1Gi}", [of("512Mi"), "", of("256Mi"), of("384Mi")], INIT),
		{ params: { volume: "v", size: 2 ** 30, limit: 2 ** 28 } },
	],
});
toldTable("lint/memory-volume-unbounded", {
	"the smallest limit": [
		mounted("{medium: Memory}", [of("256Mi"), of("512Mi"), ""], INIT),
		{ severity: "warning", params: { volume: "v", limit: 2 ** 28 } },
	],
	"no limit": [mounted("{medium: Memory}", [""]), { params: { limit: null } }],
});

const hpa = (metric: string, target = "web", kind = "Deployment") =>
	object(
		"autoscaling/v2",
		"HorizontalPodAutoscaler",
		`scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: ${target}}\nminReplicas: 2\nmaxReplicas: 9\nmetrics: [${metric}]`,
		"scaler",
	);
const MEMORY = "{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}";

ruleTable("lint/hpa-on-memory", {
	"a share without a request": hpa(MEMORY.replace("memory", "«memory»")) + deployment("name: app\nimage: a"),
	"one sidecar without is enough": hpa(MEMORY.replace("memory", "«memory»")) + deployment(LIMITED, "name: b\nimage: b"),
	"Redis keeps it":
		hpa(MEMORY.replace("memory", "«memory»")) + deployment(LIMITED.replace("image: a", "image: redis:7")),
	"a JVM by its program":
		hpa("{type: Resource, resource: {name: «memory», target: {type: AverageValue, averageValue: 1Gi}}}") +
		deployment(`${LIMITED}\ncommand: [java, -jar, a.jar]`),
	"by container":
		hpa(
			"{type: ContainerResource, containerResource: {name: «memory», container: app, target: {type: Utilization, averageUtilization: 80}}}",
		) + deployment(LIMITED.replace("image: a", "image: postgres:16")),
	"v2beta1's way":
		hpa("{type: Resource, resource: {name: «memory», targetAverageUtilization: 80}}") +
		deployment("name: app\nimage: a"),
	"an application of one's own": hpa(MEMORY) + deployment(LIMITED),
	cpu: hpa(MEMORY.replace("memory", "cpu")) + deployment("name: app\nimage: redis"),
	"another target": hpa(MEMORY, "other") + deployment("name: app\nimage: a"),
	"a share of one container needs only its request":
		hpa(
			"{type: ContainerResource, containerResource: {name: memory, container: app, target: {type: Utilization, averageUtilization: 80}}}",
		) + deployment(LIMITED, "name: b\nimage: b"),
	"an absolute value needs no request":
		hpa("{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}") +
		deployment("name: app\nimage: a"),
	"a limit is a request": hpa(MEMORY) + deployment("name: app\nimage: a\nresources: {limits: {memory: 1Gi}}"),
	"a request of the pod's own":
		hpa(MEMORY) + workload("apps/v1", "Deployment", "name: app\nimage: a", "resources: {requests: {memory: 1Gi}}"),
	"a limit of the pod's own":
		hpa(MEMORY) + workload("apps/v1", "Deployment", "name: app\nimage: a", "resources: {limits: {memory: 1Gi}}"),
	"an init container needs none":
		hpa(MEMORY) + workload("apps/v1", "Deployment", LIMITED, "initContainers: [{name: i, image: a}]"),
	"one of another kind": hpa(MEMORY, "web", "StatefulSet") + deployment("name: app\nimage: a"),
	"one of another namespace":
		hpa(MEMORY).replace("name: scaler", "name: scaler\n  namespace: other") + deployment("name: app\nimage: a"),
});
toldTable("lint/hpa-on-memory", {
	"no request": [
		hpa(MEMORY) + deployment("name: app\nimage: redis:7"),
		{ severity: "error", confidence: 1, params: { target: "Deployment/web", reason: "no-request", runtime: "Redis" } },
	],
	"memory that is kept": [
		hpa(MEMORY) + deployment(LIMITED.replace("image: a", "image: redis:7")),
		{ severity: "warning", confidence: 0.8, params: { reason: "keeps-memory", runtime: "Redis" } },
	],
});

const vpa = (more: string) =>
	object(
		"autoscaling.k8s.io/v1",
		"VerticalPodAutoscaler",
		`targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n${more}`,
		"vertical",
	);
ruleTable("lint/vpa-with-hpa", {
	"both on memory": vpa("updatePolicy: {updateMode: Auto}").replace("targetRef", "«targetRef»") + hpa(MEMORY),
	"by default": vpa("resourcePolicy: {}").replace("targetRef", "«targetRef»") + hpa(MEMORY),
	"only recommending": vpa('updatePolicy: {updateMode: "Off"}') + hpa(MEMORY),
	"only cpu":
		vpa("resourcePolicy: {containerPolicies: [{containerName: '*', controlledResources: [cpu]}]}") + hpa(MEMORY),
	"every container off": vpa('resourcePolicy: {containerPolicies: [{containerName: "*", mode: "Off"}]}') + hpa(MEMORY),
	"HPA on cpu": vpa("updatePolicy: {}") + hpa(MEMORY.replace("memory", "cpu")),
	"HPA of another": vpa("updatePolicy: {}") + hpa(MEMORY, "other"),
	"HPA of another kind": vpa("updatePolicy: {}") + hpa(MEMORY, "web", "StatefulSet"),
	"HPA of another namespace":
		vpa("updatePolicy: {}") + hpa(MEMORY).replace("name: scaler", "name: scaler\n  namespace: other"),
	"of nobody": vpa("updatePolicy: {}").replace(", name: web", "") + hpa(MEMORY, '""'),
});

const range = (item: string) => object("v1", "LimitRange", `limits:\n- type: Container\n${indent(item, 2)}`, "range");
const podRange = (item: string) => range(item).replace("type: Container", "type: Pod");
ruleTable("lint/limitrange-unsatisfiable", {
	"min above max": range("min: {memory: «2Gi»}\nmax: {memory: 1Gi}"),
	"default above max": range("default: {memory: «2Gi»}\nmax: {memory: 1Gi}"),
	"default below min": range("default: {memory: «1Gi»}\nmin: {memory: 2Gi}"),
	"default request above default": range("default: {memory: 1Gi}\ndefaultRequest: {memory: «2Gi»}"),
	"default request above max": range("max: {memory: 1Gi}\ndefaultRequest: {memory: «2Gi»}"),
	"default request below min": range("min: {memory: 2Gi}\ndefaultRequest: {memory: «1Gi»}"),
	"default request between both": range("min: {memory: 1Gi}\nmax: {memory: 2Gi}\ndefaultRequest: {memory: 1Gi}"),
	"a container above max": range("max: {memory: 256Mi}") + deployment(LIMITED.replace("512Mi", "«512Mi»")),
	"a container below min": range("min: {memory: 384Mi}") + deployment(LIMITED.replace("256Mi", "«256Mi»")),
	"a request above the default limit":
		range("default: {memory: 128Mi}") + deployment("name: app\nimage: a\nresources: {requests: {memory: «256Mi»}}"),
	"a ratio": range('maxLimitRequestRatio: {memory: "1.5"}') + deployment(LIMITED.replace("256Mi", "«256Mi»")),
	"one that fits":
		range(
			"min: {memory: 64Mi}\nmax: {memory: 1Gi}\ndefault: {memory: 512Mi}\ndefaultRequest: {memory: 256Mi}\nmaxLimitRequestRatio: {memory: 2}",
		) + deployment(LIMITED),
	"another namespace":
		range("max: {memory: 256Mi}").replace("name: range", "name: range\n  namespace: other") + deployment(LIMITED),
	"a pod by the sum of its containers":
		range("max: {memory: 768Mi}").replace("type: Container", "type: Pod") +
		deployment(LIMITED, LIMITED.replace("name: app", "name: b")).replace("name: web\n", "name: «web»\n"),
	"a pod that fits":
		range("max: {memory: 1Gi}").replace("type: Container", "type: Pod") +
		deployment(LIMITED, LIMITED.replace("name: app", "name: b")),
	"of claims": object(
		"v1",
		"LimitRange",
		"limits: [{type: PersistentVolumeClaim, min: {storage: 2Gi}, max: {storage: 1Gi}}]",
	),
	"a pod by its largest init container":
		range("max: {memory: 768Mi}").replace("type: Container", "type: Pod") +
		workload(
			"apps/v1",
			"Deployment",
			LIMITED,
			"initContainers: [{name: i, image: a, resources: {limits: {memory: 1Gi}}}]",
		).replace("name: web\n", "name: «web»\n"),
	"a pod by an init container and the sidecar that starts before it":
		range("max: {memory: 1Gi}").replace("type: Container", "type: Pod") +
		besideSidecar("limits", "768Mi", "512Mi").replace("name: web\n", "name: «web»\n"),
	"a sidecar that starts after the init container":
		range("max: {memory: 1Gi}").replace("type: Container", "type: Pod") +
		besideSidecar("limits", "768Mi", "512Mi", "last"),
	"init containers run one after another":
		range("max: {memory: 768Mi}").replace("type: Container", "type: Pod") +
		workload(
			"apps/v1",
			"Deployment",
			LIMITED,
			"initContainers: [{name: i, image: a, resources: {limits: {memory: 512Mi}}}]",
		),
	"a pod of another namespace":
		range("max: {memory: 256Mi}")
			.replace("type: Container", "type: Pod")
			.replace("name: range", "name: range\n  namespace: other") + deployment(LIMITED),
	"a pod by the limits there are":
		range("max: {memory: 256Mi}").replace("type: Container", "type: Pod") +
		deployment(LIMITED, "name: b\nimage: b").replace("name: web\n", "name: «web»\n"),
	"a pod's own limit, whatever its containers have":
		range("max: {memory: 768Mi}").replace("type: Container", "type: Pod") +
		workload(
			"apps/v1",
			"Deployment",
			`${LIMITED}\n---8<---\n${LIMITED.replace("app", "b")}`,
			"resources: {limits: {memory: 768Mi}}",
		),
	"a pod's own limit above it":
		range("max: {memory: 768Mi}").replace("type: Container", "type: Pod") +
		workload("apps/v1", "Deployment", LIMITED, "resources: {limits: {memory: 1Gi}}").replace(
			"name: web\n",
			"name: «web»\n",
		),
	"a pod without a limit somewhere":
		podRange("max: {memory: 256Mi}") + deployment(LIMITED, "name: b\nimage: b").replace("name: web\n", "name: «web»\n"),
	"a pod without any limit":
		podRange("max: {memory: 256Mi}") + deployment("name: b\nimage: b").replace("name: web\n", "name: «web»\n"),
	"a pod whose containers have one by default":
		podRange("max: {memory: 256Mi}") +
		object("v1", "LimitRange", "limits: [{type: Container, default: {memory: 128Mi}}]", "defaults") +
		deployment("name: b\nimage: b"),
	"a pod without any request":
		podRange("min: {memory: 64Mi}") + deployment("name: b\nimage: b").replace("name: web\n", "name: «web»\n"),
	"a pod that asks for too little":
		podRange("min: {memory: 384Mi}") + deployment(LIMITED).replace("name: web\n", "name: «web»\n"),
	"a pod's ratio":
		podRange('maxLimitRequestRatio: {memory: "1.5"}') + deployment(LIMITED).replace("name: web\n", "name: «web»\n"),
	"a pod's own resources count":
		podRange("min: {memory: 256Mi}\nmax: {memory: 512Mi}") +
		workload("apps/v1", "Deployment", LIMITED, "resources: {limits: {memory: 512Mi}}").replace(
			"containers:\n",
			`containers:\n${indent(LIMITED.replace("name: app", "name: b"), 10).replace(/^ {10}/, "        - ")}\n`,
		),
	"a pod's own resources, too many":
		podRange("max: {memory: 512Mi}") +
		workload("apps/v1", "Deployment", LIMITED, "resources: {limits: {memory: 1Gi}}").replace(
			"name: web\n",
			"name: «web»\n",
		),
	"what somebody's patch adds": range("max: {memory: 256Mi}") + deployment(LIMITED.replace("image: a", "x: y")),
	"and of its pod":
		range("max: {memory: 256Mi}").replace("type: Container", "type: Pod") +
		deployment(LIMITED.replace("image: a", "x: y")),
	"a limit below the least":
		range("min: {memory: 1Gi}") + deployment(LIMITED.replace("512Mi", "«512Mi»").replace("256Mi", "«256Mi»")),
	"a request above the largest limit there may be":
		range("max: {memory: 128Mi}") + deployment("name: app\nimage: a\nresources: {requests: {memory: «256Mi»}}"),
	"the ratio of a limit by default":
		range('default: {memory: 1Gi}\nmaxLimitRequestRatio: {memory: "2"}') +
		deployment("name: app\nimage: a\nresources: {requests: {memory: «256Mi»}}"),
	"a ratio without a request": range('maxLimitRequestRatio: {memory: "1.5"}') + deployment("name: «app»\nimage: a"),
	"a ratio of what is given by default":
		range('default: {memory: 256Mi}\nmaxLimitRequestRatio: {memory: "1.5"}') + deployment("name: app\nimage: a"),
	"a ratio of what another LimitRange gives":
		range('maxLimitRequestRatio: {memory: "2"}') +
		range("default: {memory: 512Mi}\ndefaultRequest: {memory: 256Mi}").replace("name: range", "name: defaults") +
		deployment("name: app\nimage: a"),
	"a ratio too wide by what two others give":
		range('maxLimitRequestRatio: {memory: "2"}') +
		range("defaultRequest: {memory: «128Mi»}").replace("name: range", "name: requests") +
		range("default: {memory: 512Mi}").replace("name: range", "name: limits") +
		deployment("name: app\nimage: a"),
	"a pod by what two LimitRanges give":
		podRange('max: {memory: 512Mi}\nmin: {memory: 64Mi}\nmaxLimitRequestRatio: {memory: "4"}') +
		range("defaultRequest: {memory: 128Mi}").replace("name: range", "name: requests") +
		range("default: {memory: 512Mi}").replace("name: range", "name: limits") +
		deployment("name: app\nimage: a"),
	"a pod by defaults that are filled in later":
		podRange("max: {memory: 512Mi}") +
		range(`default: {memory: "\${MEMORY}"}`).replace("name: range", "name: defaults") +
		deployment("name: app\nimage: a"),
	"a request of nothing":
		range('maxLimitRequestRatio: {memory: "1.5"}') +
		deployment(LIMITED.replace("256Mi", '"0"').replace("name: app", "name: «app»")),
});
toldTable("lint/limitrange-unsatisfiable", {
	"the bound and what breaks it": [
		range("max: {memory: 256Mi}") + deployment(LIMITED),
		{
			severity: "error",
			params: { limitRange: "range", conflict: "limit-above-max", value: 2 ** 29, bound: 2 ** 28 },
			evidence: [{ what: "setting", value: String(2 ** 28) }],
		},
	],
	"a ratio": [
		range('maxLimitRequestRatio: {memory: "1.5"}') + deployment(LIMITED),
		{ params: { conflict: "ratio", value: 2, bound: 1.5 }, evidence: [{ what: "setting", value: "1.5" }] },
	],
});

/** An init container, and a sidecar that starts before it or after it, beside a container of 256Mi and at most 512Mi. */
function besideSidecar(what: "limits" | "requests", init: string, sidecar: string, order: "first" | "last" = "first") {
	const of = (name: string, memory: string, more = "") =>
		`{name: ${name}, image: a, resources: {${what}: {memory: ${memory}}}${more}}`;
	const both = [of("s", sidecar, ", restartPolicy: Always"), of("i", init)];
	const all = order === "first" ? both : both.toReversed();
	return workload("apps/v1", "Deployment", LIMITED, `initContainers: [${all.join(", ")}]`);
}
const quota = (hard: string, more = "") => object("v1", "ResourceQuota", `hard: {${hard}}\n${more}`, "quota");
const replicas = (n: number, text: string) => text.replace("spec:\n  template", `spec:\n  replicas: ${n}\n  template`);
ruleTable("lint/quota-unsatisfiable", {
	"no limit where limits are counted":
		quota("limits.memory: 8Gi") + deployment("name: app\nimage: a\n«resources»: {requests: {memory: 1Gi}}"),
	"no request where requests are counted": quota("requests.memory: 8Gi") + deployment("name: «app»\nimage: a"),
	"one pod alone": quota("requests.memory: 128Mi") + deployment(LIMITED).replace("name: web\n", "name: «web»\n"),
	"all replicas": quota("requests.memory: «512Mi»") + replicas(3, deployment(LIMITED)),
	"two workloads":
		quota("limits.memory: «600Mi»") +
		deployment(LIMITED) +
		"---\n" +
		workload("apps/v1", "StatefulSet", LIMITED, "", "db"),
	"the plain name counts requests":
		quota("memory: 128Mi") + deployment(LIMITED).replace("name: web\n", "name: «web»\n"),
	"it fits": quota("requests.memory: 512Mi, limits.memory: 1Gi") + replicas(2, deployment(LIMITED)),
	"a limit is a request":
		quota("requests.memory: 8Gi") + deployment("name: app\nimage: a\nresources: {limits: {memory: 1Gi}}"),
	"one pod by its largest init container":
		quota("requests.memory: 512Mi") +
		workload(
			"apps/v1",
			"Deployment",
			LIMITED,
			"initContainers: [{name: i, image: a, resources: {limits: {memory: 1Gi}}}, {name: j, image: a, resources: {requests: {memory: 64Mi}}}]",
		).replace("name: web\n", "name: «web»\n"),
	"one pod by an init container and the sidecar that starts before it":
		quota("requests.memory: 1Gi") + besideSidecar("requests", "768Mi", "512Mi").replace("name: web\n", "name: «web»\n"),
	"a sidecar that starts after the init container":
		quota("requests.memory: 1Gi") + besideSidecar("requests", "768Mi", "512Mi", "last"),
	"init containers and the others take turns":
		quota("requests.memory: 512Mi") +
		workload(
			"apps/v1",
			"Deployment",
			LIMITED,
			"initContainers: [{name: i, image: a, resources: {requests: {memory: 512Mi}}}, {name: j, image: a, resources: {requests: {memory: 512Mi}}}]",
		),
	"what a pod asks for itself stands for its containers":
		quota("requests.memory: 1Gi, limits.memory: 2Gi") +
		workload(
			"apps/v1",
			"Deployment",
			"name: app\nimage: a\nresources: {requests: {memory: 8Gi}}",
			"resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}",
		),
	"of two variants the smaller counts": `${quota("requests.memory: 512Mi")}${replicas(3, deployment(LIMITED))}---\n${replicas(2, deployment(LIMITED))}`,
	"jobs and the pods of each node are no sum": `${quota("requests.memory: 256Mi")}${deployment(LIMITED)}---\n${workload("batch/v1", "Job", LIMITED)}---\n${workload("apps/v1", "DaemonSet", LIMITED)}`,
	"what somebody's patch adds": quota("limits.memory: 1Mi") + deployment(LIMITED, "name: b"),
	"a LimitRange gives what is missing":
		quota("limits.memory: 8Gi") + range("default: {memory: 1Gi}") + deployment("name: app\nimage: a"),
	"a LimitRange gives it, filled in later":
		quota("limits.memory: 8Gi") + range(`default: {memory: "\${MEMORY}"}`) + deployment("name: app\nimage: a"),
	"the pod's own limit is a request of all of it":
		quota("requests.memory: 8Gi") +
		workload("apps/v1", "Deployment", "name: app\nimage: a", "resources: {limits: {memory: 1Gi}}"),
	"a pod's own request stands for its containers' limits":
		quota("limits.memory: 8Gi") +
		workload("apps/v1", "Deployment", "name: app\nimage: a", "resources: {requests: {memory: 1Gi}}"),
	"a LimitRange's maximum is the request before its minimum is":
		quota("requests.memory: 512Mi") +
		range("min: {memory: 64Mi}\nmax: {memory: 1Gi}") +
		deployment("name: app\nimage: a").replace("name: web\n", "name: «web»\n"),
	"its minimum, where it is alone":
		quota("requests.memory: 512Mi") + range("min: {memory: 64Mi}") + deployment("name: app\nimage: a"),
	"one pod by its own limit alone":
		quota("requests.memory: 128Mi") +
		workload("apps/v1", "Deployment", "name: app\nimage: a", "resources: {limits: {memory: 1Gi}}").replace(
			"name: web\n",
			"name: «web»\n",
		),
	"with scopes": quota("limits.memory: 1Mi", "scopes: [BestEffort]") + deployment(LIMITED),
	"another namespace":
		quota("limits.memory: 1Mi").replace("name: quota", "name: quota\n  namespace: other") + deployment(LIMITED),
});

const pdb = (spec: string) =>
	object("policy/v1", "PodDisruptionBudget", `${spec}\nselector: {matchLabels: {app: web}}`, "pdb");
ruleTable("lint/pdb-blocks", {
	"none may be unavailable": pdb("maxUnavailable: «0»"),
	"none, as a share": pdb("maxUnavailable: «0%»"),
	"all must be available": pdb("minAvailable: «100%»"),
	"as many as there are": pdb("minAvailable: «2»") + replicas(2, deployment(LIMITED)),
	"a single replica": pdb("minAvailable: «1»") + deployment(LIMITED),
	"a share that rounds up to all": pdb("minAvailable: «60%»") + replicas(2, deployment(LIMITED)),
	"what the autoscaler may go down to": `${pdb("minAvailable: «2»") + replicas(5, deployment(LIMITED))}---\n${hpa(MEMORY.replace("memory", "cpu"))}`,
	"one may go": pdb("maxUnavailable: 1") + deployment(LIMITED),
	"one of three": pdb("minAvailable: 2") + replicas(3, deployment(LIMITED)),
	"half of four": pdb("minAvailable: 50%") + replicas(4, deployment(LIMITED)),
	"pods that are not here": pdb("minAvailable: 2"),
	"other pods": pdb("minAvailable: 1").replace("app: web", "app: other") + deployment(LIMITED),
	"no replica at all": pdb("minAvailable: 1") + replicas(0, deployment(LIMITED)),
	"by more labels than they have":
		pdb("minAvailable: 1").replace("{app: web}", "{app: web, tier: front}") + deployment(LIMITED),
	"by no label": pdb("minAvailable: 1").replace("{app: web}", "{}") + deployment(LIMITED),
	"of a kind that runs on each node": pdb("minAvailable: 1") + workload("apps/v1", "DaemonSet", LIMITED),
});
toldTable("lint/pdb-blocks", {
	"the setting, and whose it is": [
		pdb("minAvailable: 60%") + replicas(2, deployment(LIMITED)),
		{ severity: "warning", params: { setting: "minAvailable: 60%", replicas: 2, target: "Deployment/web" } },
	],
	"nobody's": [pdb("maxUnavailable: 0"), { params: { setting: "maxUnavailable: 0", replicas: null, target: null } }],
});

const database = (more = "") =>
	workload("apps/v1", "StatefulSet", `${LIMITED.replace("image: a", "image: mysql:8")}${more}`, "", "db");
const NAMED = (text: string) => text.replace("name: db\n", "name: «db»\n");
ruleTable("lint/pdb-missing", {
	"three replicas": NAMED(replicas(3, database())),
	"a budget for others": `${NAMED(replicas(3, database()))}---\n${pdb("maxUnavailable: 1")}`,
	"a budget of another namespace": `${NAMED(replicas(3, database()))}---\n${pdb("maxUnavailable: 1").replace("app: web", "app: db").replace("name: pdb", "name: pdb\n  namespace: other")}`,
	"a budget for it": `${replicas(3, database())}---\n${pdb("maxUnavailable: 1").replace("app: web", "app: db")}`,
	"a budget by expressions": `${replicas(3, database())}---\n${pdb("maxUnavailable: 1").replace("matchLabels: {app: web}", "matchExpressions: [{key: app, operator: Exists}]")}`,
	"a single replica": database(),
	"what is no database": replicas(3, workload("apps/v1", "StatefulSet", LIMITED, "", "db")),
	"two replicas": NAMED(replicas(2, database())),
	"a budget for some of it by another label": `${NAMED(replicas(3, database()))}---\n${pdb("maxUnavailable: 1").replace("{app: web}", "{app: db, tier: x}")}`,
	"a Deployment's": replicas(3, database()).replace("StatefulSet", "Deployment"),
	"an operator's": replicas(3, database()).replace("apps/v1", "apps.kruise.io/v1"),
	"a database to start with": replicas(
		3,
		workload("apps/v1", "StatefulSet", LIMITED, "initContainers: [{name: i, image: mysql:8}]", "db"),
	),
});

const init = (memory: string, extra = "") =>
	workload(
		"apps/v1",
		"Deployment",
		LIMITED,
		`initContainers: [{name: i, image: b, resources: {requests: {memory: ${memory}}}${extra}}]`,
	);
ruleTable("lint/init-request-dominates", {
	"four times as much": init("«1Gi»"),
	"twice as much": init("512Mi"),
	"a little more than that": init("«513Mi»"),
	"by its limit": init("«1Gi»").replace("b, resources: {requests:", "b, resources: {limits:"),
	"the others have limits alone": init("«2Gi»").replace("requests: {memory: 256Mi}, limits:", "limits:"),
	"a pod with a request of its own": init("1Gi").replace(
		"initContainers:",
		"resources: {requests: {memory: 1Gi}}\n      initContainers:",
	),
	"or a limit": init("1Gi").replace("initContainers:", "resources: {limits: {memory: 1Gi}}\n      initContainers:"),
	"one of the others says nothing": workload(
		"apps/v1",
		"Deployment",
		`${LIMITED}\n---8<---\nname: b\nimage: b`,
		"initContainers: [{name: i, image: b, resources: {requests: {memory: 1Gi}}}]",
	),
	"a sidecar runs along": init("1Gi", ", restartPolicy: Always"),
	"with the sidecar that starts before it": besideSidecar("requests", "«769Mi»", "256Mi"),
	"or after it": besideSidecar("requests", "769Mi", "256Mi", "last"),
	"the others say nothing": init("1Gi").replace(
		"resources: {requests: {memory: 256Mi}, limits: {memory: 512Mi}}",
		"x: y",
	),
	"a job": init("1Gi").replace("apps/v1", "batch/v1").replace("Deployment", "Job"),
});

const probe = (spec: string) => deployment(`${LIMITED}\nlivenessProbe: ${spec}`);
ruleTable("lint/probe-kills", {
	"one miss": probe("{httpGet: {path: /, port: 80}, failureThreshold: 1}").replace("livenessProbe", "«livenessProbe»"),
	"a runtime for each question": probe("{exec: {command: [node, health.js]}}").replace(
		"livenessProbe",
		"«livenessProbe»",
	),
	"through a shell": probe('{exec: {command: [sh, -c, "exec /usr/bin/python3 check.py"]}}').replace(
		"livenessProbe",
		"«livenessProbe»",
	),
	"one miss, but patient": probe("{httpGet: {path: /, port: 80}, failureThreshold: 1, timeoutSeconds: 10}"),
	"the defaults over HTTP": probe("{httpGet: {path: /, port: 80}}"),
	"a small program": probe("{exec: {command: [cat, /tmp/healthy]}}"),
	"a runtime with time": probe("{exec: {command: [rabbitmq-diagnostics, ping], }, timeoutSeconds: 20}"),
	"a redis-cli": probe('{exec: {command: [sh, -c, "redis-cli ping"]}}'),
	"no probe": deployment(LIMITED),
	"of readiness": deployment(`${LIMITED}\nreadinessProbe: {exec: {command: [node, x]}}`),
});
toldTable("lint/probe-kills", {
	"one miss": [
		probe("{httpGet: {path: /, port: 80}, failureThreshold: 1}"),
		{ confidence: 0.8, params: { reason: "one-miss", timeoutSeconds: 1, failureThreshold: 1, program: null } },
	],
	"a runtime that is given two seconds": [
		probe("{exec: {command: [node, x]}, timeoutSeconds: 2}"),
		{ params: { reason: "heavy-exec", timeoutSeconds: 2, failureThreshold: 3, program: "node" } },
	],
	"three are enough": [probe("{exec: {command: [node, x]}, timeoutSeconds: 3}")],
});
