import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startStandIn } from "../history/prometheus/testing/stand-in.ts";
import { Folder, kubeconfigFor } from "../sources/kubernetes/testing/options.ts";
import { sendJson, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { runMain } from "./testing/run.ts";

/** One engine, two clusters, and a Deployment of the same name in each: 300Mi in the east, in the west 900Mi, and a leak until the third day. */
const MIB = 2 ** 20;
const NOW = Date.UTC(2026, 10, 21);
const FROM = NOW / 1000 - 6 * 86_400;
const TIMES = Array.from({ length: 6 * 72 }, (_, i) => FROM + i * 1200);
const OURS = "web-5d9c7b8f9c-x2x4v";
const GONE = "web-4b8d6c7f5b-q5z2m";
const THEIRS = "web-7c6d5b4f9d-c8d9f";

const flat = () => 300;
const mended = (hours: number) => (hours < 72 ? 500 + 5 * hours : 900);

function seriesOf(pod: string, cluster: string, mib: (hours: number) => number, [from, to] = [0, 144]) {
	const t = TIMES.filter((time) => time >= FROM + from * 3600 && time < FROM + to * 3600);
	const at = { namespace: "shop", pod, container: "app", cluster };
	const kubelet = { ...at, image: "shop/web:1", id: `/kubepods/${pod}`, instance: "node-1:10250" };
	const bytes = t.map((time, i) => mib((time - FROM) / 3600) * MIB + ((i * 7919) % 997) * 500);
	return [
		{ labels: { __name__: "container_memory_working_set_bytes", ...kubelet }, t, v: bytes.map(Math.round) },
		{ labels: { __name__: "container_start_time_seconds", ...kubelet }, t, v: t.map(() => FROM + from * 3600 - 60) },
	];
}

let server: TestServer;
let folder: Folder;
beforeEach(() => {
	folder = new Folder();
});
afterEach(async () => {
	folder[Symbol.dispose]();
	await server.stop();
});

/** A cluster with these pods, and the engine in it. A pod of an earlier roll-out is in the east as well. */
async function cluster(...names: string[]) {
	const pods = names.map((name) => ({
		metadata: {
			...{ namespace: "shop", name, uid: name, labels: { "pod-template-hash": name.split("-")[1] } },
			ownerReferences: [{ controller: true, uid: "u", kind: "ReplicaSet", name: name.slice(0, -6) }],
		},
		spec: { nodeName: "node-1", containers: [{ name: "app", resources: { limits: { memory: "1Gi" } } }] },
		status: { phase: "Running" },
	}));
	const service = { metadata: { namespace: "monitoring", name: "p" }, spec: { ports: [{ name: "web", port: 9090 }] } };
	const all = [
		...seriesOf(GONE, "east", flat, [0, 24]),
		...seriesOf(OURS, "east", flat, [24, 144]),
		...seriesOf(THEIRS, "west", mended),
	];
	server = await startStandIn(all, "chunks", (request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
		if (pathname.includes("/proxy/")) return false;
		const list = (items: object[]) => sendJson(response, { kind: "List", metadata: {}, items });
		if (pathname.endsWith("/services")) list(/operated/.test(searchParams.get("labelSelector") ?? "") ? [service] : []);
		else if (pathname.endsWith("/pods")) list(pods);
		else sendJson(response, { kind: "Status", code: 404 }, 404);
		return true;
	});
	return folder.write("config", kubeconfigFor(server.url));
}

async function plimsoll(config: string, ...argv: string[]) {
	const env = { HOME: folder.path, KUBECONFIG: config, XDG_STATE_HOME: folder.path };
	const { out, err } = await runMain([...argv, "-n", "shop", "-o", "json"], { env, now: () => NOW });
	expect(err).toBe("");
	return JSON.parse(out);
}

describe("size", () => {
	test("goes by the cluster whose pods are there, its earlier roll-outs with them", async () => {
		const { recommendations, gaps } = await plimsoll(await cluster(OURS), "size");
		const [{ peak, basis }] = recommendations;
		expect([Math.round(peak / MIB), basis.samples]).toEqual([300, TIMES.length]);
		expect(gaps.filter(({ detail }: { detail: string }) => /clusters/.test(detail))).toEqual([]);
	});
	test("goes by none where it cannot tell whose they are, and says so", async () => {
		const { recommendations, gaps } = await plimsoll(await cluster("web-5d9c7b8f9c-n4p5q"), "size");
		expect(recommendations).toMatchObject([{ peak: null, reasons: ["nothing-measured", "at-capacity"] }]);
		expect(gaps).toContainEqual({
			...{ source: "history", what: "memory series", reason: "absent" },
			detail: "of several clusters, and none of them has just these pods: east, west",
		});
	});
});

describe("verify", () => {
	const judged = ({ findings }: { findings: { rule: string; subject: { cluster?: string } }[] }) =>
		findings.map(({ rule, subject }) => [rule, subject.cluster]);
	test("goes by the cluster whose pods are there", async () => {
		const found = await plimsoll(await cluster(OURS), "verify", "deploy/web", "--since", "3d");
		expect(judged(found)).toEqual([["verify/unchanged", undefined]]);
	});
	test("judges each by itself where none is at hand, and remembers nothing", async () => {
		const config = await cluster();
		const url = `${server.url}/api/v1/namespaces/monitoring/services/p:9090/proxy`;
		const argv = ["verify", "deploy/web", "--since", "3d", "--prometheus-url", url];
		expect(judged(await plimsoll(config, ...argv)).sort()).toEqual([
			["verify/fixed", "west"],
			["verify/unchanged", "east"],
		]);
		expect(existsSync(folder.join("plimsoll", "fixed.json"))).toBe(false);
	});
});
