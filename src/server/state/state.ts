import { randomBytes } from "node:crypto";
import type { Budget } from "../../model/budget.ts";
import { compareFindings, type Finding } from "../../model/finding.ts";
import type { Gap } from "../../model/gap.ts";
import { type Looked, nothingLooked } from "../../model/report.ts";
import type { Series } from "../../model/series.ts";
import type { Millis } from "../../model/time.ts";
import type { Change, ContainerSize, Part, SourceState } from "../api/answers.ts";
import { DeathLog, isDeath, workloadOfFinding } from "./deaths.ts";
import { Facts } from "./facts.ts";
import type { HeldOutlooks } from "./outlooks.ts";
import { keyOf, type Learnt, RowTable, worst } from "./rows.ts";

/** Findings by who looks for them: each look replaces its own. Null: nobody has looked yet, or there is nothing to look at. */
interface Found {
	deaths: Finding[];
	/** Applications' own settings that do not fit their limits. */
	settings: Finding[];
	pressure: Finding[];
	leaks: Finding[] | null;
	advisories: Finding[] | null;
}

/** What a container should have, by `plimsoll size`: of ten thousand recommendations no more is kept. */
export type Size = Omit<ContainerSize, "container">;

/** Changes remembered for pages that were away for a moment. */
const MOST_CHANGES = 256;

/** Everything the server knows, and who is told when it changes. */
export class State {
	/** Numbers of another process mean nothing to a page that has ours. */
	readonly epoch = randomBytes(6).toString("hex");
	readonly facts = new Facts();
	readonly rows = new RowTable(this.epoch);
	readonly log = new DeathLog();
	readonly #now: () => Millis;
	version = 0;
	/** Whether everything has been looked at once. A version alone may only say that the cluster is away. */
	isComplete = false;
	/** Whether leaks have been looked for once, as far as there is a history. */
	areLeaksKnown = false;
	#source: Omit<SourceState, "known">;
	looked: Looked;
	outlooks: HeldOutlooks | null = null;
	found: Found = { deaths: [], settings: [], pressure: [], leaks: null, advisories: null };
	/** By `namespace/kind/name/container`, as `keyOf` writes it. */
	sizes = new Map<string, Size>();
	/** What pods that have resources of their own should have, by their workload's key and no container. */
	readonly ownSizes = new Map<string, Record<"limit" | "request", number | null>>();
	/** The memory of nodes over time, where it came with a capture. */
	readonly nodeSeries = new Map<string, Series>();
	/** Where they were read; null: where everything else was. */
	nodeSeriesFrom: string | null = null;
	budgets: readonly Budget[] = [];
	gaps: readonly Gap[] = [];
	#changes: Change[] = [];
	readonly #listeners = new Set<(change: Change) => void>();

	constructor(name: string, now: () => Millis) {
		this.#now = now;
		this.#source = { name, state: "starting", since: now(), detail: "" };
		this.looked = nothingLooked(name);
	}

	now(): Millis {
		return this.#now();
	}

	get source(): SourceState {
		const known = { deaths: this.isComplete, nodes: this.outlooks !== null, leaks: this.areLeaksKnown };
		return { ...this.#source, known };
	}

	set source(source: Omit<SourceState, "known">) {
		this.#source = source;
	}

	/** All findings there are, worst first. */
	findings(): Finding[] {
		const { deaths, settings, pressure, leaks, advisories } = this.found;
		return [...deaths, ...settings, ...pressure, ...(leaks ?? []), ...(advisories ?? [])].sort(compareFindings);
	}

	/** Findings of deaths, of the whole cluster or in place of those of one pod. Returns the deaths nobody has been told of. */
	takeDeaths(findings: readonly Finding[], pod: { namespace: string; name: string } | null): Finding[] {
		const others = pod === null ? [] : this.found.deaths.filter(({ subject }) => !isOf(subject, pod));
		this.found = { ...this.found, deaths: [...others, ...findings.filter(isDeath)].sort(compareFindings) };
		return this.log.add(findings, this.now());
	}

	/** What a look at everything has found, but for nodes, which have a look of their own. Returns the deaths nobody has been told of. */
	takeAll(findings: readonly Finding[]): Finding[] {
		const of = (room: string) => findings.filter(({ rule }) => rule.startsWith(`${room}/`));
		const others = findings.filter(({ rule }) => !/^(?:death|pressure|leak|advisory)\//.test(rule));
		this.found = { ...this.found, settings: others, advisories: of("advisory") };
		this.isComplete = true;
		return this.takeDeaths(findings, null);
	}

	/** Makes the rows anew from the facts and tells of the change. */
	publish(parts: readonly Part[], deaths: Finding[] = []): void {
		const version = this.version + 1;
		const changed = new Set(parts);
		if (changed.has("fleet") || changed.has("findings")) {
			if (this.rows.update(this.facts.pods.values(), this.facts.usageOf, this.#learnt(), version)) changed.add("fleet");
			else changed.delete("fleet");
		}
		if (changed.size === 0 && deaths.length === 0) return;
		this.version = version;
		const change = { version, at: this.now(), source: this.source, parts: [...changed], deaths };
		this.#changes.push(change);
		if (this.#changes.length > MOST_CHANGES) this.#changes.shift();
		for (const listener of this.#listeners) listener(change);
	}

	setSource(state: SourceState["state"], detail: string): void {
		const before = this.#source;
		if (before.state === state && before.detail === detail) return;
		const since = before.state === state ? before.since : this.now();
		this.#source = { ...before, state, since, detail };
		this.publish(["source"]);
	}

	/** The changes after a version; null when they are no longer remembered. */
	changesSince(version: number): Change[] | null {
		const [oldest] = this.#changes;
		if (version === this.version) return [];
		if (version > this.version || oldest === undefined || version < oldest.version - 1) return null;
		return this.#changes.filter((change) => change.version > version);
	}

	listen(listener: (change: Change) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	get listeners(): number {
		return this.#listeners.size;
	}

	/** What findings and sizes say of each container of a workload. */
	#learnt(): (key: string) => Learnt | null {
		const byKey = new Map<string, { findings: Finding[]; deaths: number }>();
		const at = (finding: Finding) => {
			const workload = workloadOfFinding(finding);
			if (workload === null) return null;
			const key = keyOf(workload, finding.subject.container ?? "");
			const known = byKey.get(key) ?? { findings: [], deaths: 0 };
			byKey.set(key, known);
			return known;
		};
		for (const finding of this.findings()) at(finding)?.findings.push(finding);
		for (const death of this.log.all()) {
			const known = at(death);
			if (known !== null) known.deaths++;
		}
		return (key) => {
			const [found, size] = [byKey.get(key), this.sizes.get(key)];
			if (found === undefined && size === undefined) return null;
			const { findings, deaths } = found ?? { findings: [], deaths: 0 };
			return {
				deaths,
				severity: worst(findings),
				recommendedLimit: size?.limit ?? null,
				recommendedRequest: size?.request ?? null,
				reached: earliest(findings),
			};
		};
	}
}

function isOf(subject: Finding["subject"], pod: { namespace: string; name: string }): boolean {
	return subject.kind === "Pod" && subject.namespace === pod.namespace && subject.name === pod.name;
}

function earliest(findings: readonly Finding[]): Millis | null {
	const moments = findings.flatMap(({ params }) =>
		"limitAt" in params && typeof params.limitAt === "number" ? [params.limitAt] : [],
	);
	return moments.length === 0 ? null : Math.min(...moments);
}
