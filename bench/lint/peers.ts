import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const BIN = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "plimsoll/bench/bin");

export interface Peer {
	name: string;
	/** As `go install` wants it. */
	module: string;
	/** How a folder is judged with the tool's own defaults, in its machine-readable form. */
	args(folder: string): string[];
	/** The rules of ours that its findings on one file come to; null where it could not read the file. Only what concerns memory. */
	found(path: string): Set<string> | null;
}

const filesBelow = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));

/** kube-linter 0.8: its checks on memory, all by name. */
const kubeLinter: Peer = {
	name: "kube-linter",
	module: "golang.stackrox.io/kube-linter/cmd/kube-linter@v0.8.3",
	args: (folder) => ["lint", "--format", "json", folder],
	found(path) {
		const checks = ["unset-memory-requirements", "no-extensions-v1beta", "pdb-max-unavailable", "pdb-min-available"];
		const include = checks.flatMap((check) => ["--include", check]);
		const { stdout, stderr } = run(this, ["lint", "--do-not-auto-add-defaults", ...include, "--format", "json", path]);
		if (/no valid objects found/.test(stderr + stdout)) return null;
		const report = parse(stdout) as { Reports?: { Check: string; Diagnostic: { Message: string } }[] | null } | null;
		return withBestEffort(
			(report?.Reports ?? []).map(({ Check, Diagnostic }) => {
				if (Check === "no-extensions-v1beta") return "lint/removed-api";
				if (Check.startsWith("pdb-")) return "lint/pdb-blocks";
				return /memory request/.test(Diagnostic.Message) ? "lint/no-memory-request" : "lint/no-memory-limit";
			}),
		);
	},
};

/** kube-score 1.20: of its container-resources the comments on memory, its stable versions and budgets. */
const kubeScore: Peer = {
	name: "kube-score",
	module: "github.com/zegl/kube-score/cmd/kube-score@v1.20.0",
	args: (folder) => ["score", "-o", "json", ...filesBelow(folder)],
	found(path) {
		const { stdout } = run(this, ["score", "-o", "json", path]);
		const objects = parse(stdout) as ScoredObject[] | null;
		if (objects === null) return null;
		return withBestEffort(
			objects.flatMap(({ checks }) =>
				checks.flatMap(({ check, comments }) =>
					(comments ?? []).flatMap(({ summary, description }) => {
						if (check.id === "container-resources" && /^Memory limit/.test(summary)) return "lint/no-memory-limit";
						if (check.id === "container-resources" && /^Memory request/.test(summary)) return "lint/no-memory-request";
						if (check.id === "stable-version" && /deprecat|removed|not exist/i.test(summary + description))
							return "lint/removed-api";
						return check.id === "statefulset-has-poddisruptionbudget" ? "lint/pdb-missing" : [];
					}),
				),
			),
		);
	},
};

interface ScoredObject {
	checks: { check: { id: string }; comments: { summary: string; description: string }[] | null }[];
}

export const PEERS: readonly Peer[] = [kubeLinter, kubeScore];

/** The tool's program, built once; null where it is not there and cannot be built. */
export function programOf({ name, module }: Peer): string | null {
	const program = join(BIN, name);
	if (existsSync(program)) return program;
	mkdirSync(BIN, { recursive: true });
	console.error(`building ${module} (once)`);
	spawnSync("go", ["install", module], { env: { ...process.env, GOBIN: BIN }, stdio: ["ignore", "ignore", "inherit"] });
	return existsSync(program) ? program : null;
}

function run(peer: Peer, args: string[]) {
	return spawnSync(join(BIN, peer.name), args, { encoding: "utf8", maxBuffer: 2 ** 28 });
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** Who finds neither request nor limit has found a pod without either, whatever it calls it. */
function withBestEffort(rules: readonly string[]): Set<string> {
	const found = new Set(rules);
	if (found.has("lint/no-memory-request") && found.has("lint/no-memory-limit")) found.add("lint/best-effort");
	return found;
}
