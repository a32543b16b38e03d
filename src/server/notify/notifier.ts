import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../model/finding.ts";
import type { Millis } from "../../model/time.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import type { Words } from "../../words/words.ts";
import { sendEvent } from "./events.ts";
import { Groups, type Notice, type Pace } from "./groups.ts";
import { alertmanagerAlerts, slackMessage, webhookMessage } from "./messages.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import { postJson } from "./post.ts";

/** Whom to tell, and how. */
export interface Targets {
	/** How people call the cluster; the source's own name where empty. */
	cluster: string;
	words: Words;
	/** Addresses; null for none. Those of Slack and of webhooks are passwords. */
	slack: string | null;
	webhook: string | null;
	/** Its root: `http://alertmanager:9093`. */
	alertmanager: string | null;
	/** Whether Events are written on workloads. */
	events: boolean;
}

export interface NotifierOptions extends Omit<Targets, "events"> {
	/** All that holds now. */
	findings(): Iterable<Finding>;
	/** Of several replicas one tells. */
	leads(): boolean;
	/** For Events on workloads; null for none. */
	events: KubeClient | null;
	signal: AbortSignal;
	now(): Millis;
	onLost: OutboxOptions["onLost"];
	/** Shorter in tests. */
	every?: Millis;
	pace?: Pace;
	backOff?: OutboxOptions["backOff"];
}

const EVERY_MS = 10_000;
/** Alertmanager is told what holds every so often; what is not told again within this time has ended. */
const HOLDS_MS = 180_000;
const REFRESH_MS = 60_000;

/** Tells what is new, once, grouped, to whom it may concern, until the signal aborts. */
export async function notify(options: NotifierOptions): Promise<void> {
	const { signal, now, words, cluster } = options;
	const boxes = boxesOf(options);
	const alerts = alertmanagerBox(options);
	let groups: Groups | null = null;
	let refreshedAt = Number.NEGATIVE_INFINITY;
	while (!signal.aborted) {
		if (!options.leads()) groups = null;
		else {
			const findings = [...options.findings()];
			// Who begins to lead has not seen what was told before: what is old by then is not told again.
			groups ??= new Groups(now(), options.pace);
			for (const notice of groups.take(findings, now())) for (const box of boxes) box.put(notice);
			if (alerts !== null && now() - refreshedAt >= REFRESH_MS) {
				refreshedAt = now();
				// Made when it is sent: after a while away it is told what holds then. One that waits is enough.
				if (!alerts.busy)
					alerts.put(() => alertmanagerAlerts(options.findings(), { cluster, now: now(), holds: HOLDS_MS, words }));
			}
		}
		await sleep(options.every ?? EVERY_MS, undefined, { signal }).catch(() => {});
	}
	await Promise.all([...boxes, ...(alerts === null ? [] : [alerts])].map((box) => box.idle()));
}

function boxesOf(options: NotifierOptions): Outbox<Notice>[] {
	const { slack, webhook, events, cluster, words, signal } = options;
	const boxes: Outbox<Notice>[] = [];
	const add = (name: string, send: (notice: Notice) => Promise<void>) =>
		boxes.push(new Outbox(name, send, outbox(options)));
	if (slack !== null) add("slack", (notice) => postJson(slack, slackMessage(notice, cluster, words), signal));
	if (webhook !== null) add("webhook", (notice) => postJson(webhook, webhookMessage(notice, cluster, words), signal));
	if (events !== null) add("events", (notice) => sendEvent(events, notice, words));
	return boxes;
}

function alertmanagerBox(options: NotifierOptions): Outbox<() => object[]> | null {
	const { alertmanager, signal } = options;
	if (alertmanager === null) return null;
	const url = `${alertmanager.replace(/\/+$/, "")}/api/v2/alerts`;
	return new Outbox("alertmanager", (alerts: () => object[]) => postJson(url, alerts(), signal), outbox(options));
}

function outbox({ signal, onLost, backOff }: NotifierOptions): OutboxOptions {
	return { signal, onLost, ...(backOff === undefined ? {} : { backOff }) };
}
