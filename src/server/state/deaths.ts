import { createHash } from "node:crypto";
import type { Finding } from "../../model/finding.ts";
import { momentOf } from "../../model/matter.ts";
import type { Millis } from "../../model/time.ts";
import type { Workload } from "../../model/workload.ts";

const DAY_MS = 24 * 3600 * 1000;
/** A cluster in which everything dies every minute must not fill the server. */
const MOST_DEATHS = 2000;

export function isDeath({ rule }: Finding): boolean {
	return rule.startsWith("death/");
}

/** The workload a finding is about; null for those about nodes. */
export function workloadOfFinding({ params, subject }: Finding): Workload | null {
	if ("workload" in params && params.workload !== null) return params.workload as Workload;
	const { kind, namespace, name } = subject;
	if (kind === undefined || kind === "Node" || namespace === undefined || name === undefined) return null;
	return { kind, namespace, name };
}

/** What makes two findings the same death, told twice. */
function keyOfDeath(finding: Finding): string {
	const { namespace, name, container, node } = finding.subject;
	// What is known of a death may grow, and its rule with it: where and when it was stays.
	const text = JSON.stringify([namespace, name, container, node, momentOf(finding)]);
	return createHash("sha256").update(text).digest("base64").slice(0, 16);
}

/** The deaths of the last day, also those that a later death of the same container hides from the API. */
export class DeathLog {
	#deaths = new Map<string, Finding>();
	/** Deaths that the bound has pushed out. */
	dropped = 0;

	/** Adds what is new, and returns it. */
	add(findings: readonly Finding[], now: Millis): Finding[] {
		const fresh: Finding[] = [];
		for (const finding of findings) {
			const at = momentOf(finding);
			if (!isDeath(finding) || at === null || at < now - DAY_MS) continue;
			const key = keyOfDeath(finding);
			if (!this.#deaths.has(key)) fresh.push(finding);
			this.#deaths.set(key, finding);
		}
		this.expire(now);
		return fresh;
	}

	expire(now: Millis): void {
		for (const [key, finding] of this.#deaths) {
			if ((momentOf(finding) ?? 0) < now - DAY_MS) this.#deaths.delete(key);
		}
		for (const key of this.#deaths.keys()) {
			if (this.#deaths.size <= MOST_DEATHS) break;
			this.#deaths.delete(key);
			this.dropped++;
		}
	}

	/** Newest first. */
	all(): Finding[] {
		return [...this.#deaths.values()].sort((a, b) => (momentOf(b) ?? 0) - (momentOf(a) ?? 0));
	}
}
