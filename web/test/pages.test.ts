import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { page as en } from "../../src/words/en/page.ts";
import { page as zh } from "../../src/words/zh-CN/page.ts";
import { barriers, barriersInAnyLight, openBrowser, openTab, RECORDING, Served, stateOf } from "./harness.ts";

let browser: Browser;
let served: Served;
beforeAll(async () => {
	browser = await openBrowser();
	served = new Served(await stateOf(RECORDING));
	await served.start();
});
afterAll(async () => {
	await browser?.close();
	await served?.stop();
});

const PAGES: readonly (readonly [string, string])[] = [
	["/", "redis-cluster-redis-0"],
	["/workloads", "storefront"],
	["/workloads/shop/Deployment/cart", "--max-old-space-size=512"],
	["/nodes", "plimsoll-lab"],
	["/nodes/plimsoll-lab", "prometheus"],
	["/deaths", "cart-7847d8f997-lrv48"],
	["/advisories", ""],
	["/rules", "death/container-limit"],
	["/rules/death/container-limit", "OOMKilled"],
	["/rules/advisory/k3s-agent-oom-servers-down", "1.30.8+k3s1"],
];

describe.each([
	["en", en],
	["zh-CN", zh],
] as const)("in %s", (locale, words) => {
	let page: Page;
	let wrong: string[];
	beforeAll(async () => {
		({ page, wrong } = await openTab(browser, { locale }));
		await page.goto(served.address);
	});
	afterAll(() => page.context().close());

	test.each(PAGES)("%s shows %s, breaks nothing and keeps nobody out", async (path, text) => {
		await page.goto(`${served.origin}${path}`);
		await page.locator("h1").first().waitFor();
		if (text !== "") await page.getByText(text).first().waitFor();
		expect(await page.locator("html").getAttribute("lang")).toBe(locale);
		expect(await page.getByRole("link", { name: words.nav.workloads, exact: true }).count()).toBe(1);
		expect(await barriersInAnyLight(page)).toEqual([]);
		expect(await disorder(page)).toEqual([]);
		expect(wrong).toEqual([]);
	});
});

/** What is out of order for those who go by headings, landmarks and the heads of tables. */
async function disorder(page: Page): Promise<string[]> {
	return (await page.evaluate(`(() => {
		const all = (what, within = document) => [...within.querySelectorAll(what)];
		const wrong = [];
		for (const landmark of ["header", "main", "footer", "header nav[aria-label]"])
			if (all(landmark).length !== 1) wrong.push(landmark + " ×" + all(landmark).length);
		let before = 0;
		for (const heading of all("h1, h2, h3, h4").filter((one) => one.closest("dialog") === null)) {
			const level = Number(heading.tagName[1]);
			if (level > before + 1 || (level === 1 && before > 0)) wrong.push("h" + before + " then " + heading.tagName + " " + heading.textContent);
			if (heading.textContent.trim() === "") wrong.push("an empty " + heading.tagName);
			before = level;
		}
		for (const section of all("section[aria-labelledby]"))
			if (document.getElementById(section.getAttribute("aria-labelledby")) === null) wrong.push("a section nobody named");
		for (const table of all("[role=table], table")) {
			const heads = all("[role=columnheader], th[scope=col]", table);
			if (heads.length === 0 || heads.some((head) => head.textContent.trim() === "")) wrong.push("a table without heads");
		}
		for (const picture of all("canvas, [role=slider]"))
			if (picture.closest("[role=slider]")?.getAttribute("aria-label")?.length < 20) wrong.push("a picture that says nothing");
		for (const picture of all("main svg"))
			if (picture.closest("[aria-hidden=true]") === null && !picture.hasAttribute("aria-label")) wrong.push("a drawing that says nothing");
		return wrong;
	})()`)) as string[];
}

test.each([390, 320])(
	"at %i dots nothing needs scrolling sideways, and fingers hit what they aim at",
	async (width) => {
		const { page, wrong } = await openTab(browser, { viewport: { width, height: 800 }, locale: "en" });
		await page.goto(served.address);
		for (const [path] of PAGES) {
			await page.goto(`${served.origin}${path}`);
			await page.locator("h1").first().waitFor();
			expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
			expect(await barriersInAnyLight(page), path).toEqual([]);
		}
		expect(wrong).toEqual([]);
		await page.context().close();
	},
);

test.each([1280, 1024, 910])("at %i dots everything fits: the lists, and every link of the head", async (width) => {
	for (const locale of ["en", "zh-CN"]) {
		const { page } = await openTab(browser, { viewport: { width, height: 800 }, locale });
		await page.goto(served.address);
		for (const path of ["/", "/workloads", "/workloads/shop/Deployment/cart", "/nodes", "/nodes/plimsoll-lab"]) {
			await page.goto(`${served.origin}${path}`);
			await page.locator("h1").first().waitFor({ state: "attached" });
			expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
			const cut =
				"[...document.querySelectorAll('header nav, .source')].filter((e) => e.scrollWidth > e.clientWidth).length";
			expect(await page.evaluate(cut), path).toBe(0);
		}
		await page.context().close();
	}
});

test("an address that leads nowhere says so below a heading", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	for (const path of ["/nowhere", "/workloads/shop/Deployment/nobody", "/nodes/nobody"]) {
		await page.goto(`${served.origin}${path}`);
		await page.getByRole("heading", { level: 1, name: path.split("/").at(-1) ?? "" }).waitFor();
		await page.getByText(en.error["not-found"]).waitFor();
		expect(await barriers(page)).toEqual([]);
	}
	await page.context().close();
});

test("keys search, move, open and explain; the address holds the filters", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	await page.locator("h1").first().waitFor({ state: "attached" });
	await page.keyboard.press("/");
	await page.locator("#search:focus").waitFor();
	await page.keyboard.type("cart");
	await expect.poll(() => page.url()).toContain("q=cart");
	expect(await page.getByRole("row").count()).toBe(2);
	await page.keyboard.press("Escape");
	await page.keyboard.press("j");
	await page.keyboard.press("Enter");
	await expect.poll(() => page.url()).toContain("/workloads/shop/Deployment/cart");
	await page.goBack();
	expect(await page.locator("#search").inputValue()).toBe("cart");
	await page.keyboard.press("?");
	await page.getByRole("dialog").waitFor();
	await page.context().close();
});

test("a key is heard as soon as there is something to see", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.addInitScript(`
		new MutationObserver((_, observer) => {
			if (document.querySelector("h1") === null) return;
			observer.disconnect();
			document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
		}).observe(document, { childList: true, subtree: true });
	`);
	await page.goto(served.address);
	await page.locator("#search:focus").waitFor({ timeout: 5000 });
	await page.context().close();
});

test("keys go along the waterline and open what they point at; the address keeps the filters over a reload", async () => {
	const { page, wrong } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	const line = page.getByRole("slider");
	await line.focus();
	const fullest = await line.getAttribute("aria-valuetext");
	await page.keyboard.press("End");
	await expect.poll(() => line.getAttribute("aria-valuenow")).toBe(await line.getAttribute("aria-valuemax"));
	await page.keyboard.press("Home");
	await expect.poll(() => line.getAttribute("aria-valuetext")).toBe(fullest);
	await page.keyboard.press("Enter");
	await expect.poll(() => page.url()).toMatch(/\/workloads\/[^/]+\/[^/]+\/[^/]+$/);
	await page.goto(`${served.origin}/workloads?q=r&ns=cache&sort=workload&order=up`);
	await page.reload();
	expect(await page.locator("#search").inputValue()).toBe("r");
	await page.locator('[aria-sort="ascending"]', { hasText: en.column.workload }).waitFor();
	expect(wrong).toEqual([]);
	await page.context().close();
});

test("on paper a page is light and whole", async () => {
	const { page } = await openTab(browser, {
		locale: "en",
		colorScheme: "dark",
		viewport: { width: 1280, height: 200 },
	});
	await page.goto(served.address);
	await page.goto(`${served.origin}/nodes/plimsoll-lab`);
	const rows = page.locator(".list .body .row");
	await rows.first().waitFor();
	const all = Number(await page.locator(".list").getAttribute("aria-rowcount")) - 1;
	await page.evaluate("dispatchEvent(new Event('beforeprint'))");
	await expect.poll(() => rows.count()).toBe(all);
	expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
	await page.evaluate("dispatchEvent(new Event('afterprint'))");
	expect(await page.locator("html").getAttribute("data-theme")).toBe(null);
	await page.context().close();
});

test("the language and the colours are chosen on the page and kept", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.goto(served.address);
	await page.getByLabel(en.languageLabel).selectOption("zh-CN");
	await page.getByText(zh.heading.waterline).waitFor();
	await page.getByLabel(zh.themeLabel).selectOption("dark");
	await page.reload();
	await page.getByText(zh.heading.waterline).waitFor();
	expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
	await page.context().close();
});

test("times are in the viewer's zone", async () => {
	const { page } = await openTab(browser, { locale: "en", timezoneId: "America/New_York" });
	await page.goto(served.address);
	await page.goto(`${served.origin}/deaths`);
	// 12:42:48Z
	await page.getByText("07:42:48").first().waitFor();
	await page.context().close();
});

test("without the address of the terminal nobody sees anything", async () => {
	const { page } = await openTab(browser, { locale: "en" });
	await page.goto(served.origin);
	await page.getByText(en.login.link).waitFor();
	const answer = await page.request.get(`${served.origin}/api/v1/overview`);
	expect(answer.status()).toBe(401);
	await page.context().close();
});
