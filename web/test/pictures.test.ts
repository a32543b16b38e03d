/** The pictures of the docs: `PLIMSOLL_PICTURES=write vitest run --project web pictures` makes them anew; else they must still look like the page. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FleetSize, makeFleet, writeFleet } from "../../bench/web/fleet.ts";
import { run } from "../../scripts/run.ts";
import { lookForLeaks } from "../../src/server/state/leaks.ts";
import { page as en } from "../../src/words/en/page.ts";
import { recordFleet, writeKubelets } from "./fleet-history.ts";
import { barriersInAnyLight, openBrowser, openTab, RECORDING, Served, stateOf } from "./harness.ts";

const SIZE: FleetSize = { workloads: 320, podsPerWorkload: 2, nodes: 12 };
const AT = "2026-11-21T13:00:00Z";
const IMAGES = join(import.meta.dirname, "../../docs/images");
/** Where to leave what was made, to be looked at; PLIMSOLL_PICTURES names a folder, or says `write`. */
const wanted = process.env.PLIMSOLL_PICTURES;
/** Of 0 to 1, over all of a picture in squares of some 20 dots: other fonts differ by a few hundredths, another page by more. */
const MOST_DIFFERENT = 0.06;

let browser: Browser;
let fleet: Served;
let demo: Served;
let leaking = "";
const folder = mkdtempSync(join(tmpdir(), "plimsoll-pictures-"));
beforeAll(async () => {
	const made = makeFleet(SIZE, AT);
	const open = recordFleet(folder, made, AT);
	const objects = join(folder, "objects");
	mkdirSync(objects);
	writeFleet(objects, made);
	writeKubelets(objects, made);
	const history = await open();
	const state = await stateOf(objects, Date.parse(AT), { history, nodeHistory: history });
	state.source = { ...state.source, name: "fleet" };
	await lookForLeaks(state, history);
	await history.close();
	state.publish(["findings"]);
	const leak = state.found.leaks?.[0]?.subject;
	leaking = `/workloads/${leak?.namespace}/${leak?.kind}/${leak?.name}`;
	fleet = new Served(state, open);
	demo = new Served(await stateOf(RECORDING));
	browser = await openBrowser();
	await Promise.all([fleet.start(), demo.start()]);
});
afterAll(async () => {
	await browser?.close();
	await fleet?.stop();
	await demo?.stop();
	rmSync(folder, { recursive: true });
});

const PICTURES: readonly (readonly [string, () => [Served, string], "light" | "dark", string])[] = [
	["overview-light", () => [fleet, "/"], "light", "en"],
	["overview-dark.zh-CN", () => [fleet, "/"], "dark", "zh-CN"],
	["workloads", () => [fleet, "/workloads"], "light", "en"],
	["workload", () => [fleet, `${leaking}?range=7d`], "light", "en"],
	["why", () => [demo, "/workloads/cache/StatefulSet/redis-cluster-redis"], "dark", "en"],
	["node", () => [fleet, "/nodes/node-001"], "dark", "en"],
];

test.each(PICTURES)("%s", async (name, of, colorScheme, locale) => {
	const [served, path] = of();
	const viewport = { width: 1280, height: 860 };
	const { page, wrong } = await openTab(browser, { locale, colorScheme, viewport, timezoneId: "UTC" });
	await page.goto(served.address);
	await page.goto(`${served.origin}${path}`);
	await page.locator("h1").first().waitFor({ state: "attached" });
	await page.locator("[role=status]:has-text('…')").waitFor({ state: "detached" });
	await page.evaluate("document.fonts.ready");
	// Charts and the waterline are drawn in the frame after they are measured.
	await page.evaluate(
		"new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 150))))",
	);
	const png = await page.screenshot({ animations: "disabled" });
	expect(wrong).toEqual([]);
	expect(await barriersInAnyLight(page)).toEqual([]);
	const kept = join(IMAGES, `${name}.png`);
	if (wanted !== undefined) {
		writeFileSync(wanted === "write" ? kept : join(wanted, `${name}.png`), png);
	} else {
		const pictures = [png, readFileSync(kept)].map((bytes) => `data:image/png;base64,${bytes.toString("base64")}`);
		const blank = await browser.newPage();
		const different = await blank.evaluate(difference(pictures));
		await blank.close();
		expect(different, "PLIMSOLL_PICTURES=write makes it anew").toBeLessThan(MOST_DIFFERENT);
	}
	await page.context().close();
});

test("scan -o html draws the same charts out of one file", async () => {
	const [path, history] = [join(folder, "report.html"), join(folder, "plimsoll.db")];
	const args = ["scan", "-A", "--from", join(folder, "objects"), "--history", history, "--at", AT, "--no-memory"];
	expect(await run("bin/plimsoll", [...args, "--exit-zero", "-o", `html=${path}`])).toBe(0);
	const { page, wrong } = await openTab(browser, { locale: "en" });
	await page.goto(`file://${path}#${leaking}`);
	await page.locator(".chart canvas").waitFor();
	await page.getByText(en.series.recommendedRequest).waitFor();
	await page.goto(`file://${path}#/nodes/node-001`);
	await page.getByText(en.fan.node).waitFor();
	expect(wrong).toEqual([]);
	await page.context().close();
});

/** How much two pictures differ on the whole, 0 to 1: the browser can read them. */
function difference(pictures: readonly string[]): string {
	return `(async () => {
		const [width, height] = [64, 43];
		const colours = async (source) => {
			const blob = await (await fetch(source)).blob();
			const bitmap = await createImageBitmap(blob, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
			const context = new OffscreenCanvas(width, height).getContext("2d");
			context.drawImage(bitmap, 0, 0);
			return context.getImageData(0, 0, width, height).data;
		};
		const [a, b] = await Promise.all(${JSON.stringify(pictures)}.map(colours));
		return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length / 255;
	})()`;
}
