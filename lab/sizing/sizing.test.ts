/** Sizes of real pods by what they really use; the patches against the real API server, and a resize on the real kubelet. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Recommendation } from "../../src/model/recommendation.ts";
import { kubectlAt } from "../cluster.ts";
import { labUp, plimsoll } from "../harness.ts";
import { makeImage } from "../images/images.ts";
import { BIN } from "../paths.ts";
import { fillIn } from "../scenes/play.ts";

const NAMESPACE = "sizing-lab";
const MEBI = 1 << 20;
const run = promisify(execFile);

let kubectl: (args: string[], input?: string) => Promise<string>;
let kubeconfig = "";

interface PodStatus {
	metadata: { name: string };
	status: {
		containerStatuses?: {
			ready: boolean;
			restartCount: number;
			lastState?: { terminated?: { reason: string } };
			resources?: { requests?: { memory?: string } };
		}[];
	};
}
const podsOf = async (app: string): Promise<PodStatus[]> =>
	JSON.parse(await kubectl(["get", "pods", "-l", `app=${app}`, "-o", "json"])).items;

const eventually = async (what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + seconds * 1000; !(await ask()); await sleep(500)) {
		if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
	}
};

/** The lines a shell is given, one command each. */
const commandsIn = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("kubectl "));
const shell = (command: string) =>
	run("sh", ["-c", command], {
		env: { ...process.env, KUBECONFIG: kubeconfig, PATH: [BIN, process.env.PATH].join(delimiter) },
	});
const size = async (...more: string[]) => {
	const { code, stdout, stderr } = await plimsoll(["size", "-n", NAMESPACE, "--oom-risk", "0.05", ...more]);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	return stdout;
};

beforeAll(async () => {
	const cluster = await labUp(console.log);
	kubeconfig = cluster.kubeconfig;
	const plain = kubectlAt(cluster);
	kubectl = (args, input) => plain(["-n", NAMESPACE, ...args], input);
	const image = await makeImage("node", console.log);
	await cluster.load([image]);
	await plain(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
	await plain(["create", "namespace", NAMESPACE]);
	await eventually("the namespace's service account", 30, () =>
		kubectl(["get", "serviceaccount", "default"]).then(
			() => true,
			() => false,
		),
	);
	const yaml = readFileSync(join(import.meta.dirname, "manifests.yaml"), "utf8");
	await kubectl(["apply", "-f", "-"], fillIn(yaml, [image.reference]));
	await eventually("two replicas are ready, and one container was killed", 60, async () => {
		const [steady, looping] = await Promise.all([podsOf("steady"), podsOf("looping")]);
		return (
			steady.length === 2 &&
			steady.every(({ status }) => status.containerStatuses?.[0]?.ready === true) &&
			looping.some(({ status }) => status.containerStatuses?.[0]?.lastState?.terminated?.reason === "OOMKilled")
		);
	});
}, 60 * 60_000);

afterAll(async () => {
	await kubectl(["delete", "namespace", NAMESPACE, "--wait=false"]);
});

test("what really is in use, and a crash loop answered on its first minute", async () => {
	const sized = new Map<string, Recommendation>();
	await eventually("the kubelet has measured both replicas", 30, async () => {
		for (const one of JSON.parse(await size("-o", "json")).recommendations) sized.set(one.workload.name, one);
		return (sized.get("steady")?.use ?? 0) > 40 * MEBI;
	});
	const [steady, looping] = [sized.get("steady"), sized.get("looping")];
	expect(steady?.workload).toMatchObject({ resizable: true, request: 48 * MEBI, limit: 400 * MEBI });
	expect(steady?.workload?.pods).toHaveLength(2);
	expect(steady?.limit).toBeGreaterThanOrEqual(steady?.use ?? 0);
	expect(steady?.limit).toBeLessThanOrEqual(512 * MEBI);
	expect(looping?.limit).toBeGreaterThanOrEqual(1.2 * 96 * MEBI);
	expect(looping?.reasons).toContain("oom-killed");
});

test("the API server takes every patch", async () => {
	const commands = commandsIn(await size("-o", "patch"));
	expect(commands.length).toBeGreaterThan(0);
	for (const command of commands) {
		const { stdout } = await shell(`${command} --dry-run=server`);
		expect(stdout).toMatch(/patched/);
	}
});

test("the kubelet resizes running pods in place", async () => {
	const commands = commandsIn(await size("deploy/steady", "-o", "resize"));
	expect(commands).toHaveLength(2);
	for (const command of commands) await shell(command);
	const wanted = /"requests":\{"memory":"(\w+)"/.exec(commands[0] ?? "")?.[1];
	expect(wanted).not.toBe("48Mi");
	await eventually("the request in force is the new one", 60, async () =>
		(await podsOf("steady")).every(
			({ status }) => status.containerStatuses?.[0]?.resources?.requests?.memory === wanted,
		),
	);
	for (const { status } of await podsOf("steady")) expect(status.containerStatuses?.[0]?.restartCount).toBe(0);
});
