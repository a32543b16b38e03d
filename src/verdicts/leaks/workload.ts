import type { Finding, Subject } from "../../model/finding.ts";
import type { NotLeakingVerdict } from "../../model/not-leaking.ts";
import type { ReplicaParams } from "../../model/rules-leaks.ts";
import type { Series } from "../../model/series.ts";
import type { Workload } from "../../model/workload.ts";
import { causesOf, common } from "./causes.ts";
import { COEFFICIENTS } from "./coefficients.ts";
import type { TrackDigest } from "./digest.ts";
import { type LeakFinding, severityOf } from "./judge.ts";
import { type Assessed, assess, leakOf } from "./memory.ts";
import { highest, median } from "./numbers.ts";
import { countersOf } from "./own-counters.ts";
import { FLEET_THRESHOLD, pooled } from "./pool.ts";
import { withRemedies } from "./remedies.ts";
import { isGone, type Part, type Replica, replicasOf, withEarlier } from "./replicas.ts";
import { leaksAlike, rolloutOf } from "./since-rollout.ts";

/** One container of a workload in all its pods, present and past. */
export interface WorkloadMemory {
	workload: Workload;
	container: string;
	/** Made by `digestTrack`, in any order. */
	digests: readonly TrackDigest[];
	/** What may drive growth: cumulative counts. */
	counters: readonly Series[];
	/** What each pod counts by its own word, by its name. */
	own?: ReadonlyMap<string, readonly Series[]> | undefined;
	/** Bytes that a node has left before its eviction threshold, by name: what stops a container without a limit. */
	room: ReadonlyMap<string, number>;
	/** When anything was measured last, by the same history; unix seconds. As of its own newest sample unless told. */
	newest?: number;
	/** The history's name, for evidence. */
	source: string;
}

export interface WorkloadVerdict {
	findings: Finding[];
	/** Replicas that are not called leaking, and why. */
	judged: NotLeakingVerdict[];
}

interface JudgedReplica extends Assessed {
	replica: Replica;
	part: Part;
}

/** A replica leans to a leak from here on: enough to count beside others. */
const LEANS = 0.5;
/** What these make runs to an end of its own. */
const RUNS: ReadonlySet<string> = new Set(["Job", "CronJob"]);
/** A run that lasts so many times as long as those before it grows for another reason than they did. */
const OUTLIVED = 2;
const AT_LIMIT = 0.95;

/**
 * Judges a workload's replicas on their own and together. A leak is said once: of the workload when its replicas agree or there is
 * but one, of a pod otherwise; what it follows is said in place of, or beside, who leaks (docs/leaks.md).
 */
export function judgeWorkload(memory: WorkloadMemory): WorkloadVerdict {
	const runs = RUNS.has(memory.workload.kind);
	const { present, gone } = replicasOf(memory.digests, runs);
	const all = [...present, ...gone];
	const usual = runs ? usualRun(gone) : null;
	const replicas = present.map((replica) => judgeReplica(replica, memory, { alone: present.length === 1, usual }));
	const newestFirst = replicas.toSorted((a, b) => b.part.from - a.part.from);
	const versions = Map.groupBy(newestFirst, ({ part }) => JSON.stringify([part.image, part.revision]));
	const verdicts = [...versions.values()].map((version) => judgeVersion(version, all, memory));
	const findings = verdicts.flatMap((verdict) => verdict.findings);
	const judged = verdicts.flatMap((verdict) => verdict.judged);
	// Of a Job's run it is said after its end, too; what else has gone leaks no more.
	if (!runs && memory.newest !== undefined && isGone(memory.digests, memory.newest)) {
		const reason = "no-longer-measured";
		return {
			findings: [],
			judged: [...findings, ...judged].map(({ subject }) => ({ subject, reason, confidence: 0 })),
		};
	}
	return { findings: findings.map((finding) => withRemedies(finding, memory.workload, memory.container)), judged };
}

/** The replicas that run one version. */
function judgeVersion(
	replicas: readonly JudgedReplica[],
	all: readonly Replica[],
	memory: WorkloadMemory,
): WorkloadVerdict {
	const current = replicas.filter(({ reason }) => reason !== "too-short");
	const alike = agreeing(current);
	if (alike === null && current.length > 1) for (const replica of current) doubt(replica, current.length);
	const findings: Finding[] = [];
	const judged: NotLeakingVerdict[] = [];
	const told = new Set<JudgedReplica>();
	if (alike !== null) {
		const { load, said } = findingsFor(alike.leaning, alike.confidence, current.length, all, memory);
		findings.push(...said);
		for (const replica of alike.leaning) {
			told.add(replica);
			if (load) judged.push({ subject: replica.subject, reason: "load", confidence: replica.confidence });
		}
	}
	for (const replica of replicas) {
		if (told.has(replica)) continue;
		const { load, said } = findingsFor([replica], replica.confidence, current.length, all, memory);
		findings.push(...said);
		if (said.length > 0) continue;
		judged.push({
			subject: replica.subject,
			reason: load ? "load" : (replica.reason ?? "unclear"),
			confidence: replica.confidence,
		});
	}
	return { findings, judged };
}

/** How long runs last that came to their end, seconds: not at their limit, which may have ended them. Null where none is known. */
function usualRun(gone: readonly Replica[]): number | null {
	const ended = gone
		.flatMap(({ parts }) => parts)
		.filter(({ buckets: { peak, capacity } }) => !(highest(peak, 0, peak.length) > AT_LIMIT * capacity));
	return ended.length === 0 ? null : median(Float64Array.from(ended, ({ buckets }) => buckets.span));
}

function judgeReplica(
	replica: Replica,
	memory: WorkloadMemory,
	{ alone, usual }: { alone: boolean; usual: number | null },
): JudgedReplica {
	const { kind, namespace, name } = memory.workload;
	const subject: Subject = alone
		? { kind, namespace, name, container: memory.container }
		: { kind: "Pod", namespace, name: replica.pod, container: memory.container };
	const part = replica.parts.at(-1) as Part;
	const newest = replica.digests.at(-1) as TrackDigest;
	const room = memory.room.get(newest.stretches.at(-1)?.node ?? "");
	const threshold = room === undefined ? null : (part.buckets.middle.at(-1) ?? 0) + room;
	const source = `${memory.source}: ${namespace}/${replica.pod}/${memory.container}`;
	const about = { subject, threshold, source };
	const present = assess(part, about);
	const rate = present.confidence < LEANS ? null : leakOf(present, present.confidence)?.params.bytesPerHour;
	if (usual !== null && part.buckets.span < OUTLIVED * usual) return { ...present, reason: "run", replica, part };
	if (rate == null) return { ...present, replica, part };
	// Where versions before leaked, too, roll-outs hid it as restarts do.
	const whole = withEarlier(replica, (earlier) => leaksAlike(earlier, rate));
	const together = whole.buckets === part.buckets ? present : assess(whole, about);
	return { ...(together.reason === null || present.reason !== null ? together : present), replica, part };
}

/** The replicas that lean to a leak, when at least two and half of all do and together they are sure enough. */
function agreeing(current: readonly JudgedReplica[]): { leaning: JudgedReplica[]; confidence: number } | null {
	const leaning = current.filter(
		({ confidence, reason }) => confidence >= LEANS && reason !== "page-cache" && reason !== "run",
	);
	if (leaning.length < 2 || leaning.length * 2 < current.length) return null;
	const confidence = pooled(current.map((replica) => replica.confidence));
	return confidence < FLEET_THRESHOLD ? null : { leaning, confidence };
}

/** Each replica, and all together, are a chance to look leaky: who does so alone must be as much surer as there are more of them (Bonferroni 1936). */
function doubt(replica: JudgedReplica, replicas: number): void {
	if (replica.reason !== null || replica.confidence >= 1 - (1 - COEFFICIENTS.threshold) / (replicas + 1)) return;
	replica.reason = "unclear";
}

/** What is said of replicas that leak alike, one or more. */
function findingsFor(
	leaning: readonly JudgedReplica[],
	confidence: number,
	replicas: number,
	all: readonly Replica[],
	memory: WorkloadMemory,
): { said: Finding[]; load: boolean } {
	// The surest shows most clearly what its growth follows.
	const surest = leaning.toSorted((a, b) => b.confidence - a.confidence)[0] as JudgedReplica;
	const { workload, container } = memory;
	const counters = [...memory.counters, ...countersOf(surest.replica, memory.own)];
	const together = leaning.length > 1;
	const subject = together ? { ...workload, container } : surest.subject;
	const absences = surest.replica.digests.flatMap((digest) => digest.absences);
	const causes = causesOf({ ...surest, subject }, confidence, { counters, absences });
	if (causes.load) return { said: causes.findings, load: true };
	const called = together || surest.reason === null;
	const leaks = (called ? leaning : []).flatMap(({ replica: { pod }, ...assessed }) => {
		const leak = leakOf(assessed, confidence);
		return leak === null ? [] : [{ pod, leak }];
	});
	const first = leaks.toSorted((a, b) => soonest(a.leak, b.leak))[0];
	if (first === undefined) return { said: causes.findings, load: false };
	const { pod, leak } = first;
	const rates = Float64Array.from(leaks, (one) => one.leak.params.bytesPerHour);
	const bytesPerHour = Math.round(median(rates));
	const which: ReplicaParams = { replicas: Math.max(1, replicas), leaking: leaning.length, pod };
	const params = { ...common(leak.params), bytesPerHour, ...which };
	const about = { severity: severityOf(params), confidence, subject, evidence: leak.evidence, remedies: [] };
	const rollout = rolloutOf(surest.part, all, params);
	if (rollout !== null) {
		const said: Finding = { ...about, rule: "leak/since-rollout", params: { ...params, ...rollout } };
		return { said: [said, ...causes.findings], load: false };
	}
	if (together) {
		const range = { bytesPerHourFrom: Math.min(...rates), bytesPerHourTo: Math.max(...rates) };
		const said: Finding = { ...about, rule: "leak/fleet", params: { ...params, ...range, image: surest.part.image } };
		return { said: [said, ...causes.findings], load: false };
	}
	// A cause says all that a plain leak says.
	return { said: causes.findings.length > 0 ? causes.findings : [leak], load: false };
}

/** The one that reaches its limit first, else the fastest. */
function soonest(a: LeakFinding, b: LeakFinding): number {
	const x = a.params.limitAt ?? Number.POSITIVE_INFINITY;
	const y = b.params.limitAt ?? Number.POSITIVE_INFINITY;
	return x !== y ? x - y : b.params.bytesPerHour - a.params.bytesPerHour;
}
