import { expect, test } from "vitest";
import { deployment, lintText, ruleTable, toldTable, workload } from "../../survey/lint.fixture.ts";

const LIMIT_RANGE = (spec: string) => `---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults}
spec: {limits: [{type: Container, ${spec}}]}
`;

ruleTable("lint/no-memory-limit", {
	"no resources: the container's name": deployment("name: «app»\nimage: a"),
	"a quoted name": deployment('image: a\nname: «"app"»'),
	"empty resources: the key": deployment("name: app\nimage: a\n«resources»: {}"),
	"only cpu limited: the key limits": deployment("name: app\nimage: a\nresources:\n  «limits»: {cpu: 1}"),
	"only a request": deployment("name: app\nimage: a\nresources: {requests: {memory: 1Gi}}").replace(
		"resources:",
		"«resources»:",
	),
	"null is absent": deployment("name: app\nimage: a\nresources:\n  «limits»:\n    memory:"),
	"nought is none: the kubelet sets none": deployment("name: app\nimage: a\nresources:\n  limits: {memory: «0»}"),
	"nought with a unit": deployment("name: app\nimage: a\nresources:\n  limits: {memory: «0Mi»}"),
	"each container by itself": deployment(
		"name: «a»\nimage: a",
		"name: b\nimage: b\nresources: {limits: {memory: 1Gi}}",
		"name: «c»\nimage: c",
	),
	"an init container and a sidecar": workload(
		"apps/v1",
		"StatefulSet",
		"name: app\nimage: a\nresources: {limits: {memory: 1Gi}}",
		"initContainers:\n- {name: «wait», image: b}\n- {name: «mesh», image: c, restartPolicy: Always}",
	),
	"a bare pod": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: «app»\n    image: a\n",
	"a CronJob":
		"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - {image: a, name: «job»}\n",
	"a custom resource, by its shape":
		"apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  parts:\n  - podTemplate:\n      spec:\n        containers:\n        - {name: «app», image: a}\n",
	"a List":
		"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec: {containers: [{name: «app», image: a}]}\n",
	json: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},\n\t"spec":{"containers":[{"name":«"app"»,"image":"a"}]}}',
	"a LimitRange of another namespace does not count":
		deployment("name: «app»\nimage: a") +
		LIMIT_RANGE("default: {memory: 1Gi}").replace("{name: defaults}", "{name: defaults, namespace: other}"),
	limited: deployment("name: app\nimage: a\nresources: {limits: {memory: 1Gi}}"),
	"a LimitRange gives one": deployment("name: app\nimage: a") + LIMIT_RANGE("default: {memory: 1Gi}"),
	"a LimitRange gives one that is filled in later":
		deployment("name: app\nimage: a") + LIMIT_RANGE(`default: {memory: "\${MEMORY}"}`),
	"a LimitRange's maximum is a default": deployment("name: app\nimage: a") + LIMIT_RANGE("max: {memory: 1Gi}"),
	"the pod as a whole has one": workload(
		"apps/v1",
		"Deployment",
		"name: app\nimage: a",
		"resources: {limits: {memory: 1Gi}}",
	),
	"a patch, which has no image": deployment("name: app\nenv: [{name: A, value: b}]"),
	"a definition's schema is no pod":
		"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {containers: [{name: a, image: b}]}\n",
	"what is no object": "containers:\n- {name: a, image: b}\n",
	"an anchored block": deployment(
		"name: app\nimage: a\nresources: &r {limits: {memory: 1Gi}}",
		"name: b\nimage: b\nresources: *r",
	),
	"a merge key": deployment(
		"name: app\nimage: a\nresources: &r {limits: {memory: 1Gi}}",
		"name: b\nimage: b\nresources:\n  <<: *r\n  requests: {cpu: 1}",
	),
});

ruleTable("lint/no-memory-request", {
	"nothing at all": deployment("name: «app»\nimage: a"),
	"only cpu": deployment("name: app\nimage: a\nresources: {«requests»: {cpu: 1}}"),
	"nought is none, whatever the limit is": deployment(
		"name: app\nimage: a\nresources: {requests: {memory: «0»}, limits: {memory: 1Gi}}",
	),
	"a limit of nought is a request of nought": deployment("name: app\nimage: a\n«resources»:\n  limits: {memory: 0}"),
	"a limit is a request": deployment("name: app\nimage: a\nresources: {limits: {memory: 1Gi}}"),
	requested: deployment("name: app\nimage: a\nresources: {requests: {memory: 1Gi}}"),
	"a LimitRange gives one": deployment("name: app\nimage: a") + LIMIT_RANGE("defaultRequest: {memory: 1Gi}"),
	"the pod as a whole has one": workload(
		"apps/v1",
		"Deployment",
		"name: app\nimage: a",
		"resources: {requests: {memory: 1Gi}}",
	),
});

ruleTable("lint/best-effort", {
	"nothing in any container": deployment("name: app\nimage: a", "name: b\nimage: b").replace(
		"name: web\n",
		"name: «web»\n",
	),
	"a request of cpu is enough": deployment("name: app\nimage: a\nresources: {requests: {cpu: 1}}"),
	"one container is enough": deployment("name: app\nimage: a", "name: b\nimage: b\nresources: {limits: {memory: 1Gi}}"),
	"empty resources are none": deployment("name: app\nimage: a\nresources: {limits: {}, requests: {}}").replace(
		"name: web\n",
		"name: «web»\n",
	),
	"a LimitRange gives something": deployment("name: app\nimage: a") + LIMIT_RANGE("default: {memory: 1Gi}"),
	"an operator may add to its own kind":
		"apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {containers: [{name: app, image: a}]}\n",
});

test("init containers are a hint, custom resources less sure", () => {
	const init = lintText(
		workload("apps/v1", "Deployment", "name: app\nimage: a", "initContainers: [{name: i, image: b}]"),
	);
	expect(init.find(({ subject, rule }) => rule === "lint/no-memory-limit" && subject.container === "i")?.severity).toBe(
		"info",
	);
	const custom = lintText(
		"apiVersion: e.com/v1\nkind: T\nmetadata: {name: t}\nspec: {containers: [{name: a, image: b}]}\n",
	);
	expect(custom[0]?.confidence).toBe(0.7);
	expect(custom[0]?.subject).toMatchObject({ kind: "T", name: "t", container: "a", file: "test.yaml", line: 4 });
});

const OTHERS =
	"apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {podTemplate: {spec: {containers: [{name: app, image: a}]}}}\n";
const STARTING = workload(
	"apps/v1",
	"StatefulSet",
	"name: app\nimage: a\nresources: {limits: {memory: 1Gi}}",
	"initContainers: [{name: wait, image: b}]",
);
for (const rule of ["lint/no-memory-limit", "lint/no-memory-request"] as const) {
	toldTable(rule, {
		"what serves": [
			deployment("name: app\nimage: a"),
			{ severity: "warning", confidence: 1, params: { role: "main" } },
		],
		"what starts and ends": [STARTING, { severity: "info", params: { role: "init" } }],
		"what an operator may complete": [
			OTHERS,
			{ severity: "warning", confidence: expect.toSatisfy((sure: number) => sure < 1) },
		],
	});
}
