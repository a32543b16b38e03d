import type { Gap } from "../model/gap.ts";
import type { KernelLogSpan, OomKill } from "../model/kernel.ts";
import type { Pod, Termination } from "../model/pod.ts";
import { type Said, said } from "../model/said.ts";
import type { Millis } from "../model/time.ts";
import { Gaps } from "../sources/kubernetes/gaps.ts";
import { deathsOf, hexOf } from "../verdicts/deaths/facts.ts";
import { isOver, type Span } from "../verdicts/deaths/when.ts";
import { append } from "./death-events.ts";

/** How far each node's clock, as its log tells it, is behind the API server's: one of times with their zone, one of those without. */
export type Clocks = ReadonlyMap<string, Millis>;

export function clockOf({ host, zoneless = false }: { host: string; zoneless?: boolean }): string {
	return `${host} ${zoneless ? "local" : "zoned"}`;
}

const HOUR = 3_600_000;
/** Local time is at most that far ahead of UTC (Kiribati), and behind it (Baker Island). */
const MOST_AHEAD = 14 * HOUR;
const MOST_BEHIND = 12 * HOUR;

/**
 * Where each node's logs surely were read, by the API server's clock. A log whose times name no zone and in which no kill fits an end of a container
 * may be in any: it counts where it reaches over the moment in all of them.
 */
export function spansOf(logs: readonly KernelLogSpan[], clocks: Clocks): Map<string, Span[]> {
	const spans = new Map<string, Span[]>();
	for (const log of logs) {
		const { host, from, to, zoneless = false, readAt = Number.NEGATIVE_INFINITY } = log;
		if (from === null || to === null) continue;
		const skew = clocks.get(clockOf(log)) ?? 0;
		const anyZone = zoneless && !clocks.has(clockOf(log));
		const begun = from + skew + (anyZone ? MOST_BEHIND : 0);
		const ended = Math.max(to + skew - (anyZone ? MOST_AHEAD : 0), readAt);
		if (begun <= ended) append(spans, host, { from: begun, to: ended });
	}
	return spans;
}

/** Ends by SIGKILL of which a log of the node that was read could have told, had it reached there for sure. */
export function gapsOfLogs(
	pods: readonly Pod[],
	{
		logs,
		spans,
		byPod,
	}: { logs: readonly KernelLogSpan[]; spans: ReadonlyMap<string, Span[]>; byPod: ReadonlyMap<string, OomKill[]> },
): Gap[] {
	const gaps = new Gaps();
	const ofNode = Map.groupBy(logs, ({ host }) => host);
	for (const pod of pods) {
		const read = pod.node === null ? undefined : ofNode.get(pod.node);
		if (pod.node === null || read === undefined) continue;
		const killed = new Set(byPod.get(pod.uid)?.map(({ containerId }) => containerId));
		for (const { termination } of deathsOf(pod)) {
			const { finishedAt, containerId } = termination;
			if (!isSigkill(termination) || finishedAt === null || killed.has(hexOf(containerId))) continue;
			if (spans.get(pod.node)?.some((span) => isOver(span, finishedAt))) continue;
			gaps.addOfNode(pod.node, { ...GAP, ...whyNot(read, finishedAt) });
		}
	}
	return gaps.all();
}

const GAP = { source: "kernel", what: "the moment of a death in the kernel log" } as const;

function whyNot(read: readonly KernelLogSpan[], at: Millis): Pick<Gap, "reason" | "detail"> {
	if (read.every(({ from }) => from === null)) return { reason: "malformed", detail: said(TIMELESS) };
	const mayReach = ({ from, to, zoneless }: KernelLogSpan) =>
		zoneless === true && from !== null && to !== null && from - MOST_AHEAD <= at && at <= to + MOST_BEHIND;
	if (read.some(mayReach)) return { reason: "malformed", detail: said(ZONELESS) };
	return { reason: "absent", detail: said("it begins later, ends before or has a hole there") };
}

const TIMELESS =
	"its lines carry no time of day: take it by dmesg --time-format iso, or journalctl -k -o short-iso" satisfies Said;
const ZONELESS =
	"its times name no zone, so it may end before or begin later: take it by dmesg --time-format iso, or journalctl -k -o short-iso" satisfies Said;

function isSigkill({ exitCode }: Termination): boolean {
	return exitCode === 137;
}
