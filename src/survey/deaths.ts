import { compareFindings, type Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { OomKill } from "../model/kernel.ts";
import { momentOf } from "../model/matter.ts";
import type { Node } from "../model/node.ts";
import type { Pod } from "../model/pod.ts";
import { type Looked, nothingLooked, type Report } from "../model/report.ts";
import { said } from "../model/said.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { deathsOf, endedAsWhole, lostEndsOf } from "../verdicts/deaths/facts.ts";
import { serviceOf } from "../verdicts/deaths/system-service.ts";
import { beforeItsEnd, eventsAsOf, isKnown, killsAsOf, podAsOf } from "./as-of.ts";
import { BudgetPods, surveyBudgets } from "./budgets.ts";
import { gatherLines, gatherSamples } from "./death-containers.ts";
import { gatherEvents } from "./death-events.ts";
import { judgeGone, judgePod, judgeServices, judgeWhole, type Seen } from "./death-judging.ts";
import { gatherKills, type SeenKills } from "./death-kills.ts";
import { gapsOfLogs } from "./death-logs.ts";
import { withSetting } from "./death-settings.ts";
import { gonePods, podsOfKills } from "./gone-pods.ts";

interface DeathInquiry {
	scope: Scope;
	/** Which pods of the scope are asked about. */
	wanted(pod: Pod): boolean;
	/** Which nodes' own services are asked about; all where left out and the whole cluster is in scope, else none. */
	wantedNode?(name: string): boolean;
	at: Millis;
	/** What happened in a later second is not told: a moment of the past was asked for. Where left out, clocks that run ahead lose nothing. */
	until?: Millis | undefined;
	/** Reads the memory settings of living pods too, and not only of dead ones. */
	allSettings?: boolean;
	/** Asks running servers for their settings, by commands in their containers. */
	live?: boolean;
}

/** A kernel log is up to 16 MB through the API server: only this many nodes without a known death are read for kills nobody reported. */
export const MOST_QUIET_NODES = 30;

/** Why the wanted pods and their containers died: gathers what the verdicts need, in as few reads as will do, and judges. */
export async function surveyDeaths(source: Source, inquiry: DeathInquiry): Promise<Report> {
	const { settings: _, ...report } = await surveyDeathsAndSettings(source, inquiry);
	return report;
}

/** The same, and what is wrong with the settings that were looked at, as findings of their own. */
export async function surveyDeathsAndSettings(
	source: Source,
	inquiry: DeathInquiry,
): Promise<Report & { settings: Finding[] }> {
	const { scope, wanted, at } = inquiry;
	const looked = nothingLooked(source.name);

	// Pods first: of thousands only those with an end of some kind are kept; of the others, that they are there and where.
	const dead = new Map<string, Pod>();
	const settled = new BudgetPods();
	const alive = new Set<string>();
	const quietNodes = new Set<string>();
	const lost = { count: 0, first: "" };
	const waiting = new Map<string, string>();
	const { until } = inquiry;
	for await (const pod of source.pods(scope)) {
		if (!wanted(pod)) {
			alive.add(pod.uid);
			continue;
		}
		looked.pods++;
		looked.containers += pod.containers.length;
		if (inquiry.allSettings) settled.take(pod);
		const then = until === undefined ? pod : podAsOf(pod, until);
		for (const { name } of lostEndsOf(then))
			if (lost.count++ === 0) lost.first = `${pod.namespace}/${pod.name}/${name}`;
		if (deathsOf(pod).length > 0 || endedAsWhole(pod)) dead.set(pod.uid, pod);
		else {
			alive.add(pod.uid);
			if (pod.node !== null) quietNodes.add(pod.node);
			if (pod.node !== null && pod.phase === "Pending") waiting.set(pod.uid, `${pod.namespace}/${pod.name}`);
		}
	}

	const aboutNode = inquiry.wantedNode ?? (() => isWhole(scope));
	const nodes = await gatherNodes(source, looked);
	const events = await gatherEvents(source, scope, looked);
	const gone = gonePods(events, scope, (uid) => alive.has(uid) || dead.has(uid), wanted);
	const nodeNames = new Set([...dead.values(), ...gone].flatMap((pod) => pod.node ?? []));
	const quiet = new Set([...quietNodes, ...(isWhole(scope) ? nodes.keys() : [])]);
	if (quiet.size <= MOST_QUIET_NODES) for (const name of quiet) nodeNames.add(name);
	const onlyKernel = scope.namespace === null && looked.pods + alive.size + nodes.size + gone.length === 0;
	const kills = await gatherKills(source, onlyKernel ? null : [...nodeNames], [...dead.values()], nodes.keys(), looked);
	if (onlyKernel) gone.push(...podsOfKills(kills, scope, wanted));
	for (const pod of await survivors(source, inquiry, kills, alive)) dead.set(pod.uid, pod);

	for (const pod of dead.values()) settled.take(pod, true);
	const { pods, seen } = asOf([...dead.values()], { nodes, events, kills }, until);
	const samples = await gatherSamples(source, pods, seen.kills, at, looked);
	const lines = await gatherLines(source, pods, dead);
	const findings: Finding[] = [];
	for (const pod of pods) findings.push(...judgePod(pod, { ...seen, samples, lines }, at));
	for (const each of gone) findings.push(...judgeGone(each, seen));
	findings.push(...judgeServices(seen.kills, seen.events, aboutNode));
	const { budgets, findings: settings } = await surveyBudgets(source, settled.pods, inquiry.live ?? false);
	const told = findings
		.filter((finding) => until === undefined || isKnown(momentOf(finding), until))
		.map((one) => withSetting(one, settings));
	return {
		at,
		findings: told.sort(compareFindings),
		gaps: [
			...source.gaps,
			...gapsOfLogs(pods, seen.kills),
			...gapOfLostEnds(lost),
			...gapsOfStarts(waiting, events.unstarted),
			...(onlyKernel ? gapOfStrangers(kills.outside) : []),
		],
		looked,
		...(budgets.length === 0 ? {} : { budgets }),
		settings,
	};
}

/** Nothing later than that moment, where one of the past is asked about. */
function asOf(pods: Pod[], seen: Seen, until: Millis | undefined): { pods: Pod[]; seen: Seen } {
	if (until === undefined) return { pods, seen };
	const { nodes, events, kills } = seen;
	return {
		pods: pods.map((pod) => {
			const end = judgeWhole(pod, seen);
			const then = podAsOf(pod, until);
			return end !== null && !isKnown(momentOf(end), until) ? beforeItsEnd(then) : then;
		}),
		seen: { nodes, events: eventsAsOf(events, until), kills: killsAsOf(kills, until) },
	};
}

/** That they ended is known, and nothing else: no death is told of them, and none is ruled out. */
function gapOfLostEnds({ count, first }: { count: number; first: string }): Gap[] {
	if (count === 0) return [];
	const what =
		count === 1
			? said("how {container} ended before it was started again", { container: first })
			: said("how {count} containers ended before they were started again, {container} among them", {
					count,
					container: first,
				});
	return [{ source: "kubernetes", what, reason: "absent", detail: "" }];
}

/** Where nothing but a kernel log is looked at: what it tells besides of processes outside all pods, or whose cgroup it does not name. */
function gapOfStrangers(kills: readonly OomKill[]): Gap[] {
	const strangers = kills.filter(({ victimCgroup, process }) => serviceOf(victimCgroup, process) === null);
	const [first] = strangers;
	if (first === undefined) return [];
	const [count, name] = [strangers.length, `${first.process} (pid ${first.pid})`];
	const what =
		count === 1
			? said("the pod of the killed process {name}", { name })
			: said("the pods of {count} killed processes, {name} among them", { count, name });
	return [{ source: "kernel", what, reason: "absent", detail: "" }];
}

/** Nothing of theirs ran, so nothing died; but to say no more than that would hide that memory is why. */
function gapsOfStarts(waiting: ReadonlyMap<string, string>, unstarted: ReadonlySet<string>): Gap[] {
	const pods = [...waiting].flatMap(([uid, name]) => (unstarted.has(uid) ? [name] : []));
	const [pod] = pods;
	if (pod === undefined) return [];
	const what =
		pods.length === 1
			? said("the start of pod {pod}", { pod })
			: said("starts of {count} pods, {pod} among them", { count: pods.length, pod });
	const detail = said("its memory limit is too low: the kernel kills what starts it");
	return [{ source: "kubernetes", what, reason: "failed", detail }];
}

/** Whether the question is about the whole cluster, its nodes with it. */
export function isWhole({ namespace, labelSelector, fieldSelector }: Scope): boolean {
	return namespace === null && labelSelector === "" && fieldSelector === "";
}

/** The pods that live, and in which the kernel nevertheless killed: read once more, as such kills are rare and pods are many. */
async function survivors(
	source: Source,
	{ scope, wanted }: DeathInquiry,
	kills: SeenKills,
	alive: ReadonlySet<string>,
): Promise<Pod[]> {
	const uids = new Set([...kills.byPod.keys()].filter((uid) => alive.has(uid)));
	const pods: Pod[] = [];
	if (uids.size === 0) return pods;
	for await (const pod of source.pods(scope)) if (uids.has(pod.uid) && wanted(pod)) pods.push(pod);
	return pods;
}

async function gatherNodes(source: Source, looked: Looked): Promise<Map<string, Node>> {
	const nodes = new Map<string, Node>();
	for await (const node of source.nodes()) {
		looked.nodes++;
		nodes.set(node.name, node);
	}
	return nodes;
}
