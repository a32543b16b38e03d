import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { foreignKubeconfig } from "./cluster.ts";
import { insideLab, kubectl, labUp } from "./harness.ts";
import { bin, LAB } from "./paths.ts";

export interface PodPort {
	origin: string;
	stop: () => void;
}

/**
 * A port of this machine that leads to one of a pod. In the lab by the pod's own address: `kubectl port-forward` loses what is sent on a new
 * connection now and then on a busy machine, and says nothing of it. A foreign cluster has no other way in.
 */
export const podPort = async (namespace: string, pod: string, port: number): Promise<PodPort> =>
	foreignKubeconfig() === undefined ? intoTheLab(namespace, pod, port) : throughKubectl(namespace, pod, port);

const intoTheLab = async (namespace: string, pod: string, port: number): Promise<PodPort> => {
	const { stdout: host } = await kubectl(["get", "pod", "-n", namespace, pod, "-o", "jsonpath={.status.podIP}"]);
	const [file = "", ...args] = [...insideLab(), process.execPath, join(LAB, "machine/pod-port.ts")];
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
	child.send({ host, port }, server);
	await once(child, "message");
	// Only the child may accept: here is no way to the pod.
	server.close();
	return {
		origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
		stop: () => child.kill(),
	};
};

const throughKubectl = async (namespace: string, pod: string, port: number): Promise<PodPort> => {
	const args = ["port-forward", "-n", namespace, `pod/${pod}`, `:${port}`, "--address=127.0.0.1"];
	const { kubeconfig } = await labUp();
	const child = spawn(bin("kubectl"), args, {
		env: { ...process.env, KUBECONFIG: kubeconfig },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [line] = await once(child.stdout, "data");
	return { origin: `http://${/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? ""}`, stop: () => child.kill() };
};
