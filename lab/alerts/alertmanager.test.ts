/** What the server sends, taken by a real Alertmanager and handed on. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { alertmanagerAlerts } from "../../src/server/notify/messages.ts";
import { notify } from "../../src/server/notify/notifier.ts";
import { postJson } from "../../src/server/notify/post.ts";
import { SCENARIOS } from "../../src/verdicts/deaths/scenarios.fixture.ts";
import { words } from "../../src/words/en.ts";
import { startAlertmanager } from "./alertmanager.ts";

interface Alert {
	status: string | { state: string };
	labels: Record<string, string>;
	annotations: Record<string, string>;
	startsAt: string;
	endsAt: string;
}
interface Handed {
	status: "firing" | "resolved";
	groupLabels: Record<string, string>;
	alerts: Alert[];
}

const EVIL = 'web <!channel> {{ .Labels }} "\\\u202e\u001b[31m';
const found = SCENARIOS.map(({ judge }) => judge())
	.filter((finding) => finding != null)
	.map((finding) => ({ ...finding, params: { ...finding.params, at: Date.now() - 60_000 } })) as Finding[];
const evil = { ...found[0], subject: { ...found[0]?.subject, name: EVIL } } as Finding;

const got: Handed[] = [];
let receiver: Server;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
beforeAll(async () => {
	receiver = createServer(async (request, response) => {
		got.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()));
		response.end();
	}).listen(0, "127.0.0.1");
	await once(receiver, "listening");
	alertmanager = await startAlertmanager(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
}, 120_000);
afterAll(async () => {
	await alertmanager?.stop();
	receiver?.closeAllConnections();
	receiver?.close();
});

const active = async (): Promise<Alert[]> =>
	(await (await fetch(`${alertmanager.url}/api/v2/alerts?active=true`)).json()) as Alert[];
const { signal } = new AbortController();

test("takes every finding that we have, whatever its names, and hands each group on once", async () => {
	const stop = new AbortController();
	const lost: string[] = [];
	const none = { slack: null, webhook: null, events: null };
	const running = notify({
		...{ ...none, alertmanager: alertmanager.url, cluster: "prod", words, signal: stop.signal, now: Date.now },
		findings: () => [...found, evil],
		lead: null,
		onLost: (_, why) => lost.push(why),
		every: 100,
	});
	const wanted = alertmanagerAlerts([...found, evil], { cluster: "prod", now: Date.now(), holds: 1000, words }).length;
	await expect.poll(async () => (await active()).length).toBe(wanted);
	const handed = () => new Set(got.flatMap(({ alerts }) => alerts.map(({ labels }) => JSON.stringify(labels)))).size;
	await expect.poll(handed).toBe(wanted);
	// And no group is handed on again for nothing.
	const before = got.length;
	await sleep(2500);
	expect(got.length).toBe(before);
	stop.abort();
	await running;
	expect(lost).toEqual([]);
	const [told] = (await active()).filter(({ labels }) => labels.name === EVIL);
	expect(told?.labels).toMatchObject({ alertname: "Plimsoll", cluster: "prod", rule: evil.rule });
	for (const { startsAt, endsAt, annotations } of await active()) {
		expect(Date.parse(startsAt)).toBeLessThanOrEqual(Date.now());
		expect(Date.parse(endsAt)).toBeGreaterThan(Date.now() + 60_000);
		expect(annotations.summary).not.toBe("");
	}
	for (const { groupLabels, alerts } of got) {
		expect(new Set(alerts.map(({ labels }) => labels.rule))).toEqual(new Set([groupLabels.rule]));
	}
}, 60_000);

test("what is told again is not handed on again; what is no longer told ends by itself", async () => {
	const finding = { ...evil, subject: { ...evil.subject, name: "mended" } } as Finding;
	const tell = async (holds: number) => {
		const alerts = alertmanagerAlerts([finding], { cluster: "prod", now: Date.now(), holds, words });
		await postJson(`${alertmanager.url}/api/v2/alerts`, alerts, signal);
	};
	const of = (status: string) =>
		got.filter((one) => one.alerts.some((alert) => alert.labels.name === "mended" && alert.status === status)).length;
	await tell(6000);
	await expect.poll(() => of("firing")).toBe(1);
	await tell(6000);
	await expect.poll(() => of("resolved")).toBe(1);
	expect(of("firing")).toBe(1);
}, 40_000);
