import type { Pod } from "../model/pod.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
import { type WatchEvent, watchObjects } from "../sources/kubernetes/watch.ts";
import type { Scope } from "../sources/source.ts";
import { deathsOf, endedAsWhole } from "../verdicts/deaths/facts.ts";
import { surveyDeaths } from "./deaths.ts";
import { TICK, withTicks } from "./ticks.ts";
import { KERNEL_EVERY_MS, UnseenKills } from "./unseen-kills.ts";

interface WatchInquiry {
	scope: Scope;
	now(): Millis;
	signal: AbortSignal;
	onState(state: "connected" | "reconnecting", detail: string): void;
	/** How often kernel logs are looked at for kills that containers survived, milliseconds; half a minute where left out. */
	kernelEvery?: number;
}

/**
 * First a report of all deaths there are, then one for each that comes, also for those that came while the server was away. Kills that a
 * container survived, and those of a node's own services, show in no status: the kernel logs' new lines tell of them.
 * Holds, of each pod, only which of its deaths have been told.
 */
export async function* watchDeaths(cluster: ClusterSource, inquiry: WatchInquiry): AsyncGenerator<Report> {
	const { scope, now, signal, onState } = inquiry;
	const told = new Told();
	const pending = new Map<string, Pod>();
	const unseen = new UnseenKills(cluster, inquiry);
	let first = true;
	const events = watchObjects(cluster.client, { resource: "pods", ...scope }, { signal, onState });
	for await (const event of withTicks(events, inquiry.kernelEvery ?? KERNEL_EVERY_MS)) {
		if (event === TICK) {
			if (!first) yield* unseen.news();
			continue;
		}
		const pod = take(event, told, pending);
		if (event.type === "bookmark" && first) {
			// The listing is complete: everything in it goes into the first report.
			first = false;
			pending.clear();
			await unseen.start();
			const report = await surveyDeaths(cluster, { scope, wanted: () => true, at: now() });
			unseen.remember(report.findings);
			yield report;
		} else if (!first && (pod !== null || event.type === "bookmark")) {
			yield* tellPending(cluster, pending, told, now);
		}
	}
}

/** Notes what the event says of deaths; returns the pod that has a new one. */
function take(event: WatchEvent, told: Told, pending: Map<string, Pod>): Pod | null {
	if (event.type === "resync") told.listing();
	if (event.type === "bookmark") told.listed();
	const pod =
		event.type === "added" || event.type === "modified" || event.type === "deleted" ? narrowPod(event.object) : null;
	if (pod === null) return null;
	if (event.type === "deleted") {
		told.forget(pod.uid);
		pending.delete(pod.uid);
		return null;
	}
	if (!told.isNews(pod)) return null;
	pending.set(pod.uid, pod);
	return pod;
}

/** One report a pod. A pod whose survey fails, because the server went away again, stays pending until the next sign of life. */
async function* tellPending(
	cluster: ClusterSource,
	pending: Map<string, Pod>,
	told: Told,
	now: () => Millis,
): AsyncGenerator<Report> {
	for (const [uid, pod] of pending) {
		const scope = { namespace: pod.namespace, labelSelector: "", fieldSelector: `metadata.name=${pod.name}` };
		const report = await surveyDeaths(cluster, { scope, wanted: (found) => found.uid === uid, at: now() }).catch(
			() => null,
		);
		if (report === null) return;
		pending.delete(uid);
		const fresh = told.newIn(pod);
		told.remember(pod);
		const findings = report.findings.filter(({ subject }) => fresh.has(subject.container ?? ""));
		if (findings.length > 0) yield { ...report, findings };
	}
}

/** Which death of which container has been told, by the pod's uid. */
export class Told {
	private readonly ofPod = new Map<string, Map<string, string>>();
	/** The uids of a listing in progress: after it the others are gone. */
	private listedUids: Set<string> | null = null;
	private firstListing = true;

	listing(): void {
		this.listedUids = new Set();
	}

	listed(): void {
		if (this.listedUids !== null) {
			for (const uid of this.ofPod.keys()) if (!this.listedUids.has(uid)) this.ofPod.delete(uid);
		}
		this.listedUids = null;
		this.firstListing = false;
	}

	/** Whether the pod has a death not told yet. What the very first listing holds is told by the first report. */
	isNews(pod: Pod): boolean {
		this.listedUids?.add(pod.uid);
		if (this.firstListing) this.remember(pod);
		return this.newIn(pod).size > 0;
	}

	newIn(pod: Pod): Set<string> {
		const known = this.ofPod.get(pod.uid);
		return new Set(deathKeys(pod).flatMap(([container, key]) => (known?.get(container) === key ? [] : [container])));
	}

	remember(pod: Pod): void {
		const keys = deathKeys(pod);
		if (keys.length > 0) this.ofPod.set(pod.uid, new Map(keys));
	}

	forget(uid: string): void {
		this.ofPod.delete(uid);
	}
}

/** What tells one death of a container from the next, and the end of the pod as a whole, under no container's name. */
function deathKeys(pod: Pod): [string, string][] {
	const ofContainers = deathsOf(pod).map(({ container, termination }): [string, string] => [
		container.name,
		`${termination.containerId} ${termination.finishedAt ?? ""}`,
	]);
	// A pod ends as a whole once: its status goes on changing while it does.
	return endedAsWhole(pod) ? [...ofContainers, ["", "ended"]] : ofContainers;
}
