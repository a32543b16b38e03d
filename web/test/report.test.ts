import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../scripts/run.ts";
import { barriers, openBrowser, openTab, RECORDING } from "./harness.ts";

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-report-"));
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true });
});

test("scan -o html is one file: no network, the same pages, and text where no script runs", async () => {
	const path = join(folder, "report.html");
	expect(await run("bin/plimsoll", ["scan", "--from", RECORDING, "-o", `html=${path}`, "--exit-zero"])).toBe(0);
	const { page, wrong } = await openTab(browser, { locale: "en" });
	const asked: string[] = [];
	page.on("request", (request) => asked.push(request.url()));
	await page.goto(`file://${path}`);
	await page.getByText("redis-cluster-redis-0").first().waitFor();
	await page.goto(`file://${path}#/workloads/shop/Deployment/cart`);
	await page.getByText("--max-old-space-size=512").first().waitFor();
	expect(asked.every((url) => url.startsWith(`file://${path}`))).toBe(true);
	expect(wrong).toEqual([]);
	await page.context().close();

	const { page: still } = await openTab(browser, { javaScriptEnabled: false });
	await still.goto(`file://${path}`);
	await still.getByText("redis-cluster-redis-0").first().waitFor();
	await still.context().close();
});

test("review -o html is one file that fits a narrow screen and asks for nothing", async () => {
	const path = join(folder, "review.html");
	for (const lang of ["en", "zh-CN"]) {
		expect(await run("bin/plimsoll", ["review", "--from", RECORDING, "--lang", lang, "-o", `html=${path}`])).toBe(0);
		const { page, wrong } = await openTab(browser, { viewport: { width: 390, height: 800 } });
		const asked: string[] = [];
		page.on("request", (request) => asked.push(request.url()));
		await page.goto(`file://${path}`);
		await page.getByRole("heading", { level: 1 }).waitFor();
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
		expect(await barriers(page)).toEqual([]);
		expect([asked, wrong]).toEqual([[`file://${path}`], []]);
		await page.context().close();
	}
});
