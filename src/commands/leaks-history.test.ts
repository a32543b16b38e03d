import { writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import schema from "../../docs/schema/report.v1.json" with { type: "json" };
import { startStandIn } from "../history/prometheus/testing/stand-in.ts";
import { container, record } from "../history/store/recording.fixture.ts";
import { Folder, kubeconfigFor } from "../sources/kubernetes/testing/options.ts";
import { sendJson, type TestServer } from "../sources/kubernetes/testing/server.ts";
import type { WrittenSeries } from "../sources/prometheus/testing/remote-write.ts";
import { runMain } from "./testing/run.ts";

const MIB = 2 ** 20;
const STEP = 1200;
const NOW = Date.UTC(2026, 10, 21);
const FROM = NOW / 1000 - 6 * 86_400;
const TIMES = Array.from({ length: 6 * 72 }, (_, i) => FROM + i * STEP);

interface Container {
	namespace?: string;
	pod: string;
	/** MiB by hours since the first sample. */
	mib(hours: number): number;
	image?: string;
	/** Hours that it lived, from and to. */
	lived?: [number, number];
	owner?: [kind: string, name: string];
	limit?: number;
	cluster?: string;
}

/** What a Prometheus has of containers: by the kubelet, and by kube-state-metrics where an owner is given. */
function seriesOf(containers: readonly Container[]): WrittenSeries[] {
	return containers.flatMap(
		({ namespace = "shop", pod, mib, image = "shop/app:1", lived = [0, 144], owner, limit = 1024, cluster }) => {
			const t = TIMES.filter((time) => time >= FROM + lived[0] * 3600 && time < FROM + lived[1] * 3600);
			const at = { namespace, pod, container: "app", ...(cluster === undefined ? {} : { cluster }) };
			const kubelet = { ...at, image, id: `/kubepods/${pod}`, instance: "node-1:10250" };
			const noise = (i: number) => ((i * 7919) % 997) * 500;
			return [
				{
					labels: { __name__: "container_memory_working_set_bytes", ...kubelet },
					t,
					v: t.map((time, i) => Math.round(mib((time - FROM) / 3600) * MIB) + noise(i)),
				},
				{ labels: { __name__: "container_start_time_seconds", ...kubelet }, t, v: t.map(() => (t[0] ?? 0) - 60) },
				{
					labels: { __name__: "kube_pod_container_resource_limits", resource: "memory", ...at },
					t,
					v: t.map(() => limit * MIB),
				},
				...(owner === undefined
					? []
					: [
							{
								labels: { __name__: "kube_pod_owner", namespace, pod, owner_kind: owner[0], owner_name: owner[1] },
								t,
								v: t.map(() => 1),
							},
						]),
			];
		},
	);
}

const growing = (hours: number) => 200 + hours * 4;
const flat = () => 300;
const FLEET: readonly Container[] = [
	...["x2x4v", "b7k9d", "q5z2m"].map((end) => ({ pod: `web-5d9c7b8f9c-${end}`, mib: growing })),
	{ pod: "db-0", mib: flat, owner: ["StatefulSet", "db"] },
	{ pod: "agent-z9q2w", mib: growing, owner: ["DaemonSet", "agent"], namespace: "ops" },
	// Without a leak under the first version, with one under the second.
	{
		pod: "api-68c6dfb5d4-9wq2z",
		mib: flat,
		image: "shop/api:1",
		lived: [0, 72],
		owner: ["ReplicaSet", "api-68c6dfb5d4"],
	},
	{
		pod: "api-7f9b5c6d8b-kx4tn",
		mib: (hours) => 300 + (hours - 72) * 6,
		image: "shop/api:2",
		lived: [72, 144],
		owner: ["ReplicaSet", "api-7f9b5c6d8b"],
	},
];
/** Of each Deployment two clusters have one: `web` leaks in the east, `job` in the west. */
const CLUSTERS: readonly Container[] = [
	...["x2x4v", "b7k9d"].map((end) => ({ pod: `web-5d9c7b8f9c-${end}`, mib: growing, cluster: "east" })),
	...["c8d9f", "g5h6j", "k2l4m"].map((end) => ({ pod: `web-7c6d5b4f9d-${end}`, mib: flat, cluster: "west" })),
	{ pod: "job-5b6c7d8f9c-n4p5q", mib: flat, cluster: "east" },
	{ pod: "job-6d7f8c9b5d-r7s8t", mib: growing, cluster: "west" },
];

let server: TestServer;
let folder: Folder;
beforeEach(async () => {
	folder = new Folder();
});
afterEach(async () => {
	folder[Symbol.dispose]();
	await server.stop();
});

async function plimsoll(argv: readonly string[], env: Record<string, string> = {}) {
	const err: string[] = [];
	const told = await runMain(argv, {
		env: { HOME: folder.path, KUBECONFIG: folder.join("none"), ...env },
		stderr: { write: (text) => err.push(String(text)), isTTY: true, columns: 100 },
	});
	return { ...told, err: err.join("") };
}

const told = (out: string) =>
	JSON.parse(out).findings.map((f: { rule: string; subject: Record<string, string> }) => {
		const { namespace, kind, name, cluster, container } = f.subject;
		return `${f.rule} ${namespace} ${kind}/${name}${cluster === undefined ? "" : `@${cluster}`} ${container}`;
	});

describe("with an engine named", () => {
	const url = () => ["--prometheus-url", server.url];

	test.each(["chunks", "samples", "absent"] as const)(
		"workloads are told, not pods (remote read: %s)",
		async (remote) => {
			server = await startStandIn(seriesOf(FLEET), remote);
			const { code, out, err } = await plimsoll(["leaks", ...url(), "-o", "json"]);
			expect([code, err.replace(/\r[^\r]*/g, "")]).toEqual([1, ""]);
			expect(told(out).sort()).toEqual([
				"leak/fleet shop Deployment/web app",
				"leak/since-rollout shop Deployment/api app",
				"leak/steady ops DaemonSet/agent app",
			]);
			const report = JSON.parse(out);
			const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
			expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
			expect(report.looked).toMatchObject({ pods: 7, containers: 7 });
			expect(report.gaps).toEqual([]);
			expect(err).toMatch(/Reading memory: \d+ containers?/);
		},
	);

	test("the table shows where, and the curve; namespaces and names narrow it down", async () => {
		server = await startStandIn(seriesOf(FLEET), "chunks");
		const all = await plimsoll(["leaks", ...url()]);
		expect(all.out).toMatch(/shop +deployment\/web +app +[▁-█]{24} +1Gi/);
		expect(told((await plimsoll(["leaks", "-n", "ops", ...url(), "-o", "json"])).out)).toEqual([
			"leak/steady ops DaemonSet/agent app",
		]);
		expect(told((await plimsoll(["leaks", "deploy/web", ...url(), "-o", "json"])).out)).toEqual([
			"leak/fleet shop Deployment/web app",
		]);
		expect(told((await plimsoll(["leaks", "web-5d9c7b8f9c-b7k9d", ...url(), "-o", "json"])).out)).toEqual([
			"leak/steady shop Deployment/web app",
		]);
	});

	test("of what is asked for by name it is said why it is no leak", async () => {
		server = await startStandIn(seriesOf(FLEET), "chunks");
		const { code, out } = await plimsoll(["leaks", "sts/db", ...url()]);
		expect([code, out]).toEqual([0, expect.stringMatching(/shop statefulset\/db \(app\): does not grow/)]);
	});

	test("what is gone is told as it was, whether by name or with its namespace", async () => {
		const [lived, owner]: [[number, number], [string, string]] = [
			[0, 120],
			["StatefulSet", "old"],
		];
		server = await startStandIn(
			seriesOf([...FLEET, { pod: "old-0", mib: growing, lived, owner, namespace: "past" }]),
			"chunks",
		);
		for (const asked of [["sts/old"], []]) {
			const argv = ["leaks", ...asked, ...url(), "-n", "past"];
			const { code, out } = await plimsoll([...argv, "-o", "json"]);
			const report = JSON.parse(out);
			expect([code, report.findings.length]).toEqual([0, 1]);
			const [{ severity, params, message, remedies }] = report.findings;
			expect([severity, remedies, params.goneAt]).toEqual(["info", [], params.lastAt]);
			expect(message).toMatch(
				/until 2026-11-19 2\d:\d\d.* gone, or out of sight\. Had it gone on, .* would have been reached/,
			);
			expect(message).not.toContain("is reached");
			const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
			expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
			expect((await plimsoll(argv)).out).toMatch(/gone since 2026-11-19/);
			expect((await plimsoll([...argv, "--lang", "zh-CN"])).out).toContain("起已不在");
		}
		const { out } = await plimsoll(["leaks", "deploy/web", ...url(), "-n", "shop", "-o", "json"]);
		expect(JSON.parse(out).findings[0].params.goneAt).toBeUndefined();
	});
	test("of several clusters each has workloads of its own, and a leak says whose it is; one that was renamed stays one", async () => {
		server = await startStandIn(seriesOf(CLUSTERS), "chunks");
		const { out } = await plimsoll(["leaks", ...url(), "-o", "json"]);
		expect(told(out).sort()).toEqual([
			"leak/fleet shop Deployment/web@east app",
			"leak/steady shop Deployment/job@west app",
		]);
		expect(JSON.parse(out).findings.flatMap((finding: { remedies: object[] }) => finding.remedies)).toEqual([]);
		expect((await plimsoll(["leaks", ...url()])).out).toMatch(/shop +deployment\/web@east +app/);
		const why = await plimsoll(["leaks", "deploy/web", ...url()]);
		expect(why.out).toMatch(/shop pod\/web-7c6d5b4f9d-c8d9f@west \(app\): does not grow/);

		const moved = [
			...FLEET.map((one) => ({ ...one, lived: [0, 70] as [number, number], cluster: "east" })),
			...FLEET.map((one) => ({
				...one,
				pod: `${one.pod.slice(0, -1)}7`,
				lived: [71, 144] as [number, number],
				cluster: "west",
			})),
		];
		await server.stop();
		server = await startStandIn(seriesOf(moved), "chunks");
		expect((await plimsoll(["leaks", ...url()])).out).not.toContain("@");
	});

	test("series without the label are no other cluster's", async () => {
		const fleet = FLEET.map((one, i) => (i === 0 ? { ...one, cluster: "east" } : one));
		server = await startStandIn(seriesOf(fleet), "chunks");
		const { out } = await plimsoll(["leaks", ...url(), "-o", "json"]);
		expect(told(out)).toContain("leak/fleet shop Deployment/web app");
		expect(out).not.toContain("east");
	});

	test("a history too short, a name that is not there, an engine that refuses: none is called clean", async () => {
		server = await startStandIn(seriesOf(FLEET), "chunks");
		const short = await plimsoll(["leaks", ...url(), "--since", "1h"]);
		expect([short.code, short.out]).toEqual([0, expect.stringMatching(/^Not known: .*\n[\s\S]*\+3: too few samples/)]);
		const absent = await plimsoll(["leaks", "deploy/nobody", ...url()]);
		expect([absent.code, absent.err]).toEqual([3, expect.stringMatching(/no deploy\/nobody/)]);
		const away = await plimsoll(["leaks", "--prometheus-url", "http://127.0.0.1:1"]);
		expect([away.code, away.err]).toEqual([3, expect.stringMatching(/127\.0\.0\.1:1 gave nothing: .*ECONNREFUSED/)]);
	});

	test.each<[string, string[], number]>([
		["a header that is none", ["--prometheus-header", "secret"], 2],
		["a token file that is not there", ["--prometheus-token-file", "/nonexistent"], 3],
		["watching the past", ["--watch", "--at", "1700000000"], 2],
		["a duration that is none", ["--since", "soon"], 2],
	])("%s", async (_, argv, code) => {
		server = await startStandIn([], "chunks");
		const result = await plimsoll(["leaks", ...url(), ...argv]);
		expect([result.code, result.err === ""]).toEqual([code, false]);
	});
});

describe("on a cluster", () => {
	const podOf = (name: string, labels: object, owner: object) => ({
		metadata: {
			namespace: "shop",
			name,
			uid: name,
			labels,
			ownerReferences: [{ controller: true, uid: "u", ...owner }],
		},
		spec: { nodeName: "node-1", containers: [{ name: "app" }] },
		status: {},
	});
	const pods = [
		podOf(
			"web-5d9c7b8f9c-x2x4v",
			{ app: "web", "pod-template-hash": "5d9c7b8f9c" },
			{ kind: "ReplicaSet", name: "web-5d9c7b8f9c" },
		),
		podOf(
			"api-7f9b5c6d8b-kx4tn",
			{ app: "api", "pod-template-hash": "7f9b5c6d8b" },
			{ kind: "ReplicaSet", name: "api-7f9b5c6d8b" },
		),
	];
	const service = {
		metadata: { namespace: "monitoring", name: "prometheus-k8s" },
		spec: { ports: [{ name: "web", port: 9090 }] },
	};

	const API = {
		...{ apiVersion: "apps/v1", kind: "Deployment" },
		metadata: { name: "api", namespace: "shop", uid: "d", resourceVersion: "7" },
		spec: { template: { spec: { containers: [{ name: "app", image: "shop/api:2" }] } } },
	};

	async function cluster(services: object[], fleet = FLEET): Promise<Record<string, string>> {
		server = await startStandIn(seriesOf(fleet), "chunks", (request, response) => {
			const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
			if (pathname.includes("/proxy/")) return false;
			const list = (items: object[]) => sendJson(response, { kind: "List", metadata: {}, items });
			if (pathname.endsWith("/services"))
				list(/operated/.test(searchParams.get("labelSelector") ?? "") ? services : []);
			else if (pathname.endsWith("/pods")) {
				list(pods.filter((pod) => !searchParams.has("labelSelector") || JSON.stringify(pod).includes('"app":"api"')));
			} else if (pathname === "/apis/apps/v1/namespaces/shop/deployments/api") sendJson(response, API);
			else sendJson(response, { kind: "Status", code: 404 }, 404);
			return true;
		});
		return { KUBECONFIG: folder.write("config", kubeconfigFor(server.url)) };
	}

	test("the engine is found, asked through the API server, and pods of the past are followed", async () => {
		const env = await cluster([service]);
		const everything = await plimsoll(["leaks", "-A", "-o", "json"], env);
		expect(everything.code).toBe(1);
		expect(told(everything.out)).toContain("leak/since-rollout shop Deployment/api app");
		const chosen = await plimsoll(["leaks", "-n", "shop", "-l", "app=api", "-o", "json"], env);
		expect(told(chosen.out)).toEqual(["leak/since-rollout shop Deployment/api app"]);
		const read = server.requests.find(({ url = "" }) => url.endsWith("/api/v1/read"));
		expect([read?.method, read?.url]).toEqual([
			"POST",
			"/api/v1/namespaces/monitoring/services/prometheus-k8s:9090/proxy/api/v1/read",
		]);
	});

	test("of several clusters in one engine the one at hand is not named, and it alone has remedies", async () => {
		const env = await cluster([service], CLUSTERS);
		const { out } = await plimsoll(["leaks", "-A", "-o", "json"], env);
		expect(told(out).sort()).toEqual([
			"leak/fleet shop Deployment/web app",
			"leak/steady shop Deployment/job@west app",
		]);
		const changed = JSON.parse(out).findings.filter(({ remedies }: { remedies: object[] }) => remedies.length > 0);
		expect(changed.map(({ subject }: { subject: { name: string } }) => subject.name)).toEqual(["web"]);
	});

	test("fix goes back to the version that did not leak, where leaks are asked for", async () => {
		const env = await cluster([service]);
		const { code, out } = await plimsoll(
			["fix", "-n", "shop", "--rule", "leak/since-rollout", "--dry-run", "-o", "json"],
			env,
		);
		expect(code).toBe(1);
		const { items, byHand } = JSON.parse(out);
		expect(items.map(({ edits, outcome }: { edits: unknown; outcome: string }) => [edits, outcome])).toEqual([
			[[{ path: "spec.template.spec.containers[app].image", before: "shop/api:2", after: "shop/api:1" }], "shown"],
		]);
		expect(byHand.map(({ change }: { change: { command: string } }) => change.command)).toEqual([
			"kubectl rollout restart deployment/api -n shop",
		]);
		const unasked = await plimsoll(["fix", "-n", "shop", "--dry-run", "-o", "json"], env);
		expect(JSON.parse(unasked.out)).toMatchObject({ items: [], byHand: [] });
	});

	test("scan tells them too, among everything else; an engine that fails is a gap there", async () => {
		const env = await cluster([service]);
		const { out } = await plimsoll(["scan", "-A", "-o", "json"], env);
		expect(told(out)).toContain("leak/fleet shop Deployment/web app");
		const away = await plimsoll(["scan", "-A", "-o", "json", "--prometheus-url", "http://127.0.0.1:1"], env);
		expect(JSON.parse(away.out).gaps).toContainEqual(
			expect.objectContaining({ source: "prometheus", reason: "failed", detail: "ECONNREFUSED" }),
		);
	});

	test("a capture takes the series along: the same leaks are told without the cluster", async () => {
		const env = await cluster([service]);
		const file = folder.join("capture.tar.gz");
		const { code, err } = await plimsoll(["capture", "-A", "--since", "6d", "-o", file], env);
		expect([code, err]).toEqual([0, expect.not.stringMatching(/plimsoll: prometheus/)]);
		const { out } = await plimsoll(["leaks", "--from", file, "-o", "json"]);
		expect(told(out).sort()).toEqual([
			"leak/fleet shop Deployment/web app",
			// Its pod is in no list, and files know no owners.
			"leak/steady ops Pod/agent-z9q2w app",
			"leak/steady shop Deployment/api app",
		]);
		const without = await plimsoll(["capture", "-A", "--since", "6d", "-o", file], await cluster([]));
		expect([without.code, without.err]).toEqual([3, expect.stringMatching(/no memory series/)]);
	});

	test("without an engine it says what is missing", async () => {
		const { code, err } = await plimsoll(["leaks", "-A"], await cluster([]));
		expect([code, err]).toEqual([3, expect.stringMatching(/no memory series.*--prometheus-url/)]);
		const nowhere = { KUBECONFIG: folder.write("nowhere", kubeconfigFor("http://127.0.0.1:1")) };
		for (const command of ["leaks", "scan"]) {
			const away = await plimsoll([command, "-A"], nowhere);
			expect([away.code, away.err]).toEqual([3, expect.stringMatching(/Cannot reach the API server/)]);
		}
	});
});

describe("a history of long ago that speaks for itself is judged as of its end", () => {
	const END = NOW / 1000 - 60 * 86_400;
	const BEGIN = END - 6 * 86_400;
	const write = {
		"a series file": (path: string) => {
			const rows = TIMES.map((_, i) => `shop/api-0/app,${BEGIN + i * STEP},${(100 + i) * MIB},${2 ** 30}`);
			writeFileSync(path, ["series,t,bytes,capacity", ...rows].join("\n"));
		},
		"a recording": (path: string) => {
			const recording = record(path, { now: BEGIN, interval: STEP });
			for (const [i] of TIMES.entries()) recording.sweep("n", BEGIN + i * STEP, [container("api-0", (100 + i) * MIB)]);
			recording.close(END);
		},
	};
	test.each(Object.entries(write))("%s", async (name, written) => {
		const path = folder.join(name.replaceAll(" ", "-"));
		written(path);
		const { code, out } = await plimsoll(["leaks", "--history", path, "-o", "json"]);
		expect([code, told(out)]).toEqual([1, [expect.stringMatching(/^leak\/steady shop /)]]);
		expect(Date.parse(JSON.parse(out).at) / 1000).toBe(BEGIN + (TIMES.length - 1) * STEP);
	});
});
