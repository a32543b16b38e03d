import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFleet, writeFleet } from "../../bench/web/fleet.ts";
import { page as en } from "../../src/words/en/page.ts";
import { page as zh } from "../../src/words/zh-CN/page.ts";
import { openBrowser, openTab, Served, stateOf } from "./harness.ts";

/** Ways through the page: addresses that are passed on, the browser's back and forward, what is copied. */
const AT = "2026-11-21T13:00:00Z";
const folder = mkdtempSync(join(tmpdir(), "plimsoll-ways-"));
let browser: Browser;
let served: Served;
beforeAll(async () => {
	writeFleet(folder, makeFleet({ workloads: 2400, podsPerWorkload: 1, nodes: 6 }, AT));
	served = new Served(await stateOf(folder, Date.parse(AT)));
	await served.start();
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await served?.stop();
	rmSync(folder, { recursive: true });
});

const height = async (page: Page) => Number(await page.evaluate("Math.round(scrollY)"));

test("an address holds search, filters and order; back and forward bring them back, at the height where they were left", async () => {
	const { page, wrong } = await openTab(browser, { locale: "en", viewport: { width: 1280, height: 800 } });
	await page.goto(served.address);
	await page.goto(`${served.origin}/workloads?q=a&sort=use&order=up`);
	const first = page.locator(".list .body .row").first();
	await first.waitFor();
	const isUp = () => page.locator('[aria-sort="ascending"]', { hasText: en.column.use }).waitFor();
	await isUp();
	await page.evaluate("scrollTo(0, 4000)");
	await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
	const row = page.locator(".list .body .row").filter({ hasText: "api-" }).last();
	const name = await row.locator("a").textContent();
	await row.locator("a").evaluate((link) => (link as unknown as { click(): void }).click());
	await page.getByRole("heading", { name: en.heading.pods }).waitFor();
	const opened = page.url();
	expect(await height(page)).toBe(0);
	await page.goBack();
	await isUp();
	expect(await page.locator("#search").inputValue()).toBe("a");
	await expect.poll(() => height(page)).toBe(4000);
	// The rows at that height are drawn in the frame after.
	await expect.poll(() => page.locator(".list .body .row a").allTextContents()).toContain(name);
	await page.goForward();
	await page.getByRole("heading", { name: en.heading.pods }).waitFor();
	expect(page.url()).toBe(opened);
	// Passed on, it opens the same in another browser.
	await page.goto(`${served.origin}/workloads?q=api&ns=shop-0&severity=error`);
	expect(await page.getByLabel(en.filter.severity).inputValue()).toBe("error");
	await page.getByRole("button", { name: en.filter.clear }).click();
	expect(page.url()).toBe(`${served.origin}/workloads`);
	expect(wrong).toEqual([]);
	await page.context().close();
});

test("what was opened and closed by hand is so after going back", async () => {
	const { page } = await openTab(browser, { locale: "en", viewport: { width: 1280, height: 800 } });
	await page.goto(served.address);
	await page.goto(`${served.origin}/deaths`);
	const cards = page.locator("details.finding");
	await cards.last().waitFor();
	const open = () => cards.evaluateAll((all) => all.map((one) => one.hasAttribute("open")));
	const before = await open();
	expect(before.length).toBeGreaterThan(3);
	await cards.first().locator("summary").click();
	await cards.last().locator("summary").click();
	const after = before.map((is, i) => (i === 0 || i === before.length - 1 ? !is : is));
	expect(await open()).toEqual(after);
	await cards.nth(1).locator("a.way").first().scrollIntoViewIfNeeded();
	const left = await height(page);
	await cards.nth(1).locator("a.way").first().click();
	await page.getByRole("heading", { name: en.heading.pods }).waitFor();
	await page.goBack();
	await expect.poll(open).toEqual(after);
	await expect.poll(() => height(page)).toBe(left);
	await page.context().close();
});

test("on paper every finding is told in full; on the screen they are afterwards as they were", async () => {
	const { page } = await openTab(browser, { locale: "en", colorScheme: "dark" });
	await page.goto(served.address);
	await page.goto(`${served.origin}/deaths`);
	const cards = page.locator("details.finding");
	await cards.nth(5).waitFor();
	await cards.first().locator("summary").click();
	const open = () => cards.evaluateAll((all) => all.map((one) => one.hasAttribute("open")));
	const before = await open();
	expect([before[0], before[1], before[5]]).toEqual([false, true, false]);
	await page.evaluate("dispatchEvent(new Event('beforeprint'))");
	expect(new Set(await open())).toEqual(new Set([true]));
	await page.emulateMedia({ media: "print" });
	expect(await cards.first().evaluate("getComputedStyle(document.querySelector('.finding')).breakInside")).toBe(
		"avoid",
	);
	await page.getByText(page.url()).waitFor();
	await page.emulateMedia({ media: "screen" });
	await page.evaluate("dispatchEvent(new Event('afterprint'))");
	expect(await open()).toEqual(before);
	await page.reload();
	await cards.nth(5).waitFor();
	expect(await open()).toEqual(before);
	await page.context().close();
});

test("a command is copied whole; where there is no clipboard it is told to nobody as copied", async () => {
	const { page } = await openTab(browser, { locale: "en", permissions: ["clipboard-read", "clipboard-write"] });
	await page.goto(served.address);
	await page.goto(`${served.origin}/deaths`);
	const command = page.locator("details[open] .command").first();
	const text = await command.locator("pre").textContent();
	await command.getByRole("button", { name: en.copy }).click();
	await command.getByRole("button", { name: en.copied }).waitFor();
	expect(await page.evaluate("navigator.clipboard.readText()")).toBe(text);
	await page.evaluate(
		"navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false;",
	);
	await command.getByRole("button", { name: en.copy }).click();
	expect(await page.evaluate("getSelection().toString()")).toContain(text?.split("\n")[0]?.trim());
	expect(await command.getByRole("button", { name: en.copied }).count()).toBe(0);
	await page.context().close();
});

test("keys of one letter or sign can be switched off, and do nothing below a dialog", async () => {
	const { page, wrong } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	await page.goto(`${served.origin}/workloads`);
	await page.locator(".list .body .row").first().waitFor();
	const marked = page.locator(".row.at");
	await page.keyboard.press("?");
	await page.getByRole("heading", { name: en.heading.keys }).waitFor();
	for (const key of ["j", "g", "n"]) await page.keyboard.press(key);
	expect([page.url(), await marked.count()]).toEqual([`${served.origin}/workloads`, 0]);
	await page.keyboard.press("Escape");
	await page.keyboard.press("j");
	await marked.waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("combobox", { name: en.heading.keys }).selectOption(en.keysAre.off);
	await page.reload();
	await page.locator(".list .body .row").first().waitFor();
	for (const key of ["j", "?", "/", "g", "n"]) await page.keyboard.press(key);
	expect([page.url(), await marked.count()]).toEqual([`${served.origin}/workloads`, 0]);
	expect(await page.evaluate("document.querySelector('dialog[open]') ?? document.activeElement.tagName")).toBe("BODY");
	await page.getByRole("combobox", { name: en.heading.keys }).selectOption(en.keysAre.on);
	await page.getByRole("heading", { level: 1 }).click();
	await page.keyboard.press("g");
	await page.keyboard.press("n");
	await page.waitForURL(`${served.origin}/nodes`);
	expect(wrong).toEqual([]);
	await page.context().close();
});

test("a page left open while its server was replaced still changes its language", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	await page.getByText(en.heading.sinking).waitFor();
	const isGone = { times: 1 };
	await page.route(/assets\/zh-CN-/, async (route) => await route.fulfill({ status: 404, body: "" }), isGone);
	await page.getByLabel(en.languageLabel).selectOption("zh-CN");
	await page.getByText(zh.heading.sinking).waitFor();
	await page.context().close();
});
