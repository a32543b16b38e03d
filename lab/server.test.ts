/** The server on the real cluster: logins and permissions by the real API server, a death as it happens, an API server that hangs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium as chromiumPath } from "../web/test/chromium.ts";
import { kubectl, labUp } from "./harness.ts";
import { makeImage } from "./images/images.ts";
import { REPOSITORY } from "./paths.ts";

const OURS = "web-ours";
const THEIRS = "web-theirs";

/** Stands between the server and the API server, and can stop passing anything on: an API server that hangs. */
class Between {
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#held = false;

	constructor(port: number) {
		this.#server = createServer((near) => {
			const far = createConnection(port, "127.0.0.1");
			for (const socket of [near, far]) {
				this.#sockets.add(socket);
				socket.on("error", () => socket.destroy());
				socket.on("close", () => this.#sockets.delete(socket));
			}
			near.on("data", (chunk) => void this.#pass(far, chunk));
			far.on("data", (chunk) => void this.#pass(near, chunk));
			near.on("close", () => far.destroy());
			far.on("close", () => near.destroy());
		});
	}

	async #pass(to: Socket, chunk: Uint8Array): Promise<void> {
		while (this.#held) await sleep(50);
		to.write(chunk);
	}

	hold(held: boolean): void {
		this.#held = held;
	}

	async start(): Promise<number> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		const address = this.#server.address();
		return typeof address === "object" && address !== null ? address.port : 0;
	}

	stop(): void {
		this.#held = false;
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
	}
}

const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const eater = (name: string, space: string, image: string, script: string) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name, namespace: space },
	spec: {
		restartPolicy: "Never",
		terminationGracePeriodSeconds: 1,
		automountServiceAccountToken: false,
		containers: [
			{
				name: "app",
				image,
				imagePullPolicy: "Never",
				command: ["node", "-e", script],
				resources: { requests: { memory: "64Mi" }, limits: { memory: "64Mi" } },
			},
		],
	},
});

const CALM = "setInterval(() => {}, 1000)";
const GREEDY = "const kept = []; setInterval(() => kept.push(Buffer.alloc(4e6, 1)), 40)";

describe("the server", () => {
	let server: ChildProcess | null = null;
	let between: Between | null = null;
	let origin = "";
	let token = "";
	let image = "";

	const ask = async (path: string, as = token) => {
		const answer = await fetch(`${origin}/api/v1/${path}`, { headers: { authorization: `Bearer ${as}` } });
		return { status: answer.status, text: await answer.text() };
	};
	const eventually = async (what: string, seconds: number, is: () => Promise<boolean>) => {
		for (const end = Date.now() + seconds * 1000; !(await is()); await sleep(300)) {
			if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
		}
	};
	const stateNow = async () => JSON.parse((await ask("overview")).text).source.state as string;

	beforeAll(async () => {
		const cluster = await labUp();
		const { kubeconfig } = cluster;
		const made = await makeImage("node", console.log);
		await cluster.load([made]);
		image = made.reference;
		const items = [
			namespace(OURS),
			namespace(THEIRS),
			{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "anna", namespace: OURS } },
			{
				apiVersion: "rbac.authorization.k8s.io/v1",
				kind: "Role",
				metadata: { name: "reader", namespace: OURS },
				rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }],
			},
			{
				apiVersion: "rbac.authorization.k8s.io/v1",
				kind: "RoleBinding",
				metadata: { name: "anna", namespace: OURS },
				roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
				subjects: [{ kind: "ServiceAccount", name: "anna", namespace: OURS }],
			},
		];
		await kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		await eventually("service accounts are made", 20, async () => {
			const spaces = [OURS, THEIRS].map((space) => kubectl(["get", "serviceaccount", "default", "-n", space]));
			return (await Promise.all(spaces)).every(({ code }) => code === 0);
		});
		const pods = [eater("calm", OURS, image, CALM), eater("secret", THEIRS, image, CALM)];
		await kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: pods }));
		token = (await kubectl(["create", "token", "anna", "-n", OURS])).stdout.trim();
		const { stdout } = await kubectl(["config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"]);
		between = new Between(Number(new URL(stdout).port));
		const port = await between.start();
		server = spawn(
			`${REPOSITORY}/bin/plimsoll`,
			[
				"serve",
				"--login",
				"kubernetes",
				"--events",
				"--listen",
				"127.0.0.1:0",
				"--server",
				`https://127.0.0.1:${port}`,
			],
			{ env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ["ignore", "pipe", "inherit"] },
		);
		const [line] = await once(server.stdout as NodeJS.ReadableStream, "data");
		origin = /http:\/\/[\d.:]+/.exec(String(line))?.[0] ?? "";
		await eventually("it is ready", 30, async () => (await fetch(`${origin}/readyz`)).ok);
	}, 120_000);

	afterAll(async () => {
		between?.stop();
		server?.kill("SIGINT");
		await kubectl(["delete", "namespace", OURS, THEIRS, "--wait=false"]);
	});

	it("shows each what the real API server lets them see", async () => {
		expect((await ask("overview", "made-up")).status).toBe(401);
		await eventually("the pod is listed", 15, async () => (await ask("fleet")).text.includes("calm"));
		expect((await ask("fleet")).text).not.toMatch(/secret|web-theirs|kube-state-metrics/);
		expect((await ask(`workloads/${OURS}/Pod/calm`)).status).toBe(200);
		expect((await ask(`workloads/${THEIRS}/Pod/secret`)).status).toBe(404);
		expect((await ask("nodes")).status).toBe(403);
		const { stdout } = await kubectl(["create", "token", "default", "-n", THEIRS]);
		expect(JSON.parse((await ask("fleet", stdout.trim())).text).name).toEqual([]);
	});

	it("a real death appears on an open page within seconds", async () => {
		const executablePath = chromiumPath();
		if (executablePath === null) throw new Error("no Chromium: apt-get install chromium");
		const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
		try {
			const page = await browser.newPage({ locale: "en" });
			await page.goto(origin);
			await page.locator("input[name=token]").fill(token);
			await page.locator("form button").click();
			await page.locator("canvas").waitFor();
			await kubectl(["apply", "-f", "-"], JSON.stringify(eater("greedy", OURS, image, GREEDY)));
			await page.locator(".news", { hasText: "greedy" }).waitFor({ timeout: 40_000 });
			await page.locator("main", { hasText: `${OURS}/greedy` }).waitFor();
		} finally {
			await browser.close();
		}
	}, 90_000);

	it("an Event tells of it where kubectl describe shows it", async () => {
		// The first death of a group waits half a minute for its siblings.
		await eventually("an Event", 60, async () => {
			const { stdout } = await kubectl(["describe", "pod", "greedy", "-n", OURS]);
			return /Warning +Death\w+ .* plimsoll /.test(stdout);
		});
	}, 90_000);

	it("an API server that hangs is shown, and so is that it is back", async () => {
		expect(await stateNow()).toBe("live");
		between?.hold(true);
		// Who is known is still answered: what they may see was asked moments ago.
		await eventually("away", 25, async () => (await ask("session")).status !== 200 || (await stateNow()) === "away");
		between?.hold(false);
		await eventually(
			"live again",
			30,
			async () => (await ask("session")).status === 200 && (await stateNow()) === "live",
		);
	}, 90_000);
});
