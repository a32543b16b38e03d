import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, LAB } from "./paths.ts";
import { seccompEnvironment } from "./seccomp.ts";

/** Packages that share their flags are built by one `go build`, so their common packages compile once. */
type Group = {
	name: string;
	/** Where go.mod is; kube-state-metrics, VictoriaMetrics and Thanos have one of their own, since they compile with other libraries. */
	module: string;
	packages: string[];
	/** -X settings: without them the binaries call themselves v0.0.0. */
	variables?: Record<string, string>;
	tags?: string;
	/** runc enters namespaces in C before the Go runtime starts; everything else is pure Go. */
	cgo?: boolean;
	/** go names a binary after its folder; these get the name they have in the field. */
	rename?: Record<string, string>;
	/** A file put together from files of a module, which `go build` leaves in its module cache. */
	/** Sources of ours that it is built from, below lab/. */
	sources?: string[];
	gather?: { into: string; module: string; files: string[] };
};

/** @param version looks up the version of a module in go.mod */
export const groups = (version: (module: string) => string): Group[] => {
	const module = LAB;
	const kubernetes = version("k8s.io/kubernetes");
	const [major = "", minor = ""] = kubernetes.slice(1).split(".");
	return [
		{
			name: "kubernetes",
			module,
			packages: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kubectl"].map(
				(name) => `k8s.io/kubernetes/cmd/${name}`,
			),
			variables: {
				"k8s.io/component-base/version.gitVersion": kubernetes,
				"k8s.io/component-base/version.gitMajor": major,
				"k8s.io/component-base/version.gitMinor": minor,
				"k8s.io/component-base/version.gitTreeState": "clean",
				"k8s.io/client-go/pkg/version.gitVersion": kubernetes,
			},
		},
		{
			name: "containers",
			module,
			packages: [
				"github.com/containerd/containerd/v2/cmd/containerd",
				"github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
				"github.com/containerd/containerd/v2/cmd/ctr",
				"github.com/containernetworking/plugins/plugins/ipam/host-local",
				"github.com/containernetworking/plugins/plugins/main/bridge",
				"github.com/containernetworking/plugins/plugins/main/loopback",
				"go.etcd.io/etcd/server/v3",
				"sigs.k8s.io/kwok/cmd/kwok",
				"./images/pause",
			],
			variables: {
				"github.com/containerd/containerd/v2/version.Version": version("github.com/containerd/containerd/v2"),
			},
			rename: { server: "etcd" },
			// How simulated nodes and pods come to life; kwok needs to be told, even of its own defaults.
			gather: {
				into: "kwok-stages.yaml",
				module: "sigs.k8s.io/kwok",
				files: [
					"node/fast/node-initialize",
					"node/heartbeat-with-lease/node-heartbeat-with-lease",
					"pod/fast/pod-ready",
					"pod/fast/pod-complete",
					"pod/fast/pod-delete",
				].map((name) => `kustomize/stage/${name}.yaml`),
			},
		},
		// Programs whose memory is measured; tiny, and apart so that a change costs no other build.
		{ name: "workloads", module, packages: ["./images/garbage"], sources: ["images/garbage/main.go"] },
		{ name: "runc", module, packages: ["github.com/opencontainers/runc"], cgo: true, tags: "seccomp" },
		{
			name: "kube-state-metrics",
			module: join(LAB, "kube-state-metrics"),
			packages: ["k8s.io/kube-state-metrics/v2"],
			variables: { "github.com/prometheus/common/version.Version": version("k8s.io/kube-state-metrics/v2") },
		},
		{
			// A module apart, as its libraries are; without C, as its makers' `-pure` builds are.
			name: "victoria-metrics",
			module: join(LAB, "victoria-metrics"),
			packages: ["github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics"],
			variables: {
				"github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version": version(
					"github.com/VictoriaMetrics/VictoriaMetrics",
				),
			},
		},
		{
			name: "thanos",
			module: join(LAB, "thanos"),
			// As its makers build it: with Prometheus' newer labels it does not work.
			tags: "slicelabels",
			packages: ["github.com/thanos-io/thanos/cmd/thanos"],
			variables: { "github.com/prometheus/common/version.Version": version("github.com/thanos-io/thanos").slice(1) },
		},
		{
			name: "prometheus",
			module,
			// Only Kubernetes discovery is used; the other clouds' clients would double the build.
			tags: "remove_all_sd,enable_kubernetes_sd",
			packages: ["github.com/prometheus/prometheus/cmd/prometheus", "github.com/prometheus/prometheus/cmd/promtool"],
			// Since version 3 the module is tagged v0.3XX.Y for the release 3.XX.Y.
			variables: {
				"github.com/prometheus/common/version.Version": version("github.com/prometheus/prometheus").replace(
					/^v0\.30?/,
					"3.",
				),
			},
		},
	];
};

/** Reads the version that go.mod requires of a module. */
export const moduleVersion =
	(goMod: string) =>
	(module: string): string => {
		const line = goMod.split("\n").find((l) => l.trim().startsWith(`${module} v`));
		if (line === undefined) throw new Error(`lab/go.mod does not require ${module}.`);
		return line.trim().split(" ")[1] ?? "";
	};

const go = (group: Group, log: (line: string) => void): Promise<void> => {
	const variables = Object.entries(group.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
	const args = ["build", "-trimpath", "-ldflags", ["-s", "-w", ...variables].join(" ")];
	if (group.tags !== undefined) args.push("-tags", group.tags);
	args.push("-o", `${BIN}/`, ...group.packages);
	const environment = group.tags === "seccomp" ? seccompEnvironment(log) : {};
	return new Promise((resolve, reject) => {
		// nice: a build takes both cores for minutes and the machine has other work.
		const child = spawn("nice", ["-n", "5", "go", ...args], {
			cwd: group.module,
			env: { ...process.env, CGO_ENABLED: group.cgo === true ? "1" : "0", ...environment },
			stdio: ["ignore", "inherit", "pipe"],
		});
		let tail = "";
		child.stderr.on("data", (chunk: Buffer) => {
			tail = (tail + chunk.toString()).slice(-4000);
		});
		child.once("error", reject);
		child.once("close", (code) => {
			if (code === 0) return resolve();
			log(tail);
			reject(new Error(`go build of ${group.name} failed with exit code ${code}; its last lines are above.`));
		});
	});
};

const read = (...path: string[]): string => readFileSync(join(...path), "utf8");

const gather = ({ module, gather: wish }: Group): void => {
	if (wish === undefined) return;
	const folder = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", wish.module], {
		cwd: module,
		encoding: "utf8",
	}).trim();
	writeFileSync(join(BIN, wish.into), wish.files.map((file) => read(folder, file)).join("\n---\n"));
};

/** Builds what is missing or was built from other versions or flags. The first time takes tens of minutes on two cores, later ones nothing. */
export const build = async (log: (line: string) => void): Promise<void> => {
	mkdirSync(BIN, { recursive: true });
	const versions = moduleVersion(
		["", "kube-state-metrics", "victoria-metrics", "thanos"].map((module) => read(LAB, module, "go.mod")).join(""),
	);
	for (const group of groups(versions)) {
		const stamp = join(BIN, `.${group.name}`);
		const hash = createHash("sha256")
			.update(read(group.module, "go.mod") + read(group.module, "go.sum") + read(LAB, "images", "pause", "main.go"))
			.update((group.sources ?? []).map((file) => read(LAB, file)).join(""))
			.update(JSON.stringify({ ...group, module: "" }))
			.digest("hex");
		if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) continue;
		if (spawnSync("go", ["version"]).error) {
			throw new Error(
				"The lab builds Kubernetes from source and found no `go`: install Go 1.26 or newer (https://go.dev/dl) and a C compiler, then try again.",
			);
		}
		const start = Date.now();
		log(`building ${group.name} (once; minutes)`);
		await go(group, log);
		for (const [from, to] of Object.entries(group.rename ?? {})) renameSync(join(BIN, from), join(BIN, to));
		gather(group);
		writeFileSync(stamp, hash);
		log(`built ${group.name} in ${Math.round((Date.now() - start) / 1000)} s`);
	}
};
