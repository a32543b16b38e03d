/** Plimsoll installed on the real cluster as its users do: the image, the manifests, the rights they give, two replicas and a Lease. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubectl, labUp } from "./harness.ts";
import { programImage } from "./images/program.ts";
import { bin, REPOSITORY } from "./paths.ts";

const SPACE = "plimsoll";
const OURS = "install-ours";
const ACCOUNT = `system:serviceaccount:${SPACE}:plimsoll`;

const succeed = async (args: string[], input?: string): Promise<string> => {
	const { code, stdout, stderr } = await kubectl(args, input);
	if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
	return stdout;
};

/** A port of this machine that leads to one pod, through the API server as people do it. */
class Forward {
	readonly #child: ChildProcess;
	readonly origin: Promise<string>;

	constructor(kubeconfig: string, pod: string) {
		const args = ["port-forward", "-n", SPACE, `pod/${pod}`, ":8080", "--address=127.0.0.1"];
		const env = { ...process.env, KUBECONFIG: kubeconfig };
		this.#child = spawn(bin("kubectl"), args, { env, stdio: ["ignore", "pipe", "inherit"] });
		const said = once(this.#child.stdout as NodeJS.ReadableStream, "data");
		this.origin = said.then(([line]) => `http://${/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? ""}`);
	}

	stop(): void {
		this.#child.kill();
	}
}

describe("installed in the cluster", () => {
	const forwards: Forward[] = [];
	let pods: string[] = [];
	let token = "";

	const ask = async (i: number, path: string, as?: string) => {
		const headers = as === undefined ? {} : { authorization: `Bearer ${as}` };
		const answer = await fetch(`${await forwards[i]?.origin}${path}`, { headers });
		return { status: answer.status, text: await answer.text() };
	};
	const metric = async (i: number, name: string) =>
		Number(new RegExp(`^${name} (\\S+)$`, "m").exec((await ask(i, "/metrics")).text)?.[1] ?? Number.NaN);

	beforeAll(async () => {
		const cluster = await labUp();
		const image = await programImage(console.log);
		await cluster.load([image]);
		await succeed(["create", "namespace", SPACE]);
		// Who breaks the strictest of the Pod Security Standards is not let in.
		await succeed(["label", "namespace", SPACE, "pod-security.kubernetes.io/enforce=restricted"]);
		const manifests = readFileSync(join(REPOSITORY, "deploy/kubernetes/plimsoll.yaml"), "utf8");
		await succeed(["apply", "-f", "-"], manifests.replace(/image: .*/, `image: "${image.reference}"`));
		await succeed(["scale", "-n", SPACE, "deployment/plimsoll", "--replicas=2"]);
		await succeed(["create", "namespace", OURS]);
		await succeed(["create", "serviceaccount", "anna", "-n", OURS]);
		await succeed(["create", "role", "reader", "-n", OURS, "--verb=list", "--resource=pods"]);
		await succeed(["create", "rolebinding", "anna", "-n", OURS, "--role=reader", `--serviceaccount=${OURS}:anna`]);
		token = (await succeed(["create", "token", "anna", "-n", OURS])).trim();
		const { stdout, stderr, code } = await kubectl([
			"rollout",
			"status",
			"-n",
			SPACE,
			"deployment/plimsoll",
			"--timeout=100s",
		]);
		if (code !== 0) {
			const { stdout: logs } = await kubectl(["logs", "-n", SPACE, "deployment/plimsoll", "--tail=20"]);
			const { stdout: state } = await kubectl(["describe", "pods", "-n", SPACE]);
			throw new Error(`${stdout}${stderr}${logs}${state.slice(-3000)}`);
		}
		const jsonpath = "jsonpath={range .items[*]}{.metadata.name}{' '}{end}";
		pods = (await succeed(["get", "pods", "-n", SPACE, "-o", jsonpath])).trim().split(" ");
		forwards.push(...pods.map((pod) => new Forward(cluster.kubeconfig, pod)));
	}, 180_000);

	afterAll(async () => {
		for (const forward of forwards) forward.stop();
		await kubectl(["delete", "clusterrole,clusterrolebinding", "plimsoll"]);
		await kubectl(["delete", "namespace", SPACE, OURS, "--wait=false"]);
	});

	it("two replicas are ready, one of them holds the Lease, both can be scraped", async () => {
		expect(pods.length).toBe(2);
		const leaders = await Promise.all(pods.map((_, i) => metric(i, "plimsoll_leader")));
		expect(leaders.toSorted()).toEqual([0, 1]);
		const holder = await succeed(["get", "lease", "-n", SPACE, "plimsoll", "-o", "jsonpath={.spec.holderIdentity}"]);
		expect(holder.startsWith(`${pods[leaders.indexOf(1)]}_`)).toBe(true);
		for (const i of [0, 1]) {
			expect(await metric(i, "plimsoll_source_up")).toBe(1);
			expect(await metric(i, "plimsoll_cluster_nodes")).toBe(1);
			expect(await metric(i, "plimsoll_failures_total")).toBe(0);
		}
	});

	it("who may see one namespace sees one", async () => {
		expect((await ask(0, "/api/v1/overview")).status).toBe(401);
		expect((await ask(0, "/api/v1/overview", "made-up")).status).toBe(401);
		const session = JSON.parse((await ask(0, "/api/v1/session", token)).text);
		expect(session).toMatchObject({ login: "kubernetes", user: `system:serviceaccount:${OURS}:anna` });
		expect((await ask(0, "/api/v1/fleet", token)).text).not.toContain(SPACE);
		expect((await ask(0, "/api/v1/nodes", token)).status).toBe(403);
	});

	it("its rights suffice, and reach nothing that can be changed or is secret", async () => {
		await succeed([
			"create",
			"clusterrolebinding",
			"install-anna",
			"--clusterrole=view",
			`--serviceaccount=${OURS}:anna`,
		]);
		try {
			// What somebody may see is asked anew after half a minute.
			for (const end = Date.now() + 45_000; ; await sleep(1000)) {
				const { text } = await ask(0, "/api/v1/deaths", token);
				const session = JSON.parse((await ask(0, "/api/v1/session", token)).text);
				if (session.namespaces === null) {
					const gaps: { reason: string; what: string }[] = JSON.parse(text).gaps;
					expect(gaps.filter(({ reason }) => reason === "forbidden")).toEqual([]);
					break;
				}
				expect(Date.now()).toBeLessThan(end);
			}
		} finally {
			await kubectl(["delete", "clusterrolebinding", "install-anna"]);
		}
		const may = async (verb: string, resource: string) =>
			(await kubectl(["auth", "can-i", verb, resource, "--all-namespaces", `--as=${ACCOUNT}`])).stdout.trim();
		for (const [verb, resource] of [
			["get", "secrets"],
			["list", "secrets"],
			["list", "configmaps"],
			["create", "pods"],
			["create", "pods/exec"],
			["delete", "pods"],
			["patch", "deployments.apps"],
			["create", "events"],
			["update", "nodes"],
			["create", "nodes/proxy"],
			["update", "leases.coordination.k8s.io"],
		] as const)
			expect([verb, resource, await may(verb, resource)]).toEqual([verb, resource, "no"]);
	}, 90_000);
});
