import { Failure } from "../model/failure.ts";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import { listObjects } from "../sources/kubernetes/list.ts";
import { narrowNode } from "../sources/kubernetes/narrow.ts";
import type { Scope } from "../sources/source.ts";
import { isWhole, MOST_QUIET_NODES, surveyDeaths } from "./deaths.ts";

export const KERNEL_EVERY_MS = 30_000;

/** The kills that no status shows: a container's child, a service of the node. */
const UNSEEN: ReadonlySet<string> = new Set(["death/child-killed", "death/system-service"]);

const MOST_TOLD = 2000;

/** Told by the kernel logs alone, and each once. */
export class UnseenKills {
	readonly #cluster: ClusterSource;
	readonly #scope: Scope;
	readonly #now: () => number;
	readonly #told = new Map<string, string>();
	/** Nodes whose log told of a kill at the last look: by the next one, statuses show whether the container survived it. */
	#due: string[] = [];
	#tooMany = false;

	constructor(cluster: ClusterSource, { scope, now }: { scope: Scope; now(): number }) {
		this.#cluster = cluster;
		this.#scope = scope;
		this.#now = now;
	}

	/** Notes where the logs end now. */
	async start(): Promise<void> {
		await this.#cluster.newKillsOn(await this.#nodes());
	}

	/** What has been told elsewhere. */
	remember(findings: readonly Finding[]): void {
		for (const finding of findings) {
			if (!UNSEEN.has(finding.rule)) continue;
			this.#told.delete(subjectOf(finding));
			this.#told.set(subjectOf(finding), newestOf(finding));
		}
		// Pods come and go: what was told longest ago is forgotten.
		for (const key of this.#told.keys()) if (this.#told.size > MOST_TOLD) this.#told.delete(key);
	}

	/** A report for each node with such kills since the last look. A server that is away is asked again at the next. */
	async *news(): AsyncGenerator<Report> {
		const due = this.#due;
		this.#due = await this.#cluster.newKillsOn(await this.#nodes());
		for (const node of due) {
			const ofNode = [this.#scope.fieldSelector, `spec.nodeName=${node}`].filter((part) => part !== "").join(",");
			const report = await surveyDeaths(this.#cluster, {
				scope: { ...this.#scope, fieldSelector: ofNode },
				wanted: () => true,
				wantedNode: (name) => name === node && isWhole(this.#scope),
				at: this.#now(),
			}).catch(() => null);
			if (report === null) {
				this.#due.push(node);
				continue;
			}
			const findings = report.findings.filter(
				(finding) => UNSEEN.has(finding.rule) && this.#told.get(subjectOf(finding)) !== newestOf(finding),
			);
			this.remember(findings);
			if (findings.length > 0) yield { ...report, findings };
		}
	}

	/**
	 * As many as a scan reads; of more, none ever, or the API server would carry logs all day. Listed past the source: a server that is away for
	 * a while is told by the watch, and must not stay a gap of every report to come.
	 */
	async #nodes(): Promise<string[]> {
		const names: string[] = [];
		if (this.#tooMany) return names;
		const all = { resource: "nodes", namespace: null, labelSelector: "", fieldSelector: "" } as const;
		try {
			for await (const object of listObjects(this.#cluster.client, all)) {
				const node = narrowNode(object);
				if (node !== null) names.push(node.name);
				this.#tooMany = names.length > MOST_QUIET_NODES;
				if (this.#tooMany) return [];
			}
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			return [];
		}
		return names;
	}
}

function subjectOf({ rule, subject }: Finding): string {
	return JSON.stringify([rule, subject]);
}

/** The kernel's lines are the evidence: another one makes it news. */
function newestOf({ evidence }: Finding): string {
	return evidence.findLast(({ what }) => what === "kernel-oom-kill")?.value.toString() ?? "";
}
