import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { asOfNow } from "./leaks-gone.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 21);

/** A leak of what was watched for so many hours, until so many ago. */
const leak = (watched: number, ago: number, kind = "Deployment", rule = "leak/steady") =>
	({
		...{ rule, severity: "error", subject: { kind, namespace: "shop", name: "web" }, remedies: [{}] },
		params: { lastAt: NOW - ago * HOUR, spanSeconds: watched * 3600 },
	}) as unknown as Finding;

test.each<[string, Finding, boolean, boolean]>([
	["measured just now", leak(10, 0), false, false],
	["a quarter of an hour ago", leak(10, 0.25), false, false],
	["longer ago", leak(10, 0.26), false, true],
	["within a fiftieth of its time", leak(98, 2), false, false],
	["longer ago than that", leak(97, 2), false, true],
	["longer ago, but there are pods of it", leak(97, 2), true, false],
	["longer ago, of a schedule whose next run leaks likewise", leak(97, 2, "CronJob"), false, false],
	["longer ago, but no leak", leak(97, 2, "Deployment", "death/container-limit"), false, false],
])("gone is what was measured last %s", (_, finding, hasPods, isGone) => {
	const found = asOfNow(NOW, { hasPods: () => hasPods })(finding);
	if (!isGone) expect(found).toBe(finding);
	else
		expect(found).toMatchObject({
			severity: "info",
			remedies: [],
			params: { goneAt: (finding.params as { lastAt: number }).lastAt },
		});
});
