import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { page as en } from "../../src/words/en/page.ts";
import { page as zh } from "../../src/words/zh-CN/page.ts";
import { barriers, openBrowser, openTab, RECORDING, Served, stateOf } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
});

const rowsOf = (page: Page) => page.locator(".list .body .row");
const names = (page: Page) =>
	rowsOf(page).evaluateAll((rows) => rows.map((row) => row.querySelector("a bdi")?.textContent ?? ""));

/** A cluster whose fullest container changes. */
async function open(locale = "en", options = {}) {
	const state = await stateOf(RECORDING);
	const served = new Served(state);
	await served.start();
	const { page, wrong } = await openTab(browser, { locale, ...options });
	await page.goto(served.address);
	await page.goto(`${served.origin}/workloads`);
	await rowsOf(page).first().waitFor();
	const shares = new Map<string, number>();
	const known = state.facts.usageOf;
	Object.defineProperty(state.facts, "usageOf", {
		value: (pod: Parameters<typeof known>[0], container: Parameters<typeof known>[1]) => {
			const share = [...shares].find(([name]) => pod.name.startsWith(name))?.[1];
			const usage = known(pod, container);
			const line = container.memoryLimit ?? 0;
			return share === undefined ? usage : { workingSet: share * line, rss: usage?.rss ?? null };
		},
	});
	const set = (name: string, share: number) => {
		shares.set(name, share);
		state.publish(["fleet"]);
	};
	const change = async (name: string, share: number) => {
		set(name, share);
		await rowsOf(page)
			.filter({ hasText: name })
			.getByText(`${share * 100} %`)
			.waitFor();
	};
	const close = async () => {
		await page.context().close();
		await served.stop();
	};
	return { page, wrong, state, set, change, close };
}

test.each([
	["en", en],
	["zh-CN", zh],
] as const)(
	"in %s a click hits the row that was aimed at, though the order changes; what is in it is new",
	async (locale, words) => {
		const { page, wrong, change, close } = await open(locale);
		const before = await names(page);
		const aimed = rowsOf(page).nth(1);
		await aimed.hover();
		await change("bulk-import", 0.9);
		expect(await names(page)).toEqual(before);
		const newer = page.getByRole("button", { name: words.newer.take });
		expect(await newer.isVisible()).toBe(true);
		expect(await barriers(page)).toEqual([]);
		const place = await aimed.boundingBox();
		await page.mouse.click((place?.x ?? 0) + 200, (place?.y ?? 0) + 10);
		await expect.poll(() => page.url()).toContain(`/${before[1]}`);
		await page.goBack();
		// Who comes back finds it as it is now.
		await page.mouse.move(5, 5);
		await expect.poll(() => names(page)).toEqual(["bulk-import", ...before.filter((name) => name !== "bulk-import")]);
		await change("storefront", 0.95);
		await expect.poll(async () => (await names(page))[0]).toBe("storefront");
		expect(wrong).toEqual([]);
		await close();
	},
);

test("the order is taken when the pointer leaves, and at once by who asks for another", async () => {
	const { page, state, change, close } = await open();
	const before = await names(page);
	await rowsOf(page).nth(2).hover();
	await change("bulk-import", 0.9);
	expect(await names(page)).toEqual(before);
	await page.locator("h1").hover();
	await expect.poll(async () => (await names(page))[0]).toBe("bulk-import");
	expect(await page.getByRole("button", { name: en.newer.take }).count()).toBe(0);
	// What is gone keeps its place until then, so that nothing moves up.
	await rowsOf(page).nth(2).hover();
	for (const pod of [...state.facts.pods.values()]) if (pod.name.startsWith("cart")) state.facts.pods.delete(pod);
	state.publish(["fleet"]);
	await page.locator(".row.gone", { hasText: "cart" }).waitFor();
	await page.locator("#search").fill("a");
	await expect.poll(async () => (await names(page)).includes("cart")).toBe(false);
	await close();
});

test("rows keep their places under the keyboard's focus and the marked row, and nothing is said aloud", async () => {
	const { page, change, close } = await open();
	const before = await names(page);
	await page.getByRole("button", { name: en.column.reached }).focus();
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await change("bulk-import", 0.9);
	expect(await names(page)).toEqual(before);
	expect(await page.locator("[role=status], [role=alert], [aria-live]").allTextContents()).toEqual(
		(await page.locator("[role=status], [role=alert], [aria-live]").allTextContents()).map(() => ""),
	);
	await page.getByRole("button", { name: en.newer.take }).press("Enter");
	await expect.poll(async () => (await names(page))[0]).toBe("bulk-import");
	expect(await page.evaluate("document.activeElement.closest('.row') !== null")).toBe(true);
	await page.evaluate("document.activeElement.blur()");
	await page.keyboard.press("j");
	await page.keyboard.press("j");
	const marked = await page.locator(".row.at").textContent();
	await change("storefront", 0.95);
	expect(await page.locator(".row.at").textContent()).toBe(marked);
	await page.keyboard.press("Escape");
	await expect.poll(async () => (await names(page))[0]).toBe("storefront");
	await close();
});

test("where nothing can be seen to be pointed at the newer order waits to be asked for", async () => {
	const { page, change, close } = await open("en", {
		hasTouch: true,
		isMobile: true,
		viewport: { width: 390, height: 800 },
	});
	const before = await names(page);
	await change("bulk-import", 0.9);
	expect(await names(page)).toEqual(before);
	await page.getByRole("button", { name: en.newer.take }).tap();
	await expect.poll(async () => (await names(page))[0]).toBe("bulk-import");
	await close();
});

test("the lines of the overview wait for who aims at one of them, and no longer than that", async () => {
	const { page, set, change, close } = await open();
	await change("storefront", 0.8);
	await page.getByRole("link", { name: en.nav.overview, exact: true }).click();
	const soon = page.locator("section[aria-labelledby=h-sinking] a");
	await soon.nth(2).waitFor();
	const before = await soon.allTextContents();
	await soon.nth(1).hover();
	const told = page.locator(".waterline canvas");
	set("bulk-import", 1);
	await expect.poll(() => told.getAttribute("aria-valuetext")).toContain("bulk-import");
	expect(await soon.allTextContents()).toEqual(before);
	await page.mouse.move(5, 5);
	await expect.poll(() => soon.allTextContents()).toHaveLength(before.length + 1);
	await close();
});
