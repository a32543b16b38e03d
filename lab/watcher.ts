/** A client of the API server that keeps something of every attempt that fails, as a kubelet does that queues its updates: it leaks while the server is away. */
import type { Cluster } from "./cluster.ts";
import { kubectlAt } from "./cluster.ts";
import { makeImage } from "./images/images.ts";
import type { Log } from "./log.ts";

export const WATCHER = { namespace: "soak-watcher", name: "watcher" } as const;

/** 256 KiB that are really there for each, five times a second. It says how many there are. */
const PROGRAM = `
const https = require("node:https");
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const kept = [];
const failed = () => console.log(kept.push(Buffer.alloc(256 << 10, 1)));
setInterval(() => {
	const asked = https.get({ host, port, path: "/version", rejectUnauthorized: false, timeout: 1000 }, (answer) => answer.resume());
	asked.on("timeout", () => asked.destroy(new Error("late"))).on("error", failed);
}, 200);
`;
const EACH = 256 * 2 ** 10;

export async function startWatcher(cluster: Cluster, log: Log): Promise<void> {
	const image = await makeImage("node", log);
	await cluster.load([image]);
	const { namespace, name } = WATCHER;
	const container = {
		name: "watcher",
		image: image.reference,
		imagePullPolicy: "Never",
		args: ["-e", PROGRAM],
		resources: { requests: { memory: "64Mi" }, limits: { memory: "512Mi" } },
	};
	const items = [
		{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: { namespace, name },
			spec: { terminationGracePeriodSeconds: 1, containers: [container] },
		},
	];
	const kubectl = kubectlAt(cluster);
	await kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
	await kubectl(["-n", namespace, "wait", "--for=condition=Ready", `pod/${name}`, "--timeout=120s"]);
}

/** Bytes that it keeps, by its own word. */
export async function keptByWatcher(cluster: Cluster): Promise<number> {
	const said = await kubectlAt(cluster)(["-n", WATCHER.namespace, "logs", WATCHER.name, "--tail=1"]);
	return EACH * Number(said.trim());
}
