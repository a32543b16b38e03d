import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { foreignKubeconfig } from "./cluster.ts";
import { component } from "./harness.ts";
import { CONFIG } from "./paths.ts";

const FILE = join(CONFIG, "kubelet.json");

/**
 * Changes fields of the kubelet's configuration and starts it again; the containers go on meanwhile.
 * @returns puts the configuration back as it was
 */
export const reconfigureKubelet = async (change: Record<string, unknown>): Promise<() => Promise<void>> => {
	if (foreignKubeconfig() !== undefined) throw new Error("the kubelet of a cluster that is not ours is left alone");
	const before = readFileSync(FILE, "utf8");
	const known = JSON.parse(before) as Record<string, unknown>;
	// Two experiments at once would put back each other's changes.
	const taken = Object.keys(change).find((field) => field in known);
	if (taken !== undefined) throw new Error(`the kubelet's ${taken} is set already: another experiment is running`);
	const kubelet = component("kubelet");
	const restart = async (configuration: string): Promise<void> => {
		await kubelet.stop();
		writeFileSync(FILE, configuration);
		await kubelet.start();
	};
	await restart(JSON.stringify({ ...known, ...change }));
	return () => restart(before);
};
