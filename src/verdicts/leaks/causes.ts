import type { Finding } from "../../model/finding.ts";
import type { NotLeaking } from "../../model/not-leaking.ts";
import type { LeakParams } from "../../model/rules-leaks.ts";
import type { Series } from "../../model/series.ts";
import type { AbsenceRows } from "./absences.ts";
import { COEFFICIENTS } from "./coefficients.ts";
import { relationOf } from "./drivers.ts";
import { severityOf } from "./judge.ts";
import { type Assessed, leakOf } from "./memory.ts";
import { whileDisconnected } from "./while-disconnected.ts";

interface Causes {
	/** `leak/driven`, `leak/while-disconnected`: what hold. */
	findings: Finding[];
	/** The growth follows what is in use: no leak. */
	load: boolean;
}

/** Less sure than this that memory leaks, no counter is asked; surer, a clear driver adds what is missing. */
const LEANS = 0.3;
const CLEAR = { chance: 1e-6, confidence: 0.95, explained: 0.5 };

/** What growth follows: a counter, or the API server's absence. `confidence`: that it leaks, with the other replicas' evidence. */
export function causesOf(
	assessed: Assessed,
	confidence: number,
	{ counters, absences }: { counters: readonly Series[]; absences: readonly AbsenceRows[] },
): Causes {
	const findings: Finding[] = [];
	const away = whileDisconnected(absences, assessed.buckets);
	if (away !== null) {
		const { confidence: surely, grownBytes, ...numbers } = away;
		// When a limit is reached hangs on when the server is away the next time.
		const never = { limitAt: null, limitFrom: null, limitTo: null };
		const params = { ...paramsOf(assessed, surely), ...numbers, ...never, leakedBytes: grownBytes };
		findings.push({ ...about(assessed, params, surely), rule: "leak/while-disconnected", params });
	}
	if (counters.length === 0 || confidence < LEANS || !mayLeak(assessed.reason)) return { findings, load: false };
	const relation = relationOf(assessed.buckets, assessed.buckets.lives, counters);
	if (relation?.kind === "load") return { findings, load: true };
	const leak = relation === null ? null : leakOf(assessed, confidence);
	if (relation === null || leak === null) return { findings, load: false };
	const { driver } = relation;
	const clear =
		driver.chance < CLEAR.chance && driver.confidence > CLEAR.confidence && driver.explained > CLEAR.explained;
	const surely = clear ? Math.max(confidence, COEFFICIENTS.threshold) : confidence;
	if (surely >= COEFFICIENTS.threshold) {
		const params = {
			...common(leak.params),
			// Events are those of all lives, and so is what they cost.
			...(leak.rule === "leak/restart-masked" ? { leakedBytes: Math.round(driver.bytesPerEvent * driver.events) } : {}),
			driver: driver.name,
			events: Math.round(driver.events),
			bytesPerEvent: driver.bytesPerEvent,
			bytesPerEventFrom: driver.from,
			bytesPerEventTo: driver.to,
			driverConfidence: driver.confidence,
			counters: counters.length,
			explained: driver.explained,
		};
		findings.push({ ...about(assessed, params, surely), rule: "leak/driven", params });
	}
	return { findings, load: false };
}

function mayLeak(reason: NotLeaking | null): boolean {
	return reason !== "page-cache" && reason !== "too-short" && reason !== "stopped" && reason !== "run";
}

function about({ subject, evidence }: Assessed, params: LeakParams, confidence: number) {
	return { severity: severityOf(params), confidence, subject, evidence, remedies: [] };
}

/** What every leak says, also where the growth as a whole is no line: then no rate goes on and no limit is reached. */
function paramsOf(assessed: Assessed, confidence: number): LeakParams {
	const leak = leakOf(assessed, confidence);
	if (leak !== null) return common(leak.params);
	const { buckets, threshold } = assessed;
	const first = Math.round(buckets.from * 1000);
	const last = Math.round((buckets.from + buckets.span) * 1000);
	return {
		since: first,
		sinceFrom: first,
		sinceTo: last,
		bytesPerHour: 0,
		leakedBytes: 0,
		limit: Number.isNaN(buckets.capacity) ? null : buckets.capacity,
		threshold: Number.isNaN(buckets.capacity) ? threshold : null,
		limitAt: null,
		limitFrom: null,
		limitTo: null,
		samples: buckets.samples,
		spanSeconds: Math.round(buckets.span),
		lastAt: last,
		curve: [],
	};
}

/** A leak's parameters without those of its own rule. */
export function common(params: LeakParams): LeakParams {
	const { since, sinceFrom, sinceTo, bytesPerHour, leakedBytes, limit, threshold, limitAt, limitFrom, limitTo } =
		params;
	const { samples, spanSeconds, lastAt, curve } = params;
	return {
		since,
		sinceFrom,
		sinceTo,
		bytesPerHour,
		leakedBytes,
		limit,
		threshold,
		limitAt,
		limitFrom,
		limitTo,
		samples,
		spanSeconds,
		lastAt,
		curve,
	};
}
