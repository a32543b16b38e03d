import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../scripts/run.ts";
import { openHistory } from "../../src/history/open.ts";
import { openBrowser, openTab, Served, stateOf } from "./harness.ts";

/** No API server lets such names in; a capture, or a server that lies, may have them. */
const EVIL = {
	namespace: "shop\u202egnp\u001b[31m",
	workload: "<img src=x onerror=alert(1)>",
	container: "<svg onload=alert(2)>",
	image: `"'><iframe srcdoc="<script>alert(3)</script>">`,
	node: "</title></script><script>alert(4)</script>\u2066",
	reason: "]]><object data=x>\u001b]0;title\u0007",
};
const AT = Date.parse("2026-11-21T12:00:00Z");
const MI = 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), "plimsoll-hostile-"));
let browser: Browser;
beforeAll(async () => {
	writeFileSync(join(folder, "objects.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: objects() }));
	const rows = Array.from(
		{ length: 600 },
		(_, i) => `${AT / 1000 - (599 - i) * 300},${(50 + i / 10) * MI},${128 * MI}`,
	);
	const series = `${EVIL.namespace}/${EVIL.workload}/${EVIL.container}`;
	writeFileSync(
		join(folder, "memory.csv"),
		`series,t,bytes,capacity\n${rows.map((row) => `${series},${row}\n`).join("")}`,
	);
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true });
});

function objects(): object[] {
	const about = { namespace: EVIL.namespace, name: EVIL.workload };
	const ended = { startedAt: "2026-11-21T11:00:00Z", finishedAt: "2026-11-21T11:59:59Z" };
	return [
		{
			...{ apiVersion: "v1", kind: "Pod" },
			metadata: { ...about, uid: "u1", creationTimestamp: "2026-11-19T00:00:00Z" },
			spec: {
				nodeName: EVIL.node,
				containers: [{ name: EVIL.container, image: EVIL.image, resources: { limits: { memory: "128Mi" } } }],
			},
			status: {
				phase: "Running",
				message: EVIL.reason,
				containerStatuses: [
					{
						...{ name: EVIL.container, image: EVIL.image, restartCount: 3 },
						state: { running: { startedAt: "2026-11-21T12:00:00Z" } },
						lastState: { terminated: { exitCode: 137, reason: "OOMKilled", message: EVIL.reason, ...ended } },
					},
				],
			},
		},
		{
			...{ apiVersion: "v1", kind: "Node", metadata: { name: EVIL.node, uid: "n1" } },
			status: {
				...{ capacity: { memory: "4Gi" }, allocatable: { memory: "4Gi" } },
				nodeInfo: { kernelVersion: EVIL.reason, osImage: EVIL.image, kubeletVersion: EVIL.workload },
				conditions: [{ type: "MemoryPressure", status: "True", reason: EVIL.reason, message: EVIL.reason }],
			},
		},
		{
			...{ apiVersion: "v1", kind: "Event", metadata: { ...about, name: "e1" } },
			...{ reason: "Evicted", message: `The node was low on resource: memory. ${EVIL.reason}`, type: "Warning" },
			...{ involvedObject: { kind: "Pod", ...about, uid: "u1" }, lastTimestamp: ended.finishedAt, count: 1 },
		},
	];
}

/** Nothing of a name became a part of the page (a script would open a dialog, and be told), and nothing that is read turns the direction of writing. */
async function isText(page: Page): Promise<void> {
	expect(await page.locator("img, iframe, object, [onload], [onerror], [srcdoc]").count()).toBe(0);
	const said = (await page.evaluate(
		`[["title", document.title], ...[...document.querySelectorAll("body *")].flatMap((one) => [
			[one.tagName, [...one.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data).join("")],
			...[...one.attributes].filter(({ name }) => !["href", "id", "for", "value"].includes(name)).map(({ name, value }) => [one.tagName + " " + name, value]),
		])]`,
	)) as [string, string][];
	expect(said.filter(([, value]) => /[\u202e\u2066\u001b\u0007]/.test(value))).toEqual([]);
}

const path = (...parts: string[]): string => parts.map(encodeURIComponent).join("/");
const WORKLOAD = path("workloads", EVIL.namespace, "Pod", EVIL.workload);
const PAGES = ["", "workloads", "deaths", "nodes", "advisories", path("nodes", EVIL.node), WORKLOAD];

test("hostile names stay text on every page, in charts and what is pointed at", async () => {
	const history = () => openHistory({ path: join(folder, "memory.csv") });
	const served = new Served(await stateOf(folder, AT, { history: await history() }), history);
	await served.start();
	const { page, wrong } = await openTab(browser, { locale: "en" });
	try {
		await page.goto(served.address);
		for (const one of PAGES) {
			await page.goto(`${served.origin}/${one}`);
			await page.locator("h1").first().waitFor({ state: "attached" });
			await page.waitForLoadState("networkidle");
			await isText(page);
		}
		await page.locator(".chart .u-over").first().hover();
		await isText(page);
		await page.goto(`${served.origin}/`);
		await page.locator(".soon a").first().hover();
		await isText(page);
		expect(wrong).toEqual([]);
	} finally {
		await page.context().close();
		await served.stop();
	}
});

test("and in the reports that go out as files", async () => {
	const [scan, review, markdown] = ["scan.html", "review.html", "review.md"].map((name) => join(folder, name));
	const from = ["--from", folder, "--at", new Date(AT).toISOString()];
	expect(await run("bin/plimsoll", ["scan", ...from, "--exit-zero", "-o", `html=${scan}`])).toBe(0);
	expect(await run("bin/plimsoll", ["review", ...from, "-o", `html=${review}`, "-o", `markdown=${markdown}`])).toBe(0);
	for (const [file, pages] of [
		[scan, PAGES],
		[review, [""]],
	] as const) {
		const { page, wrong } = await openTab(browser, { locale: "en" });
		for (const one of pages) {
			await page.goto(`file://${file}${one === "" ? "" : `#/${one}`}`);
			await page.locator("h1").first().waitFor({ state: "attached" });
			await isText(page);
		}
		expect(wrong).toEqual([]);
		await page.context().close();
	}
	const text = readFileSync(markdown ?? "", "utf8");
	expect(text).not.toMatch(/[\u202e\u2066\u001b]/);
	// A command to copy stands in a block of code, where nothing is markup.
	expect(text.replace(/```sh[\s\S]*?```/g, "")).not.toMatch(/(?<!\\)<(?:img|svg|script|iframe|object)/);
});
