import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { page as en } from "../../src/words/en/page.ts";
import { openBrowser, openTab, RECORDING, Served, stateOf } from "./harness.ts";
import { servedInCluster } from "./login.ts";

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-web-"));
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true });
});

test("a death appears without reloading; a lost connection is shown and recovers", async () => {
	const state = await stateOf(RECORDING);
	const served = new Served(state);
	await served.start();
	const { page } = await openTab(browser, { locale: "en" });
	try {
		await page.goto(served.address);
		await page.getByText(en.heading.deaths).waitFor();
		const [known] = state.log.all();
		if (known === undefined) throw new Error("the recording holds deaths");
		const death = {
			...known,
			subject: { ...known.subject, name: "fresh-0" },
			params: { ...known.params, at: state.now() },
		};
		state.publish(["findings"], state.takeDeaths([death as typeof known], { namespace: "cache", name: "fresh-0" }));
		await page.getByText("cache/fresh-0").first().waitFor();
		await page.locator(".news", { hasText: "fresh-0" }).waitFor();

		// Who reads of deaths is told of another, and nothing moves until it is asked for.
		await page.goto(`${served.origin}/deaths`);
		const first = page.locator(".finding").first();
		const place = async () => [await first.locator("summary").textContent(), await first.boundingBox()];
		const before = await place();
		const next = { ...death, subject: { ...death.subject, name: "fresh-1" } };
		state.publish(["findings"], state.takeDeaths([next as typeof known], { namespace: "cache", name: "fresh-1" }));
		const waiting = page.getByRole("button", { name: en.waiting(1) });
		await waiting.waitFor();
		expect(await place()).toEqual(before);
		await waiting.click();
		await page.locator(".finding", { hasText: "fresh-1" }).waitFor();

		await served.stop();
		await page.locator(".banner").waitFor();
		await served.start();
		await page.locator(".banner").waitFor({ state: "detached" });
		state.setSource("away", "timed out");
		await page.locator(".banner", { hasText: "timed out" }).waitFor();
	} finally {
		await page.context().close();
		await served.stop();
	}
});

test("hostile names are text", async () => {
	const evil = '<img src=x onerror="alert(1)">';
	const turned = "invoice\u202egnp.exe\u001b[31m";
	const pod = {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: evil, namespace: turned, uid: "u1" },
		spec: {
			nodeName: "</script><script>alert(2)</script>",
			containers: [{ name: evil, image: "x", resources: { limits: { memory: "64Mi" } } }],
		},
		status: {
			phase: "Running",
			containerStatuses: [
				{
					name: evil,
					restartCount: 3,
					state: { running: { startedAt: "2026-11-21T12:00:00Z" } },
					lastState: {
						terminated: {
							exitCode: 137,
							reason: "OOMKilled",
							startedAt: "2026-11-21T11:00:00Z",
							finishedAt: "2026-11-21T11:59:59Z",
						},
					},
				},
			],
		},
	};
	writeFileSync(join(folder, "pods.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: [pod] }));
	const served = new Served(await stateOf(join(folder, "pods.json"), Date.parse("2026-11-21T12:10:00Z")));
	await served.start();
	const { page, wrong } = await openTab(browser, { locale: "en" });
	try {
		await page.goto(served.address);
		for (const path of [
			"/",
			"/workloads",
			"/deaths",
			`/workloads/${encodeURIComponent(turned)}/Pod/${encodeURIComponent(evil)}`,
		]) {
			await page.goto(`${served.origin}${path}`);
			await page.locator("h1").first().waitFor({ state: "attached" });
			await expect.poll(() => page.locator("body").textContent()).toContain("<img src=x");
			await expect.poll(() => page.locator("main").textContent()).toContain("\\x202e");
			expect(await page.locator("img").count()).toBe(0);
			const text = (await page.locator("main").textContent()) ?? "";
			expect(text).not.toMatch(/[\u202e\u001b]/);
		}
		expect(wrong).toEqual([]);
	} finally {
		await page.context().close();
		await served.stop();
	}
});

test("who may see one namespace sees one", async () => {
	const { served, close } = await servedInCluster(
		await stateOf(RECORDING),
		({ resource, namespace }) => resource === "pods" && namespace === "shop",
	);
	const { page } = await openTab(browser, { locale: "en" });
	try {
		await page.goto(served.origin);
		await page.getByLabel(en.login.token).fill("of-nobody");
		await page.getByRole("button", { name: en.login.enter }).click();
		await page.getByText(en.login.wrong).waitFor();
		await page.getByLabel(en.login.token).fill("of-anna");
		await page.getByRole("button", { name: en.login.enter }).click();
		await page.getByText(en.heading.waterline).waitFor();
		await page.goto(`${served.origin}/workloads`);
		await page.getByText("cart").first().waitFor();
		expect(await page.locator("main").textContent()).not.toMatch(/redis|storefront|kube-state-metrics/);
		for (const path of ["overview", "fleet", "findings", "deaths", "report", "advisories"]) {
			const answer = await page.request.get(`${served.origin}/api/v1/${path}`);
			expect(await answer.text(), path).not.toMatch(/redis-cluster|storefront/);
		}
		for (const path of ["nodes", "nodes/plimsoll-lab", "workloads/cache/StatefulSet/redis-cluster-redis"]) {
			const status = (await page.request.get(`${served.origin}/api/v1/${path}`)).status();
			expect([403, 404], path).toContain(status);
		}
	} finally {
		await page.context().close();
		await close();
	}
});
