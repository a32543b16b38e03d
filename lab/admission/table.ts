/** Manifests that the API server accepts, for webhook and policies to judge; each has a container name of its own. */
const workload = (kind: string, spec: string, apiVersion = "apps/v1") => {
	const pod = `metadata: {labels: {app: x}}\n    spec:\n${indent(spec, 6)}`;
	const name = "metadata: {name: table}";
	if (kind === "Pod") return `apiVersion: v1\nkind: Pod\n${name}\nspec:\n${indent(spec, 2)}\n`;
	if (kind === "CronJob") {
		return `apiVersion: batch/v1\nkind: CronJob\n${name}\nspec:\n  schedule: "0 4 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n${indent(spec, 10)}\n`;
	}
	const service = kind === "StatefulSet" ? "serviceName: x\n  " : "";
	return `apiVersion: ${apiVersion}\nkind: ${kind}\n${name}\nspec:\n  ${service}selector: {matchLabels: {app: x}}\n  template:\n    ${pod}\n`;
};

const indent = (text: string, columns: number): string =>
	text
		.split("\n")
		.map((line) => " ".repeat(columns) + line)
		.join("\n");

const container = (resources: string, more = "") =>
	`containers:\n- {name: app, image: a, resources: ${resources}${more}}`;
const SOUND = "{requests: {memory: 64Mi}, limits: {memory: 128Mi}}";
const volume = (emptyDir: string) =>
	`${container(SOUND, ", volumeMounts: [{name: v, mountPath: /v}]")}\nvolumes:\n- {name: v, emptyDir: ${emptyDir}}`;
const pdb = (spec: string) =>
	`apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: table}\nspec: {${spec}, selector: {matchLabels: {app: x}}}\n`;

export const TABLE: Readonly<Record<string, string>> = {
	"nothing set": workload("Deployment", container("{}")),
	"only cpu": workload("DaemonSet", container("{requests: {cpu: 10m}}")),
	"only a limit": workload("StatefulSet", container("{limits: {memory: 128Mi}}")),
	"only a request": workload("Pod", container("{requests: {memory: 64Mi}}")),
	"a sidecar without": workload(
		"Deployment",
		`initContainers:\n- {name: side, image: b, restartPolicy: Always}\n${container(SOUND)}`,
	),
	milli: workload("Deployment", container("{limits: {memory: 512m}}")),
	bytes: workload("CronJob", container("{requests: {memory: 64}, limits: {memory: 64}}")),
	huge: workload("Deployment", container("{requests: {memory: 64Mi}, limits: {memory: 512Ti}}")),
	"a volume's milli": workload("Deployment", volume("{medium: Memory, sizeLimit: 64m}")),
	"a wide ratio": workload("Deployment", container("{requests: {memory: 64Mi}, limits: {memory: 4Gi}}")),
	"a ratio of eight": workload("Deployment", container("{requests: {memory: 128Mi}, limits: {memory: 1Gi}}")),
	"a volume in memory": workload("Deployment", volume("{medium: Memory}")),
	"a volume above the limit": workload("Deployment", volume("{medium: Memory, sizeLimit: 1Gi}")),
	"a volume that fits": workload("Deployment", volume("{medium: Memory, sizeLimit: 32Mi}")),
	"a volume on disk": workload("Deployment", volume("{}")),
	"restarts on a schedule": workload(
		"CronJob",
		container(SOUND, ', command: [sh, -c, "kubectl -n web rollout restart deploy/x"]'),
	),
	"another use of kubectl": workload("CronJob", container(SOUND, ", command: [kubectl, get, pods]")),
	"a budget of none": pdb("maxUnavailable: 0"),
	"a budget of all": pdb("minAvailable: 100%"),
	"a budget of one": pdb("maxUnavailable: 1"),
	"suppressed with a reason": workload("Deployment", container("{}")).replace(
		"{name: table}",
		'{name: table, annotations: {plimsoll.dev/ignore: "lint/best-effort: a test"}}',
	),
	"suppressed without a reason": workload("Deployment", container("{}")).replace(
		"{name: table}",
		'{name: table, annotations: {plimsoll.dev/ignore: "lint/best-effort"}}',
	),
	"all suppressed": workload("Deployment", container("{}")).replace(
		"{name: table}",
		'{name: table, annotations: {plimsoll.dev/ignore: "lint/x: y; *: a test"}}',
	),
	sound: workload("Deployment", container(SOUND)),
};
