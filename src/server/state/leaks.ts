import { setTimeout as sleep } from "node:timers/promises";
import type { History } from "../../history/history.ts";
import { compareFindings, type Finding } from "../../model/finding.ts";
import { inTurns } from "../../sources/in-turns.ts";
import { surveyLeaksOf } from "../../survey/leaks-history.ts";
import type { Kubelets } from "../../survey/node-room.ts";
import { LEAKS_MS } from "../../survey/scan.ts";
import { Workloads } from "../../survey/workloads.ts";
import type { State } from "./state.ts";

/** Containers judged together where all are read to be judged: what is kept of each until then is up to twenty KB. */
const AT_ONCE = 500;
/** After each part so many times as long is left to others. */
const REST = 2;

interface Beside {
	/** Who can say how the kubelets are configured. */
	kubelets: Kubelets;
	/** What a look at a live cluster goes on beside: each part of it is done when its turn comes. */
	signal?: AbortSignal;
	turn?(look: () => Promise<void>): Promise<void>;
}

/**
 * Who leaks, by a history; nobody has looked where there is none. An engine that says by itself which containers grow is asked once. The series of all others
 * are read: a part of the workloads at a time, where they come from a cluster.
 */
export async function lookForLeaks(state: State, history: History | null, beside: Beside | null = null): Promise<void> {
	if (history === null) {
		state.areLeaksKnown = true;
		return;
	}
	const { kubelets = null, signal, turn = (look: () => Promise<void>) => look() } = beside ?? {};
	const at = state.now();
	const parts =
		history.floors !== undefined || signal === undefined ? 1 : Math.max(1, Math.ceil(containersOf(state) / AT_ONCE));
	const findings: Finding[] = [];
	for (let part = 0; part < parts && signal?.aborted !== true; part++) {
		let started = performance.now();
		await turn(async () => {
			started = performance.now();
			const workloads = new Workloads();
			for await (const pod of inTurns(state.facts.pods.values())) workloads.take(pod);
			workloads.onlyPart(part, parts);
			const from = at - LEAKS_MS;
			const inquiry = { namespaces: null, workloads, kubelets, daemons: part === 0, at, from, signal };
			const found = (await surveyLeaksOf(history, inquiry)).findings;
			// An engine may keep other clusters too.
			findings.push(...found.filter(({ subject }) => subject.cluster === undefined));
		});
		if (part < parts - 1) await sleep((performance.now() - started) * REST, undefined, { signal }).catch(() => {});
	}
	if (signal?.aborted === true) return;
	state.found = { ...state.found, leaks: findings.sort(compareFindings) };
	state.areLeaksKnown = true;
}

function containersOf(state: State): number {
	let containers = 0;
	for (const pod of state.facts.pods.values()) containers += pod.containers.length;
	return containers;
}
