import type { Figure, History, HistoryRequest } from "../history/history.ts";
import { digestTrack, type Until } from "../verdicts/leaks/digest.ts";
import type { WorkloadVerdict } from "../verdicts/leaks/workload.ts";
import type { Group } from "./leaks-groups.ts";

/** A container that leans to a leak at least this much is looked at again with its RSS, which has no page cache in it. */
const WORTH_RSS = 0.2;

/** RSS and the pods' own counters are read for those alone that lean to a leak: for all it would be the same load on the engine again. */
export async function lookedAtAgain(
	history: History,
	request: HistoryRequest,
	until: Until,
	groups: ReadonlyMap<string, Group>,
	judge: (group: Group) => WorkloadVerdict,
): Promise<Map<Group, WorkloadVerdict>> {
	const verdicts = new Map<Group, WorkloadVerdict>();
	const again = new Map<string, Group>();
	for (const [key, group] of groups) {
		const verdict = judge(group);
		verdicts.set(group, verdict);
		const leans = verdict.findings.length > 0 || verdict.judged.some(({ confidence }) => confidence >= WORTH_RSS);
		if (leans) again.set(key, group);
	}
	if (again.size === 0) return verdicts;
	const byContainer = new Map<string, { group: Group; place: number }>();
	const wanted = new Set<string>();
	for (const group of again.values()) {
		for (const [place, { namespace, pod, container }] of group.digests.entries()) {
			wanted.add(`${namespace}/${pod}`);
			byContainer.set(`${namespace}/${pod}/${container}`, { group, place });
		}
	}
	const counting = await countOwn(history, request, again);
	const known = [...again.values()].every(({ digests }) => digests.every(({ rss }) => rss !== null));
	const measured = !known && (await history.keeps?.(request))?.has("rss") !== false && (await readRss());
	if (counting || measured) for (const group of again.values()) verdicts.set(group, judge(group));
	return verdicts;

	async function readRss(): Promise<boolean> {
		const figures: ReadonlySet<Figure> = new Set(["rss"]);
		const those = (namespace: string, pod: string) => wanted.has(`${namespace}/${pod}`);
		let seen = false;
		for await (const track of history.containers({ ...request, figures, wanted: those })) {
			// An engine that keeps no RSS has nothing to add.
			if (track.rss === null) break;
			seen = true;
			const found = byContainer.get(`${track.namespace}/${track.pod}/${track.container}`);
			if (found !== undefined) found.group.digests[found.place] = digestTrack(track, until);
		}
		return seen;
	}
}

/** Whether any of them counts something itself. */
async function countOwn(
	history: History,
	request: HistoryRequest,
	groups: ReadonlyMap<string, Group>,
): Promise<boolean> {
	const digests = [...groups.values()].flatMap((group) => group.digests);
	const pods = [...new Map(digests.map(({ namespace, pod }) => [`${namespace}/${pod}`, { namespace, pod }])).values()];
	const counted = await history.countersOf?.(request, pods);
	if (counted === undefined || counted.size === 0) return false;
	for (const group of groups.values()) {
		const { namespace } = group.workload;
		group.own = new Map(group.digests.map(({ pod }) => [pod, counted.get(`${namespace}/${pod}`) ?? []]));
	}
	return true;
}
