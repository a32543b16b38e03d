import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Api } from "./api.ts";
import { moduleVersion } from "./build.ts";
import type { Log } from "./log.ts";
import { mayLowerOomScore } from "./machine/capability.ts";
import { cgroupVersion, labProcesses, memoryInUse, memoryLimit } from "./machine/cgroup.ts";
import { type ComponentStatus, order } from "./machine/control.ts";
import { readRecord } from "./machine/record.ts";
import { CONTROL_SOCKET, LAB, LOGS } from "./paths.ts";

const MODULES = {
	Kubernetes: "k8s.io/kubernetes",
	etcd: "go.etcd.io/etcd/server/v3",
	containerd: "github.com/containerd/containerd/v2",
	runc: "github.com/opencontainers/runc",
	KWOK: "sigs.k8s.io/kwok",
	"kube-state-metrics": "k8s.io/kube-state-metrics/v2",
	Prometheus: "github.com/prometheus/prometheus",
} as const;

const MiB = 1024 ** 2;

type NodeList = { items: { metadata: { labels?: Record<string, string> } }[] };

/** @returns whether the lab is up */
export const status = async (log: Log): Promise<boolean> => {
	const version = moduleVersion(
		readFileSync(join(LAB, "go.mod"), "utf8") + readFileSync(join(LAB, "kube-state-metrics", "go.mod"), "utf8"),
	);
	log(
		`versions     ${Object.entries(MODULES)
			.map(([name, module]) => `${name} ${version(module)}`)
			.join(", ")}`,
	);
	log(`kernel       ${execFileSync("uname", ["-r"], { encoding: "utf8" }).trim()}`);
	log(`cgroup       v${cgroupVersion()}, driver cgroupfs`);
	if (!mayLowerOomScore())
		log("oom_score_adj not below 0: this root lacks CAP_SYS_RESOURCE (Guaranteed pods get 0 in place of -997)");
	const record = readRecord();
	if (record === undefined || labProcesses().length === 0) {
		log("state        down");
		return false;
	}
	const components = (await order(CONTROL_SOCKET, "/components")) as ComponentStatus[];
	const api = new Api();
	const nodes = await api.get<NodeList>("/api/v1/nodes").catch(() => undefined);
	api.close();
	const simulated = nodes?.items.filter(({ metadata }) => metadata.labels?.type === "kwok").length ?? 0;
	log(`state        up since ${record.startedAt}`);
	log(`kubeconfig   ${record.kubeconfig}`);
	log(`API server   ${record.server}`);
	log(`Prometheus   ${record.prometheus}`);
	log(`logs         ${LOGS}`);
	log(
		`nodes        ${nodes === undefined ? "not known: the API server does not answer" : `${nodes.items.length - simulated} real, ${simulated} simulated`}`,
	);
	log(
		`memory       ${Math.round(memoryInUse() / MiB)} MiB of ${Math.round(memoryLimit() / MiB)} MiB, page cache included`,
	);
	for (const { name, state, restarts } of components)
		log(`${state.padEnd(12)} ${name}${restarts > 0 ? `, restarted ${restarts} times` : ""}`);
	return true;
};
