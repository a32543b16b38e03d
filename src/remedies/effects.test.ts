import { expect, test } from "vitest";
import type { FieldEdit } from "../model/fix.ts";
import { effectsOf } from "./effects.ts";

const MI = 1 << 20;
const TEMPLATE = ["spec", "template", "spec", "containers", { name: "app" }, "resources"] satisfies FieldEdit["path"];
const limit: FieldEdit = { path: [...TEMPLATE, "limits", "memory"], before: "96Mi", after: "196Mi" };
const request: FieldEdit = { path: [...TEMPLATE, "requests", "memory"], before: "64Mi", after: "128Mi" };
const app = (resources: object) => ({ template: { spec: { containers: [{ name: "app", resources }] } } });
const ofPod: FieldEdit = {
	path: ["spec", "template", "spec", "resources", "limits", "memory"],
	before: "128Mi",
	after: "228Mi",
};
const within = ({ template }: ReturnType<typeof app>) => ({
	template: { spec: { ...template.spec, resources: { limits: { memory: "128Mi" } } } },
});
const both = app({ limits: { memory: "96Mi" }, requests: { memory: "64Mi" } });
const alone = app({ limits: { memory: "96Mi" } });
const effects = (kind: string, object: object, edits: FieldEdit[], subresource = "") =>
	effectsOf({ kind, namespace: "web", name: "web" }, object as never, subresource, edits);

test.each<[string, string, object, FieldEdit[], object[]]>([
	["a roll-out", "Deployment", { spec: { replicas: 3, ...both } }, [limit], [{ kind: "rolls-out", pods: 3 }]],
	[
		"all at once",
		"Deployment",
		{ spec: { ...both, strategy: { type: "Recreate" } } },
		[limit],
		[{ kind: "recreates", pods: 1 }],
	],
	["paused", "Deployment", { spec: { paused: true, ...both } }, [limit], [{ kind: "paused", pods: 1 }]],
	[
		"by hand",
		"StatefulSet",
		{ spec: { replicas: 2, updateStrategy: { type: "OnDelete" }, ...both } },
		[limit],
		[{ kind: "on-delete", pods: 2 }],
	],
	[
		"a request of every pod",
		"DaemonSet",
		{ spec: both, status: { desiredNumberScheduled: 5 } },
		[request, limit],
		[
			{ kind: "rolls-out", pods: 5 },
			{ kind: "reserves", bytes: 5 * 64 * MI },
		],
	],
	[
		"a limit that is the request too",
		"Deployment",
		{ spec: { replicas: 2, ...alone } },
		[limit],
		[
			{ kind: "rolls-out", pods: 2 },
			{ kind: "reserves", bytes: 200 * MI },
		],
	],
	[
		"a pod's limit that goes along, once",
		"Deployment",
		{ spec: within(alone) },
		[ofPod, limit],
		[
			{ kind: "rolls-out", pods: 1 },
			{ kind: "reserves", bytes: 100 * MI },
		],
	],
	[
		"a pod's limit over requests of its containers",
		"Deployment",
		{ spec: within(both) },
		[ofPod, limit],
		[{ kind: "rolls-out", pods: 1 }],
	],
	["a bare ReplicaSet", "ReplicaSet", { spec: both }, [limit], [{ kind: "new-pods-only" }]],
	[
		"a CronJob",
		"CronJob",
		{ spec: { jobTemplate: { spec: {} } } },
		[limit],
		[{ kind: "next-job" }, { kind: "reserves", bytes: 100 * MI }],
	],
	["a config map", "ConfigMap", {}, [{ path: ["data", "a"], before: "1", after: "2" }], [{ kind: "config-map" }]],
	[
		"what kubectl applied",
		"Deployment",
		{ metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } }, spec: both },
		[limit],
		[{ kind: "rolls-out", pods: 1 }, { kind: "applied-from-manifest" }],
	],
])("%s", (_, kind, object, edits, wanted) => {
	expect(effects(kind, object, edits)).toEqual(wanted);
});

test.each([
	["goes on", [], false],
	["restarts for its CPU alone", [{ resourceName: "cpu", restartPolicy: "RestartContainer" }], false],
	["restarts", [{ resourceName: "memory", restartPolicy: "RestartContainer" }], true],
])("a resized container %s", (_, resizePolicy, restarts) => {
	const edit: FieldEdit = { ...limit, path: ["spec", "containers", { name: "app" }, "resources", "limits", "memory"] };
	const resources = { requests: { memory: "64Mi" }, limits: { memory: "96Mi" } };
	const object = { spec: { containers: [{ name: "app", resizePolicy, resources }] } };
	expect(effects("Pod", object, [edit], "resize")).toEqual([{ kind: "resized", restarts }]);
});
