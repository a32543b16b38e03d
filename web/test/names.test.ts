import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MadeFleet, makeFleet, writeFleet } from "../../bench/web/fleet.ts";
import { barriers, openBrowser, openTab, Served, stateOf } from "./harness.ts";

/** Names as long as companies make them: those of one family differ at their ends alone. */
const AT = "2026-11-21T13:00:00Z";
const folder = mkdtempSync(join(tmpdir(), "plimsoll-names-"));
let browser: Browser;
let served: Served;
beforeAll(async () => {
	writeFleet(folder, longNames(makeFleet({ workloads: 60, podsPerWorkload: 1, nodes: 3 }, AT)));
	served = new Served(await stateOf(folder, Date.parse(AT)));
	await served.start();
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await served?.stop();
	rmSync(folder, { recursive: true });
});

function longNames({ pods, nodes, summaries }: MadeFleet): MadeFleet {
	const longer = <T>(value: T): T =>
		JSON.parse(
			JSON.stringify(value)
				.replace(/\b(?:shop|pay|data|edge|ml|ops|crm|media)-(\d)(?=")/g, "team-storefront-checkout-production-$&")
				.replace(/"app"/g, '"customer-notification-dispatcher-sidecar-a"')
				.replace(/\b[a-z]+-\d+(?=[-"])/g, (name) =>
					/^(?:api|web|worker|cache|queue|search|billing|mail|auth|report|import|feed)-/.test(name)
						? `customer-notification-dispatcher-${name}`
						: name,
				),
		) as T;
	return { pods: longer(pods), nodes, summaries: new Map(longer([...summaries])) };
}

/** What is seen of each row's names: the end of each must be, whatever is left out before it. */
const SEEN = `[...document.querySelectorAll(".list .body .row")].slice(0, 12).map((row) =>
	[...row.querySelectorAll("[role=cell] .cut")].filter((cut) => cut.getClientRects().length > 0).map((cut) => {
		const [last, cell] = [cut.querySelector(".last").getBoundingClientRect(), cut.closest("[role=cell]").getBoundingClientRect()];
		return { whole: cut.querySelector("bdi").textContent, end: cut.querySelector(".last").textContent, out: last.right - cell.right };
	}))`;

test.each([360, 768, 1024, 1280])("at %i dots rows that differ at their ends look different", async (width) => {
	const { page, wrong } = await openTab(browser, { locale: "en", viewport: { width, height: 800 } });
	await page.goto(served.address);
	for (const path of ["/workloads", "/nodes/node-001"]) {
		await page.goto(`${served.origin}${path}`);
		await page.locator(".list .body .row").first().waitFor();
		const rows = (await page.evaluate(SEEN)) as { whole: string; end: string; out: number }[][];
		expect(rows.length).toBeGreaterThan(5);
		for (const { whole, end, out } of rows.flat()) {
			expect(whole.endsWith(end)).toBe(true);
			expect(out, whole).toBeLessThanOrEqual(0.5);
		}
		expect(new Set(rows.map((cuts) => cuts.map(({ end }) => end).join(" "))).size).toBe(rows.length);
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
	}
	expect(wrong).toEqual([]);
	await page.context().close();
});

test("keys are told a cut name whole, who listens hears it once and whole; Escape takes it away", async () => {
	const { page } = await openTab(browser, { locale: "en", viewport: { width: 1024, height: 800 } });
	await page.goto(served.address);
	await page.goto(`${served.origin}/workloads`);
	const first = page.locator(".list .body .row").first();
	await first.waitFor();
	const whole = (await first.locator(".c-workload bdi").first().textContent()) ?? "";
	expect(whole).toContain("customer-notification-dispatcher-");
	await page.keyboard.press("j");
	const tip = page.locator(".tip.whole");
	await tip.getByText(whole).waitFor();
	expect(await barriers(page)).toEqual([]);
	await page.keyboard.press("j");
	await page.keyboard.press("Escape");
	await tip.waitFor({ state: "detached" });
	const link = page.getByRole("link", { name: `${whole} customer-notification-dispatcher-sidecar-a`, exact: true });
	await page.getByRole("columnheader").last().getByRole("button").focus();
	await page.keyboard.press("Tab");
	expect(
		await link.evaluate(
			(one) => one === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement,
		),
	).toBe(true);
	await tip.getByText(whole).waitFor();
	await page.keyboard.press("Escape");
	await tip.waitFor({ state: "detached" });
	await page.context().close();
});
