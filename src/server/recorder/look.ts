import { Failure } from "../../model/failure.ts";
import type { Measured } from "../../model/measured.ts";
import { CadvisorText } from "../../sources/kubelet/cadvisor.ts";
import { measuredInSummary } from "../../sources/kubelet/summary-measured.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { reasonOf } from "../../sources/kubernetes/gaps.ts";
import { release, TooLarge } from "../../sources/kubernetes/transport.ts";

/** Where a kubelet answers: through the API server's node proxy, or itself. */
export interface Door {
	client: KubeClient;
	/** In front of the kubelet's own paths. */
	prefix: string;
	/** Milliseconds for the first byte, and between two. */
	patience: number;
	/** Told of each /stats/summary as it was read. */
	onSummary?(summary: unknown): void;
}

/** 250 pods are under 1 MB; a kubelet's whole text some 10 MB. */
const SUMMARY_BOUND = 32 * 1024 * 1024;
const TEXT_BOUND = 512 * 1024 * 1024;
const TOTAL_MS = 60_000;

/**
 * What a kubelet measures of its containers, its node and its system services. cAdvisor's text has most; the summary adds the node's capacity
 * and what cAdvisor does not see, and stands in for it where it is refused or absent, as /metrics/resource does for both.
 * @throws Failure when none of the three can be read
 */
export async function lookAt(door: Door, signal: AbortSignal): Promise<Measured[]> {
	const cadvisor = await attempt(() => readText(door, "metrics/cadvisor", signal));
	if (cadvisor instanceof Failure && !isAnswer(cadvisor)) throw cadvisor;
	const summary = await attempt(() => readSummary(door, signal));
	if (!(cadvisor instanceof Failure) && cadvisor.some(({ pod }) => pod !== ""))
		return summary instanceof Failure ? cadvisor : merged(cadvisor, summary);
	if (!(summary instanceof Failure)) return merged(cadvisor instanceof Failure ? [] : cadvisor, summary);
	if (!isAnswer(summary)) throw summary;
	return await readText(door, "metrics/resource", signal);
}

/** What a kubelet lets each of its readers do, and remembers, apart from the other (nodes/metrics and nodes/stats). */
export type Way = "metrics" | "stats";
export const WAYS: readonly Way[] = ["metrics", "stats"];

/**
 * The same by these ways at once, whichever answer, and which did.
 * @throws Failure when none does
 */
export async function lookBy(
	ways: readonly Way[],
	door: Door,
	signal: AbortSignal,
): Promise<{ measured: Measured[]; answered: Way[] }> {
	const read = (way: Way) =>
		way === "metrics" ? readText(door, "metrics/cadvisor", signal) : readSummary(door, signal);
	const looks = await Promise.all(ways.map(async (way) => ({ way, found: await attempt(() => read(way)) })));
	const found = looks.flatMap((look) => (look.found instanceof Failure ? [] : [{ way: look.way, found: look.found }]));
	const [first, second = []] = found.map(({ found: measured }) => measured);
	if (first === undefined) throw looks[0]?.found;
	return { measured: merged(first, second), answered: found.map(({ way }) => way) };
}

/**
 * Has the kubelet ask and remember whether we may, at the cost of a small answer.
 * @throws Failure when it does not let us in
 */
export async function knockAt({ client, prefix, patience }: Door, way: Way, signal: AbortSignal): Promise<void> {
	const path = way === "metrics" ? "metrics/resource" : "stats/summary?only_cpu_and_memory=true";
	const limits = { firstByte: patience, stall: patience, total: TOTAL_MS };
	(await client.get(`${prefix}/${path}`, { signal, limits, retries: 0 })).discard();
}

/** Whether somebody answered, if only to refuse: then the next path may be allowed. */
function isAnswer(failure: Failure): boolean {
	const reason = reasonOf(failure)?.reason;
	return reason === "forbidden" || reason === "absent" || reason === "malformed";
}

async function attempt<T>(read: () => Promise<T>): Promise<T | Failure> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
}

async function readText({ client, prefix, patience }: Door, path: string, signal: AbortSignal): Promise<Measured[]> {
	const reader = new CadvisorText();
	const limits = { firstByte: patience, stall: patience, total: TOTAL_MS };
	const headers = { accept: "text/plain;version=0.0.4" };
	const answer = await client.get(`${prefix}/${path}`, { signal, limits, headers, retries: 0 });
	let size = 0;
	try {
		for await (const chunk of answer.body) {
			size += chunk.length;
			if (size > TEXT_BOUND) throw new TooLarge(TEXT_BOUND);
			reader.push(chunk);
			release(chunk);
		}
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		throw client.failure(error, path);
	}
	return reader.end();
}

async function readSummary({ client, prefix, patience, onSummary }: Door, signal: AbortSignal): Promise<Measured[]> {
	const limits = { firstByte: patience, stall: patience, total: TOTAL_MS };
	const path = `${prefix}/stats/summary?only_cpu_and_memory=true`;
	try {
		const summary = await client.json(path, SUMMARY_BOUND, { signal, limits, retries: 0 });
		onSummary?.(summary);
		return measuredInSummary(summary);
	} catch (error) {
		throw error instanceof TooLarge ? client.failure(error, path) : error;
	}
}

/** Both together: cAdvisor's figures first. Of two instances of one container, the one that started later. */
function merged(cadvisor: readonly Measured[], summary: readonly Measured[]): Measured[] {
	const found = new Map<string, Measured>();
	// A node whose services cAdvisor sees by their slices needs them under no second name.
	let slices = false;
	for (const measured of cadvisor) {
		const key = keyOf(measured);
		const known = found.get(key);
		if (known === undefined || !(known.start > measured.start)) found.set(key, measured);
		slices ||= /^\/(?!kubepods)./.test(measured.cgroup) && measured.pod === "";
	}
	for (const measured of summary) {
		const known = found.get(keyOf(measured));
		if (known !== undefined) fill(known, measured);
		else if (measured.pod !== "" || measured.cgroup === "/" || !slices) found.set(keyOf(measured), measured);
	}
	return [...found.values()];
}

function keyOf({ namespace, pod, container, cgroup }: Measured): string {
	return pod === "" ? cgroup : `${namespace}\0${pod}\0${container}`;
}

const FIGURES = ["workingSet", "rss", "cache", "swap", "limit", "start", "stalledSome", "stalledFull", "at"] as const;

function fill(measured: Measured, other: Measured): void {
	for (const figure of FIGURES) if (Number.isNaN(measured[figure])) measured[figure] = other[figure];
}
