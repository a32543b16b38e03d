import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JsonPatchOperation } from "../model/fix.ts";
import { kubeconfigFor } from "../sources/kubernetes/testing/options.ts";
import { sendJson, sendStatus, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import type { Context } from "./context.ts";
import { runMain } from "./testing/run.ts";

const POD = {
	metadata: {
		...{ name: "web-5d9c7-aaaaa", namespace: "web", uid: "p", labels: { "pod-template-hash": "5d9c7" } },
		ownerReferences: [{ kind: "ReplicaSet", name: "web-5d9c7", uid: "rs", controller: true }],
	},
	spec: {
		nodeName: "n1",
		containers: [{ name: "app", image: "x", resources: { limits: { memory: "96Mi" }, requests: { memory: "64Mi" } } }],
	},
	status: {
		phase: "Running",
		qosClass: "Burstable",
		containerStatuses: [
			{
				...{ name: "app", image: "x", imageID: "x", ready: false, restartCount: 3, containerID: "c://2" },
				state: { waiting: { reason: "CrashLoopBackOff" } },
				lastState: {
					terminated: {
						...{ reason: "OOMKilled", exitCode: 137, containerID: "c://1" },
						...{ startedAt: "2026-11-20T23:57:00Z", finishedAt: "2026-11-20T23:58:00Z" },
					},
				},
			},
		],
	},
};

interface Deployment {
	metadata: { resourceVersion: string; uid: string; labels?: object; annotations?: object; [field: string]: unknown };
	spec: { template: { spec: { containers: { name: string; resources: { limits: { memory: string } } }[] } } };
}
const deployment = (): Deployment => ({
	...{ apiVersion: "apps/v1", kind: "Deployment" },
	metadata: { name: "web", namespace: "web", uid: "d", resourceVersion: "7" },
	spec: {
		...{ replicas: 1, strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%" } } },
		template: {
			spec: {
				containers: [{ name: "app", resources: { limits: { memory: "96Mi" }, requests: { memory: "64Mi" } } } as never],
			},
		},
	},
});

/** The few doors that fix goes through, with one Deployment behind them. */
let server: TestServer;
let object: Deployment;
let on: Partial<Record<"patch" | "dryRun" | "pod" | "pods" | "get", (response: ServerResponse) => boolean>>;
let folder = "";
const written = () =>
	server.requests.filter(({ method }) => method !== "GET").map(({ method, url }) => `${method} ${url}`);
const limit = () => object.spec.template.spec.containers[0]?.resources.limits.memory;
const records = () => readdirSync(join(folder, "state/plimsoll/fixes"), { encoding: "utf8" });

beforeAll(async () => {
	server = await startServer((request, response, url) => {
		const { pathname, searchParams } = url;
		if (pathname === "/api/v1/namespaces/web/pods" && request.method === "POST") {
			if (on.pod?.(response) !== true) sendJson(response, POD, 201);
		} else if (pathname === "/api/v1/namespaces/web/pods") {
			if (on.pods?.(response) !== true) sendJson(response, { kind: "PodList", items: [POD] });
		} else if (pathname === "/apis/apps/v1/namespaces/web/deployments/web") {
			if (request.method === "GET") return void (on.get?.(response) === true || sendJson(response, object));
			const hook = searchParams.has("dryRun") ? on.dryRun : on.patch;
			if (hook?.(response) === true) return;
			let body = "";
			request.on("data", (chunk) => {
				body += chunk;
			});
			request.on("end", () => {
				const value = (JSON.parse(body) as JsonPatchOperation[]).at(-1)?.value as string;
				const changed = structuredClone(object);
				for (const one of changed.spec.template.spec.containers) one.resources.limits.memory = value;
				changed.metadata.resourceVersion = "8";
				if (!searchParams.has("dryRun")) object = changed;
				sendJson(response, changed);
			});
		} else if (/nodes\/|\/log/.test(pathname)) sendStatus(response, 403, "no");
		else sendJson(response, { kind: "List", items: [], metadata: {} });
	});
	// What a command loads when it runs takes no test's time.
	await Promise.all(["./fix.ts", "./fix-undo.ts", "../survey/scan.ts", "../words/en.ts"].map((path) => import(path)));
}, 120_000);
afterAll(async () => await server.stop());
beforeEach(() => {
	rmSync(folder, { recursive: true, force: true });
	folder = mkdtempSync(join(tmpdir(), "plimsoll-fix-"));
	writeFileSync(join(folder, "config"), kubeconfigFor(server.url));
	object = deployment();
	on = {};
	server.requests.length = 0;
	return () => rmSync(folder, { recursive: true, force: true });
});

const fix = (args: readonly string[], change: Partial<Context> = {}) =>
	runMain(["fix", "--kubeconfig", join(folder, "config"), ...args], {
		env: { LANG: "C", XDG_STATE_HOME: join(folder, "state") },
		...change,
	});
/** A person who types these lines. */
const typing = (...lines: string[]): Partial<Context> => {
	const out: string[] = [];
	const stdin = Object.assign(Readable.from(lines.map((line) => Buffer.from(`${line}\n`))), { isTTY: true as const });
	return { stdin, stdout: { isTTY: true, columns: 120, write: (text) => out.push(String(text)) } };
};

describe("nothing is changed", () => {
	test.each<[string, string[], number]>([
		["without a terminal and --yes", [], 1],
		["by --dry-run=client", ["--dry-run=client", "--yes"], 1],
		["by --dry-run", ["--dry-run"], 1],
		["by -o patch", ["-o", "patch"], 1],
		["by -o wide", ["-o", "wide"], 1],
		["where all is forgiven", ["--exit-zero"], 0],
		["by rules that found nothing", ["--rule", "death/probe", "--yes", "--risk", "high"], 0],
		["beyond the risk", ["--yes"], 1],
	])("%s", async (_, args, code) => {
		const answer = await fix(args);
		expect({ code: answer.code, err: answer.err }).toEqual({ code, err: "" });
		expect(written()).toEqual([]);
	});

	test("by --dry-run=server, which asks for the change and a pod of it", async () => {
		const { code, out } = await fix(["--dry-run=server"]);
		expect(code).toBe(1);
		expect(out).toContain("The API server would take it");
		expect(written()).toEqual([
			"PATCH /apis/apps/v1/namespaces/web/deployments/web?fieldManager=plimsoll&dryRun=All",
			"POST /api/v1/namespaces/web/pods?dryRun=All&fieldManager=plimsoll",
		]);
		expect(limit()).toBe("96Mi");
	});

	test.each([
		["an empty line", ""],
		["a no", "n"],
		["something else", "yeah"],
		["a q", "q"],
		["help, then no", "?\nn"],
	])("by %s", async (_, line) => {
		expect((await fix([], typing(line))).code).toBe(1);
		expect(limit()).toBe("96Mi");
	});
});

test.each<[string, string, number, RegExp]>([
	["nowhere", "deploy/nosuch", 3, /^plimsoll: There is no deploy\/nosuch in namespace web/],
	["there, by its workload", "deploy/web", 1, /^$/],
	["there, by its pod", "web-5d9c7-aaaaa", 1, /^$/],
])("a target that is %s", async (_, target, code, said) => {
	const told = await fix([target, "-n", "web"]);
	expect([told.code, said.test(told.err.trim())]).toEqual([code, true]);
	expect(written()).toEqual([]);
});

test("pods that may not be listed are no clean bill", async () => {
	on.pods = (response) => {
		sendStatus(response, 403, "no");
		return true;
	};
	const { code, out } = await fix(["-n", "web"]);
	expect(code).toBe(3);
	expect(out).toContain("Not seen:");
});

test("the plan says what, why, how risky, and what holds it", async () => {
	const { out } = await fix(["-o", "json"]);
	const { kind, items, byHand } = JSON.parse(out);
	expect({ kind, byHand }).toEqual({ kind: "Fixes", byHand: [] });
	expect(items).toMatchObject([
		{
			...{ number: 1, rule: "death/container-limit", severity: "error", outcome: "shown", undo: null, obstacle: null },
			remedy: { kind: "raise-memory-limit", risk: "medium" },
			target: { kind: "Deployment", namespace: "web", name: "web" },
			edits: [{ path: "spec.template.spec.containers[app].resources.limits.memory", before: "96Mi", after: "196Mi" }],
			guards: ["same-object", "fields-unchanged", "not-managed", "dry-run", "pods-dry-run"],
			effects: [{ kind: "rolls-out", pods: 1 }],
		},
	]);
	expect(items[0].diff).toContain("-              memory: 96Mi\n+              memory: 196Mi");
});

test("applied, the plan says so and how it is undone", async () => {
	const [item] = JSON.parse((await fix([...YES, "-o", "json"])).out).items;
	expect(item).toMatchObject({ outcome: "applied", obstacle: null });
	expect(records()).toEqual([`${item.undo}.json`]);
});

test("what was applied since the kill is not raised once more", async () => {
	await fix(YES);
	for (const one of object.spec.template.spec.containers) one.resources.limits.memory = "96Mi";
	const { code, out } = await fix(YES);
	expect(out).toMatch(/has changed the same field since this was seen/);
	expect({ code, limit: limit() }).toEqual({ code: 1, limit: "96Mi" });
});

test("a yes applies, --list tells of it, --undo brings it back", async () => {
	const { code } = await fix([], typing("y"));
	expect(code).toBe(0);
	expect(limit()).toBe("196Mi");
	const [name = ""] = records();
	expect(statSync(join(folder, "state/plimsoll/fixes", name)).mode & 0o777).toBe(0o600);
	expect((await fix(["--list"])).out).toContain("96Mi → 196Mi");
	const again = await fix(["--yes", "--risk", "medium"]);
	expect(again.code).toBe(0);
	expect(again.out).toContain("holds this already");
	expect((await fix(["--undo"])).code).toBe(1);
	expect(limit()).toBe("196Mi");
	expect((await fix(["--undo", name.replace(".json", ""), "--yes"])).code).toBe(0);
	expect(limit()).toBe("96Mi");
	expect((await fix(["--undo"])).out).toContain("Nothing to undo");
});

test("the patch carries tests of what was seen, and the version", async () => {
	let sent: { op: string; path: string }[] = [];
	on.dryRun = (response) => {
		const chunks: Buffer[] = [];
		response.req.on("data", (chunk) => chunks.push(chunk));
		response.req.on("end", () => {
			sent = JSON.parse(Buffer.concat(chunks).toString());
			sendJson(response, object);
		});
		return true;
	};
	await fix(["--dry-run=server"]);
	expect(sent.map(({ op, path }) => `${op} ${path}`)).toEqual([
		"replace /metadata/resourceVersion",
		"test /spec/template/spec/containers/0/name",
		"test /spec/template/spec/containers/0/resources/limits/memory",
		"replace /spec/template/spec/containers/0/resources/limits/memory",
	]);
});

const YES = ["--yes", "--risk", "medium"];
const refuse = (status: number, message: string) => (response: ServerResponse) => {
	sendStatus(response, status, message);
	return true;
};

describe("what stands against it is told in one sentence, and leaves no record", () => {
	test.each<[string, () => void, number, RegExp]>([
		[
			"no right to patch",
			() => {
				on.dryRun = refuse(
					403,
					'deployments.apps "web" is forbidden: User "jane" cannot patch resource "deployments" in API group "apps" in the namespace "web"',
				);
			},
			3,
			/not allowed .*cannot patch resource/,
		],
		[
			"a webhook",
			() => {
				on.dryRun = refuse(403, 'admission webhook "policy.example" denied the request: no');
			},
			3,
			/API server refuses it: admission webhook/,
		],
		[
			"an invalid value",
			() => {
				on.dryRun = refuse(422, "Deployment is invalid: must be less");
			},
			3,
			/refuses it: Deployment is invalid/,
		],
		[
			"a quota",
			() => {
				on.pod = refuse(403, 'pods "web-x" is forbidden: exceeded quota: q');
			},
			3,
			/would not let in its pods: .*exceeded quota/,
		],
		[
			"a conflict that stays",
			() => {
				on.patch = refuse(409, "the object has been modified");
			},
			3,
			/HTTP 409/,
		],
		[
			"refused in earnest",
			() => {
				on.patch = refuse(422, "no");
			},
			3,
			/refuses it: no/,
		],
		[
			"no right to read",
			() => {
				on.get = refuse(403, "cannot get resource");
			},
			3,
			/may not be read/,
		],
		[
			"gone",
			() => {
				on.get = refuse(404, "not found");
			},
			1,
			/not there any more/,
		],
		[
			"Helm",
			() => {
				object.metadata.annotations = { "meta.helm.sh/release-name": "web" };
			},
			1,
			/Helm \(web\) keeps this object/,
		],
		[
			"changed since the kill",
			() => {
				const [app] = object.spec.template.spec.containers;
				if (app) app.resources.limits.memory = "128Mi";
			},
			1,
			/is 128Mi, and the pod that was seen had 96Mi/,
		],
	])("%s", async (_, prepare, code, sentence) => {
		prepare();
		const before = limit();
		const answer = await fix(YES);
		expect(answer.out).toMatch(sentence);
		expect({ code: answer.code, err: answer.err, limit: limit() }).toEqual({ code, err: "", limit: before });
		expect((await fix(["--list"])).out).toContain("Nothing was applied");
	});

	test("what is shown is not what is there when it is to be applied", async () => {
		let reads = 0;
		on.get = () => {
			if (++reads === 3) for (const one of object.spec.template.spec.containers) one.resources.limits.memory = "100Mi";
			return false;
		};
		const { code, out } = await fix(YES);
		expect(out).toMatch(/was 96Mi and is 100Mi now; somebody changed it meanwhile/);
		expect({ code, limit: limit() }).toEqual({ code: 3, limit: "100Mi" });
	});

	test("another object of the same name", async () => {
		let reads = 0;
		on.get = () => {
			if (++reads === 2) object.metadata.uid = "other";
			return false;
		};
		expect((await fix(YES)).out).toContain("another object bears this name");
	});
});

test("--even-if-managed changes it all the same", async () => {
	object.metadata.annotations = { "meta.helm.sh/release-name": "web" };
	expect((await fix([...YES, "--even-if-managed"])).code).toBe(0);
	expect(limit()).toBe("196Mi");
});

test("a conflict that passes is tried again", async () => {
	let tries = 0;
	on.patch = (response) => ++tries < 3 && refuse(409, "the object has been modified")(response);
	expect((await fix(YES)).code).toBe(0);
	expect({ tries, limit: limit() }).toEqual({ tries: 3, limit: "196Mi" });
});

test("whether pods are let in is not known without the right to ask", async () => {
	on.pod = refuse(403, 'pods is forbidden: User "jane" cannot create resource "pods" in API group ""');
	const { code, out } = await fix(YES);
	expect(code).toBe(0);
	expect(out).toContain("could not be checked");
});

describe("no answer to the change", () => {
	test("is not known, and kept, and looked at before it is undone", async () => {
		on.patch = refuse(504, "request did not complete within the allotted timeout");
		const { code, out } = await fix(YES);
		expect(code).toBe(3);
		expect(out).toMatch(/may or may not have been taken/);
		expect((await fix(["--list"])).out).toContain("not known");
		expect((await fix(["--undo", "--yes"])).out).toContain("holds this already");
		expect((await fix(["--list"])).out).toContain("undone");
	});

	test("but the object shows that it was taken", async () => {
		on.patch = (response) => {
			for (const one of object.spec.template.spec.containers) one.resources.limits.memory = "196Mi";
			return refuse(504, "timeout")(response);
		};
		expect((await fix(YES)).code).toBe(0);
		expect((await fix(["--list"])).out).toContain("applied");
	});
});

describe("undo", () => {
	test("is refused where somebody changed the field since", async () => {
		await fix(YES);
		for (const one of object.spec.template.spec.containers) one.resources.limits.memory = "300Mi";
		const { code, out } = await fix(["--undo", "--yes"]);
		expect(code).toBe(3);
		expect(out).toMatch(/was 196Mi and is 300Mi now/);
		expect(limit()).toBe("300Mi");
	});

	test("by dry run changes nothing", async () => {
		await fix(YES);
		expect((await fix(["--undo", "--dry-run=server"])).out).toContain("would take it");
		expect(limit()).toBe("196Mi");
	});

	test("asks", async () => {
		await fix(YES);
		expect((await fix(["--undo"], typing("n"))).code).toBe(1);
		expect(limit()).toBe("196Mi");
		expect((await fix(["--undo"], typing("y"))).code).toBe(0);
		expect(limit()).toBe("96Mi");
	});

	test("of another cluster's change is refused", async () => {
		await fix(YES);
		const [name = ""] = records();
		const path = join(folder, "state/plimsoll/fixes", name);
		writeFileSync(path, readFileSync(path, "utf8").replace(server.url, "https://elsewhere:6443"));
		const { code, err } = await fix(["--undo", name.replace(".json", "")]);
		expect(code).toBe(3);
		expect(err).toContain("was applied at https://elsewhere:6443, context here");
		expect((await fix(["--undo"])).out).toContain("Nothing to undo");
	});
});

describe("a record that is damaged", () => {
	test("leaves open which change is the newest: --undo wants its number", async () => {
		await fix(YES);
		const [name = ""] = records();
		const path = join(folder, "state/plimsoll/fixes");
		writeFileSync(join(path, "20991231-000000-0000.json"), "{");
		const unnamed = await fix(["--undo", "--yes"]);
		expect(unnamed.code).toBe(2);
		expect(unnamed.err).toContain("20991231-000000-0000.json: ");
		expect(unnamed.err).toContain("ID");
		expect(limit()).toBe("196Mi");
		const named = await fix(["--undo", name.replace(".json", ""), "--yes"]);
		expect({ code: named.code, limit: limit() }).toEqual({ code: 0, limit: "96Mi" });
	});

	test("is no number that nobody knows", async () => {
		await fix(YES);
		const [name = ""] = records();
		writeFileSync(join(folder, "state/plimsoll/fixes", name), "{");
		const { code, err } = await fix(["--undo", name.replace(".json", "")]);
		expect(code).toBe(2);
		expect(err).toContain(`${name}: `);
	});
});

test("a change that was made is told where its record cannot be written once more", async () => {
	const path = join(folder, "state/plimsoll/fixes");
	on.patch = () => {
		rmSync(path, { recursive: true });
		writeFileSync(path, "");
		return false;
	};
	const { code, out } = await fix(YES);
	expect({ code, limit: limit() }).toEqual({ code: 0, limit: "196Mi" });
	expect(out).toContain("Applied.");
});

test("a cluster that goes away in the middle: the list is written all the same", async () => {
	on.dryRun = (response) => {
		response.destroy();
		return true;
	};
	const { code, out, err } = await fix([...YES, "-o", "json"]);
	expect(code).toBe(3);
	expect(err).toContain("Cannot reach the API server");
	expect(JSON.parse(out).items).toMatchObject([{ outcome: "shown" }]);
});

test("no record, no change", async () => {
	writeFileSync(join(folder, "state"), "");
	const { code, err } = await fix(YES);
	expect(code).toBe(3);
	expect(err).toContain("fixes");
	expect(limit()).toBe("96Mi");
});

test("hostile names reach no terminal", async () => {
	object.metadata.annotations = { "meta.helm.sh/release-name": "\u001b[31mred" };
	const { out } = await fix([]);
	expect(out).not.toContain("\u001b");
	expect(out).toContain("\\x1b[31mred");
});

test("in Chinese", async () => {
	const { out } = await fix(["--dry-run=server", "--lang", "zh-CN"]);
	expect(out).toContain("API 服务器会接受该改动");
	expect(out).toContain("影响：其 1 个 Pod 将通过滚动更新分批替换。");
});
