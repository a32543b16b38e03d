import { type Finding, SEVERITIES, type Severity } from "../../model/finding.ts";
import { identityOf, matterOf, momentOf } from "../../model/matter.ts";
import type { Millis } from "../../model/time.ts";
import { Told } from "./told.ts";

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
	/** What happened longer before the start is not told: it was, by whoever watched then. Where they left word of what they told, that counts. */
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
 * when it was last told: it grows with the cluster and not with time. Who does not lead looks on, and learns from the ledger what was told.
 */
export class Groups {
	readonly #groups = new Map<string, Group>();
	readonly #pace: Pace;
	readonly #startedAt: Millis;
	readonly #told = new Told();
	/** Notices on their way: what they tell, and the first moment of it. */
	readonly #underWay = new Map<Notice, { identities: string[]; since: Millis }>();

	constructor(startedAt: Millis, pace: Pace = PACE) {
		this.#startedAt = startedAt;
		this.#pace = pace;
	}

	/** Takes the findings as they are now and gives what is to be told. */
	take(findings: Iterable<Finding>, now: Millis): Notice[] {
		this.#look(findings, now);
		const notices: Notice[] = [];
		for (const [key, group] of this.#groups)
			if (group.pending.size > 0 && this.#isDue(group, now)) notices.push(this.#tell(key, group, now));
		return notices;
	}

	/** Takes the findings where another tells: what it does not tell by its time it knows for a reason. */
	see(findings: Iterable<Finding>, now: Millis): void {
		this.#look(findings, now);
		for (const group of this.#groups.values()) {
			if (group.pending.size === 0 || now - group.pendingSince < this.#pace.repeat + this.#pace.wait) continue;
			for (const id of group.pending.keys()) group.known.add(id);
			group.pending.clear();
		}
	}

	/** All who are told have it, or it was given up. */
	arrived(notice: Notice, now: Millis): void {
		const { key, at, severity } = notice;
		this.#told.add(key, { at, severity }, this.#underWay.get(notice)?.identities ?? [], now);
		this.#underWay.delete(notice);
	}

	/** For whoever leads next. */
	ledger(now: Millis): string {
		const first = Math.min(now - this.#pace.fresh, ...this.#underWay.values().map(({ since }) => since));
		return this.#told.write(Math.max(first, now - this.#pace.repeat));
	}

	/** Takes the ledger of whoever leads, or did. */
	learn(text: string): void {
		if (!this.#told.read(text)) return;
		for (const [key, group] of this.#groups) {
			for (const id of group.pending.keys()) if (this.#told.has(id)) this.#settle(group, id);
			const telling = this.#told.of(key);
			if (telling !== null && telling.at > group.toldAt)
				[group.toldAt, group.severity] = [telling.at, telling.severity];
		}
	}

	#look(findings: Iterable<Finding>, now: Millis): void {
		this.#told.forget(now - this.#pace.repeat);
		const present = new Map<string, Set<string>>();
		for (const finding of findings) {
			if (finding.suppressed !== undefined) continue;
			const [key, id] = [matterOf(finding), identityOf(finding)];
			(present.get(key) ?? present.set(key, new Set()).get(key))?.add(id);
			const group = this.#groupAt(key);
			if (group.known.has(id)) continue;
			if (!this.#isNews(finding, now) || this.#told.has(id)) this.#settle(group, id);
			else {
				if (group.pending.size === 0) group.pendingSince = now;
				group.pending.set(id, finding);
			}
		}
		for (const [key, group] of this.#groups) {
			const there = present.get(key) ?? new Set();
			for (const id of group.known) if (!there.has(id)) group.known.delete(id);
			if (group.pending.size === 0 && there.size === 0 && now - group.toldAt >= this.#pace.repeat)
				this.#groups.delete(key);
		}
	}

	#settle(group: Group, id: string): void {
		group.pending.delete(id);
		group.known.add(id);
	}

	#groupAt(key: string): Group {
		const known = this.#groups.get(key);
		if (known !== undefined) return known;
		const { at: toldAt, severity } = this.#told.of(key) ?? { at: Number.NEGATIVE_INFINITY, severity: "info" };
		const group: Group = { known: new Set(), pending: new Map(), pendingSince: 0, toldAt, severity };
		this.#groups.set(key, group);
		return group;
	}

	#isNews(finding: Finding, now: Millis): boolean {
		const moment = momentOf(finding);
		if (moment === null) return now >= this.#startedAt + this.#pace.settle;
		// A ledger reaches further back than we do, but not for ever.
		const since = Math.max(this.#told.since, this.#startedAt - this.#pace.repeat);
		return moment >= Math.min(since, this.#startedAt - this.#pace.fresh);
	}

	#isDue(group: Group, now: Millis): boolean {
		if (now - group.pendingSince < this.#pace.wait) return false;
		return now - group.toldAt >= this.#pace.repeat || rank(worst(group.pending.values())) > rank(group.severity);
	}

	#tell(key: string, group: Group, now: Millis): Notice {
		const all = [...group.pending.values()].sort((a, b) => (momentOf(b) ?? 0) - (momentOf(a) ?? 0));
		const notice: Notice = {
			key,
			severity: worst(all),
			findings: all.slice(0, MOST_SHOWN),
			count: all.length,
			at: now,
		};
		const since = Math.min(...all.map((finding) => momentOf(finding) ?? now));
		this.#underWay.set(notice, { identities: [...group.pending.keys()], since });
		for (const id of group.pending.keys()) group.known.add(id);
		group.pending.clear();
		[group.toldAt, group.severity] = [now, notice.severity];
		return notice;
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
