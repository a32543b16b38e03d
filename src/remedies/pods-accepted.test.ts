import { afterAll, beforeAll, expect, test } from "vitest";
import type { FieldEdit, PlannedChange } from "../model/fix.ts";
import { clientTo } from "../sources/kubernetes/testing/client.ts";
import { sendJson, sendStatus, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { podsAccepted } from "./pods-accepted.ts";

let server: TestServer;
let refusal: [status: number, message: string] | null;
let quota: object[];
beforeAll(async () => {
	server = await startServer((request, response) => {
		if (request.method === "GET") sendJson(response, { kind: "ResourceQuotaList", items: quota, metadata: {} });
		else if (refusal === null) sendJson(response, { kind: "Pod" }, 201);
		else sendStatus(response, ...refusal);
	});
});
afterAll(async () => await server.stop());

const edit = (before: string | null, after: string): FieldEdit => ({
	path: ["spec", "template", "spec", "containers", { name: "app" }, "resources", "limits", "memory"],
	before,
	after,
});
const ask = async (kind: string, spec: object, edits: FieldEdit[] = [edit("96Mi", "196Mi")]) => {
	const target = { kind, namespace: "web", name: "web" };
	const after = { spec: { template: { spec: { containers: [] } }, ...spec } };
	return await podsAccepted(await clientTo(server.url), { target, edits } as unknown as PlannedChange, {
		before: {},
		after,
	});
};
const limits = (hard: string, used: string) => [
	{ metadata: { name: "q" }, spec: { hard: { "limits.memory": hard } }, status: { used: { "limits.memory": used } } },
];
const JOBS = { template: undefined, jobTemplate: { spec: { template: { spec: { containers: [] } } } } };
const ROOM_FOR_ONE = limits("295Mi", "192Mi");
const EXCEEDED: [number, string] = [403, 'pods "web-x" is forbidden: exceeded quota: q'];
const rolling = (replicas: number, maxUnavailable: number | string) => ({
	replicas,
	strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable } },
});

test.each<[string, [number, string] | null, string, object, string | null]>([
	["taken, and the rest of the roll-out not", null, "Deployment", {}, "pods-refused"],
	["taken", null, "Deployment", { replicas: 0 }, null],
	[
		"a LimitRange",
		[403, "maximum memory usage per Container is 128Mi, but limit is 196Mi"],
		"StatefulSet",
		{},
		"pods-refused",
	],
	["a CronJob's, by its Jobs' template", [422, "Pod is invalid"], "CronJob", JOBS, "pods-refused"],
	["not valid", [422, "Pod is invalid"], "Deployment", {}, "pods-refused"],
	["no right", [403, 'User "jane" cannot create resource "pods"'], "Deployment", {}, "pods-unchecked"],
	[
		"a webhook without dry run",
		[400, "admission webhook x does not support dry run"],
		"Deployment",
		{},
		"pods-unchecked",
	],
	["a webhook that is down", [500, "failed calling webhook"], "Deployment", {}, "pods-unchecked"],
	// The old pod stays until the new one runs.
	["one replica, rolling", EXCEEDED, "Deployment", rolling(1, "25%"), "pods-refused"],
	["eight replicas, none may be missing", EXCEEDED, "Deployment", rolling(8, 0), "pods-refused"],
	["a StatefulSet beyond the quota", EXCEEDED, "StatefulSet", {}, "pods-refused"],
])("%s", async (_, refused, kind, spec, wanted) => {
	refusal = refused;
	quota = limits("150Mi", "96Mi");
	expect((await ask(kind, spec))?.kind ?? null).toBe(wanted);
});

/** The dry run says that the quota is exceeded; once the old pods have ended there is room. */
test.each<[string, string, object, string | null]>([
	["one replica, rolling", "Deployment", rolling(1, "25%"), "pods-refused"],
	["one replica by default, rolling", "Deployment", {}, "pods-refused"],
	["three replicas, a quarter may be missing, which is none", "Deployment", rolling(3, "25%"), "pods-refused"],
	["four replicas, a quarter may be missing", "Deployment", rolling(4, "25%"), null],
	["four replicas by the default, a quarter", "Deployment", { replicas: 4 }, null],
	["eight replicas, none may be missing", "Deployment", rolling(8, 0), "pods-refused"],
	["eight replicas, one may be missing", "Deployment", rolling(8, 1), null],
	["all of them first", "Deployment", { strategy: { type: "Recreate" } }, null],
	["a StatefulSet", "StatefulSet", {}, null],
	["a DaemonSet", "DaemonSet", {}, null],
	["a DaemonSet that surges", "DaemonSet", { updateStrategy: { rollingUpdate: { maxSurge: "10%" } } }, "pods-refused"],
	["a DaemonSet that does not surge", "DaemonSet", { updateStrategy: { rollingUpdate: { maxSurge: 0 } } }, null],
])("whether the old pod ends first: %s", async (_, kind, spec, wanted) => {
	refusal = EXCEEDED;
	quota = limits("10Gi", "96Mi");
	expect((await ask(kind, spec))?.kind ?? null).toBe(wanted);
});

test.each<[string, string, string | null]>([
	["as much as the pod's own limit grows", "296Mi", null],
	["and no more", "295Mi", "pods-refused"],
])("a pod with a limit of its own takes %s", async (_, hard, wanted) => {
	refusal = null;
	quota = limits(hard, "196Mi");
	const ofPod: FieldEdit = {
		path: ["spec", "template", "spec", "resources", "limits", "memory"],
		before: "196Mi",
		after: "296Mi",
	};
	const template = { spec: { resources: { limits: { memory: "296Mi" } }, containers: [] } };
	expect((await ask("Deployment", { replicas: 1, template }, [ofPod, edit("96Mi", "196Mi")]))?.kind ?? null).toBe(
		wanted,
	);
});

test.each<[string, object[], FieldEdit[], string | null]>([
	["there is room for the difference", limits("200Mi", "96Mi"), [edit("96Mi", "196Mi")], null],
	["for one pod, not for both", ROOM_FOR_ONE, [edit("96Mi", "196Mi")], "pods-refused"],
	["there is not", limits("195Mi", "96Mi"), [edit("96Mi", "196Mi")], "pods-refused"],
	["it needs less than before", limits("64Mi", "96Mi"), [edit("96Mi", "64Mi")], null],
	["what it has now is not in the template", limits("200Mi", "96Mi"), [edit(null, "196Mi")], "pods-unchecked"],
])("where the old pod ends first: %s", async (_, quotas, edits, wanted) => {
	refusal = EXCEEDED;
	quota = quotas;
	expect(
		(await ask("Deployment", { strategy: { type: "Recreate" }, replicas: quotas === ROOM_FOR_ONE ? 2 : 1 }, edits))
			?.kind ?? null,
	).toBe(wanted);
});

test("without a template there is nothing to ask", async () => {
	refusal = EXCEEDED;
	expect(await ask("ConfigMap", { template: undefined })).toBeNull();
});
