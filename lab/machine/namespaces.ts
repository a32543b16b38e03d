import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTAINERD_SOCKET, STATE } from "../paths.ts";
import { BRIDGE, KUBERNETES_IP, NODE, NODE_IP, PROMETHEUS_IP } from "./addresses.ts";

const run = (command: string, ...args: string[]): void => {
	execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
};

/** The namespaces that `unshare` is asked for: all of the lab's processes, mounts, devices and names end with them. */
export const UNSHARE = [
	"--mount",
	"--net",
	"--pid",
	"--ipc",
	"--uts",
	"--fork",
	"--kill-child",
	"--mount-proc",
	"--propagation",
	"private",
];

/**
 * What the kubelet wants of the machine (pkg/kubelet/cm, setupKernelTunables). It would set these for all of the machine
 * and for good, so it finds them set already, in files that only the lab sees.
 */
const TUNABLES: Record<string, string> = {
	"vm/overcommit_memory": "1",
	"vm/panic_on_oom": "0",
	"kernel/panic": "10",
	"kernel/panic_on_oops": "1",
	"kernel/keys/root_maxkeys": "1000000",
	"kernel/keys/root_maxbytes": "25000000",
};

/** Gives the components the folders they expect, without touching the host's. */
export const prepareMounts = (): void => {
	// Kubernetes wants mounts to propagate into containers; nothing propagates out, since the namespace was cut off first.
	run("mount", "--make-rshared", "/");
	for (const name of ["lib", "log"]) {
		const own = join(STATE, "var", name);
		mkdirSync(own, { recursive: true });
		run("mount", "--bind", own, `/var/${name}`);
	}
	run("mount", "-t", "tmpfs", "-o", "mode=755", "plimsoll-lab", "/run");
	// cAdvisor looks for containerd at its usual address only; without it series have no container names.
	mkdirSync("/run/containerd");
	symlinkSync(CONTAINERD_SOCKET, "/run/containerd/containerd.sock");
	for (const [name, value] of Object.entries(TUNABLES)) {
		const file = join("/run", name.replaceAll("/", "."));
		writeFileSync(file, `${value}\n`);
		run("mount", "--bind", file, join("/proc/sys", name));
	}
	writeFileSync("/proc/sys/kernel/hostname", NODE);
};

/** Loopback, and a bridge for pods whose address is the node's. */
export const prepareNetwork = (): void => {
	run("ip", "link", "set", "lo", "up");
	for (const address of [KUBERNETES_IP, PROMETHEUS_IP]) run("ip", "address", "add", `${address}/32`, "dev", "lo");
	run("ip", "link", "add", BRIDGE, "type", "bridge");
	run("ip", "address", "add", `${NODE_IP}/24`, "dev", BRIDGE);
	run("ip", "link", "set", BRIDGE, "up");
	writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
};
