import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { type Image, importImages } from "./images/images.ts";
import type { Log } from "./log.ts";
import { BIN, REPOSITORY } from "./paths.ts";
import { up } from "./up.ts";

/** Where scenes play: the lab's own cluster, or one that somebody else runs. */
export type Cluster = {
	kubeconfig: string;
	/** Empty when it is for Plimsoll to find. */
	prometheus: string;
	load: (images: Image[]) => Promise<void>;
};

/** The cluster that PLIMSOLL_LAB_KUBECONFIG names, if it does. */
export const foreignKubeconfig = (): string | undefined => process.env.PLIMSOLL_LAB_KUBECONFIG || undefined;

export const theCluster = async (log: Log): Promise<Cluster> => {
	const foreign = foreignKubeconfig();
	if (foreign !== undefined) {
		const load = async (images: Image[]) => {
			for (const { archive } of images)
				log(`needed in the cluster: ${archive} (kind load image-archive, k3d image import)`);
		};
		return { kubeconfig: foreign, prometheus: "", load };
	}
	const { kubeconfig, prometheus } = await up(log);
	return { kubeconfig, prometheus, load: importImages };
};

export type Output = { code: number; stdout: string; stderr: string };

/** Runs a program against a cluster, with the kubectl that was built here (or else the one of the machine) and Plimsoll's plugin in the path. */
export const runAt = (cluster: { kubeconfig: string }, file: string, args: string[], input = ""): Promise<Output> =>
	new Promise((resolve, reject) => {
		const PATH = [BIN, join(REPOSITORY, "bin"), process.env.PATH].join(delimiter);
		const child = spawn(file, args, { env: { ...process.env, PATH, KUBECONFIG: cluster.kubeconfig } });
		const output = { stdout: "", stderr: "" };
		for (const name of ["stdout", "stderr"] as const) {
			child[name].setEncoding("utf8").on("data", (text: string) => {
				output[name] += text;
			});
		}
		child.once("error", reject);
		child.once("close", (code) => resolve({ code: code ?? -1, ...output }));
		child.stdin.on("error", () => undefined).end(input);
	});

/** kubectl that must succeed. */
export const kubectlAt =
	(cluster: { kubeconfig: string }) =>
	async (args: string[], input?: string): Promise<string> => {
		const { code, stdout, stderr } = await runAt(cluster, "kubectl", args, input);
		if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
		return stdout;
	};
