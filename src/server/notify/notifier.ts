import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../model/finding.ts";
import type { Millis } from "../../model/time.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import type { Words } from "../../words/words.ts";
import type { Ledger } from "../lease.ts";
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

/** What a notifier knows of the others of its kind. */
export interface Lead {
	readonly leads: boolean;
	/** While nobody can be asked, neither holds. */
	readonly isAnothers: boolean;
	carry(ledger: Ledger): void;
	/** Has the ledger written now. */
	hurry(): void;
}

interface NotifierOptions extends Omit<Targets, "events"> {
	/** All that holds now. */
	findings(): Iterable<Finding>;
	/** Of several replicas one tells, and leaves word of it to those after it; null where there are no others. */
	lead: Lead | null;
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
/** A message that is being sent when the end comes may arrive: half sent it would be told again by whoever leads next. */
const ARRIVES_MS = 5000;

/** Tells what is new, once, grouped, to whom it may concern, until the signal aborts. */
export async function notify(options: NotifierOptions): Promise<void> {
	const { signal, now, words, cluster, lead } = options;
	const boxes = boxesOf(options);
	const alerts = alertmanagerBox(options);
	const groups = new Groups(now(), options.pace);
	lead?.carry({ write: () => groups.ledger(now()), read: (text) => groups.learn(text) });
	let refreshedAt = Number.NEGATIVE_INFINITY;
	let led = false;
	while (!signal.aborted) {
		const [leads, follows] = [lead?.leads !== false, lead?.isAnothers === true];
		led = leads || (led && !follows);
		if (leads) for (const notice of groups.take(options.findings(), now())) tell(notice);
		// While the API server is away nobody leads: what came is told by whoever leads then.
		else if (follows) groups.see(options.findings(), now());
		// What holds goes on holding while nobody can lead: Alertmanager would call it resolved.
		if (led && alerts !== null && now() - refreshedAt >= REFRESH_MS) {
			refreshedAt = now();
			// Made when it is sent: after a while away it is told what holds then. One that waits is enough.
			if (!alerts.busy)
				alerts.put(() => alertmanagerAlerts(options.findings(), { cluster, now: now(), holds: HOLDS_MS, words }));
		}
		await sleep(options.every ?? EVERY_MS, undefined, { signal }).catch(() => {});
	}
	await Promise.all([...boxes, ...(alerts === null ? [] : [alerts])].map((box) => box.idle()));

	/** On the ledger once all have it: who is killed before that has the next leader tell it. */
	function tell(notice: Notice): void {
		let left = boxes.length;
		const onEnd = () => {
			if (--left > 0) return;
			groups.arrived(notice, now());
			lead?.hurry();
		};
		if (left === 0) groups.arrived(notice, now());
		for (const box of boxes) box.put(notice, onEnd);
	}
}

function boxesOf(options: NotifierOptions): Outbox<Notice>[] {
	const { slack, webhook, events, cluster, words } = options;
	const signal = after(options.signal, ARRIVES_MS);
	const boxes: Outbox<Notice>[] = [];
	const add = (name: string, send: (notice: Notice) => Promise<void>) =>
		boxes.push(new Outbox(name, send, outbox(options)));
	if (slack !== null) add("slack", (notice) => postJson(slack, slackMessage(notice, cluster, words), signal));
	if (webhook !== null) add("webhook", (notice) => postJson(webhook, webhookMessage(notice, cluster, words), signal));
	if (events !== null) add("events", (notice) => sendEvent(events, notice, words));
	return boxes;
}

/** Aborts so many milliseconds after another does. */
function after(signal: AbortSignal, milliseconds: number): AbortSignal {
	const late = new AbortController();
	const end = () => void setTimeout(() => late.abort(), milliseconds).unref();
	signal.addEventListener("abort", end, { once: true });
	return late.signal;
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
