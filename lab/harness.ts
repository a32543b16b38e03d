/** What tests do with the lab. With PLIMSOLL_LAB_KUBECONFIG set, all but `component` works on that cluster. */
import { readFileSync } from "node:fs";
import { type Cluster, foreignKubeconfig, type Output, runAt, theCluster } from "./cluster.ts";
import { down } from "./down.ts";
import type { Log } from "./log.ts";
import { labProcesses } from "./machine/cgroup.ts";
import { order, type Verb } from "./machine/control.ts";
import { CONTROL_SOCKET, REPOSITORY } from "./paths.ts";

const quiet: Log = () => undefined;

let cluster: Cluster | undefined;

/** Brings the lab up unless it is, and returns the cluster that all of the functions below talk to. */
export const labUp = async (log: Log = quiet): Promise<Cluster> => {
	cluster ??= await theCluster(log);
	return cluster;
};

export const labDown = async (log: Log = quiet): Promise<void> => {
	cluster = undefined;
	if (foreignKubeconfig() === undefined) await down(log);
};

/** Runs the real kubectl, for instance `kubectl(["plimsoll", "scan", "-o", "json"])`: the plugin is in its path. */
export const kubectl = async (args: string[], input?: string): Promise<Output> =>
	runAt(await labUp(), "kubectl", args, input);

/** Runs Plimsoll as from a clone. */
export const plimsoll = async (args: string[], input?: string): Promise<Output> =>
	runAt(await labUp(), `${REPOSITORY}/bin/plimsoll`, args, input);

/**
 * What to put in front of a command so that it runs where the lab's addresses lead somewhere: the API server at https://127.0.0.1, the
 * kubelet at its node's. Not on a foreign cluster.
 */
export const insideLab = (): string[] => {
	const pid = labProcesses().find((one) => commandOf(one) === "kubelet");
	if (pid === undefined) throw new Error("The lab has no kubelet.");
	return ["nsenter", `--net=/proc/${pid}/ns/net`];
};

/** Empty when the process has ended since it was listed. */
const commandOf = (pid: number): string => {
	try {
		return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
	} catch {
		return "";
	}
};

type Component = Record<Verb, () => Promise<void>>;

/**
 * One process of the lab's cluster, by its name in `status` (kube-apiserver, kubelet, prometheus, …). `stop` and `freeze`
 * return when it is done, `start` when the component works again.
 */
export const component = (name: string): Component => {
	const give = (verb: Verb) => async (): Promise<void> => {
		await order(CONTROL_SOCKET, `/${verb}/${name}`);
	};
	return { start: give("start"), stop: give("stop"), freeze: give("freeze"), thaw: give("thaw") };
};
