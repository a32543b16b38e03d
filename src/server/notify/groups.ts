import { type Finding, SEVERITIES, type Severity } from "../../model/finding.ts";
import { identityOf, matterOf, momentOf } from "../../model/matter.ts";
import type { Millis } from "../../model/time.ts";

/** What is told at once: findings of one rule about one workload or node. */
export interface Notice {
	/** The same for every notice of the group, now and later. */
	key: string;
	severity: Severity;
	/** New since the last notice, newest first; no more than a person reads. */
	findings: readonly Finding[];
	/** How many those are in truth. */
	count: number;
	at: Millis;
}

export interface Pace {
	/** How long the first finding of a group waits for its siblings. */
	wait: Millis;
	/** No group is told of more often, unless it gets worse. */
	repeat: Millis;
	/** What happened longer before the start is not told: it was, by whoever watched then. */
	fresh: Millis;
	/** How long the first looks take: a lasting state that they find was there before. */
	settle: Millis;
}

export const PACE: Pace = { wait: 30_000, repeat: 4 * 3_600_000, fresh: 5 * 60_000, settle: 10 * 60_000 };
const MOST_SHOWN = 10;

interface Group {
	/** Findings that have been told, or need not be; only those that still are. */
	known: Set<string>;
	pending: Map<string, Finding>;
	pendingSince: Millis;
	toldAt: Millis;
	severity: Severity;
}

/**
 * Which findings are news, gathered by what a person would look at together. Holds the identities of the findings there are, and of each group
 * when it was last told: it grows with the cluster and not with time.
 */
export class Groups {
	readonly #groups = new Map<string, Group>();
	readonly #pace: Pace;
	readonly #startedAt: Millis;

	constructor(startedAt: Millis, pace: Pace = PACE) {
		this.#startedAt = startedAt;
		this.#pace = pace;
	}

	/** Takes the findings as they are now and gives what is to be told. */
	take(findings: Iterable<Finding>, now: Millis): Notice[] {
		const present = new Map<string, Set<string>>();
		for (const finding of findings) {
			if (finding.suppressed !== undefined) continue;
			const [key, id] = [matterOf(finding), identityOf(finding)];
			(present.get(key) ?? present.set(key, new Set()).get(key))?.add(id);
			const group = this.#groupAt(key);
			if (group.known.has(id)) continue;
			if (!this.#isNews(finding, now)) group.known.add(id);
			else {
				if (group.pending.size === 0) group.pendingSince = now;
				group.pending.set(id, finding);
			}
		}
		const notices: Notice[] = [];
		for (const [key, group] of this.#groups) {
			const there = present.get(key) ?? new Set();
			for (const id of group.known) if (!there.has(id)) group.known.delete(id);
			if (group.pending.size === 0) {
				if (there.size === 0 && now - group.toldAt >= this.#pace.repeat) this.#groups.delete(key);
			} else if (this.#isDue(group, now)) notices.push(this.#tell(key, group, now));
		}
		return notices;
	}

	#groupAt(key: string): Group {
		const known = this.#groups.get(key);
		if (known !== undefined) return known;
		const never = Number.NEGATIVE_INFINITY;
		const group: Group = { known: new Set(), pending: new Map(), pendingSince: 0, toldAt: never, severity: "info" };
		this.#groups.set(key, group);
		return group;
	}

	#isNews(finding: Finding, now: Millis): boolean {
		const moment = momentOf(finding);
		return moment === null ? now >= this.#startedAt + this.#pace.settle : moment >= this.#startedAt - this.#pace.fresh;
	}

	#isDue(group: Group, now: Millis): boolean {
		if (now - group.pendingSince < this.#pace.wait) return false;
		return now - group.toldAt >= this.#pace.repeat || rank(worst(group.pending.values())) > rank(group.severity);
	}

	#tell(key: string, group: Group, now: Millis): Notice {
		const all = [...group.pending.values()].sort((a, b) => (momentOf(b) ?? 0) - (momentOf(a) ?? 0));
		for (const id of group.pending.keys()) group.known.add(id);
		group.pending.clear();
		group.toldAt = now;
		group.severity = worst(all);
		return { key, severity: group.severity, findings: all.slice(0, MOST_SHOWN), count: all.length, at: now };
	}
}

function worst(findings: Iterable<Finding>): Severity {
	let found: Severity = "info";
	for (const { severity } of findings) if (rank(severity) > rank(found)) found = severity;
	return found;
}

function rank(severity: Severity): number {
	return SEVERITIES.indexOf(severity);
}
