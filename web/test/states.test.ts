import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gap } from "../../src/model/gap.ts";
import { trustedProxy } from "../../src/server/auth/proxy.ts";
import { HeldOutlooks } from "../../src/server/state/outlooks.ts";
import { State } from "../../src/server/state/state.ts";
import { page as en } from "../../src/words/en/page.ts";
import type { PageWords } from "../../src/words/page.ts";
import { page as zh } from "../../src/words/zh-CN/page.ts";
import { barriersInAnyLight, openBrowser, openTab, RECORDING, Served, stateOf } from "./harness.ts";
import { servedInCluster } from "./login.ts";

/** What a page looks like when things are not as they should be: it says so, says what to do, and keeps nobody out. */
let browser: Browser;
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
});

/** A page in a state; what it must say, and how it is left. */
interface Shown {
	says: readonly string[];
	/** What it must not say, because it is not known. */
	never?: readonly string[];
	heading?: string;
	close(): Promise<void>;
}
type Show = (page: Page, words: PageWords) => Promise<Shown>;

const WIDTHS = [360, 1024, 1920];
const demo = () => stateOf(RECORDING);
const GAPS: Gap[] = [
	{
		source: "kubernetes",
		what: "nodes",
		reason: "forbidden",
		detail: "nodes is forbidden: User anna cannot list resource nodes at the cluster scope",
	},
	...Array.from(
		{ length: 40 },
		(_, i): Gap => ({
			source: "kubelet",
			what: `metrics of ip-10-24-118-${i}.eu-central-1.compute.internal`,
			reason: "timed-out",
			detail: "",
		}),
	),
];

async function local(page: Page, state: State, path: string): Promise<() => Promise<void>> {
	const served = new Served(state);
	await served.start();
	await page.goto(served.address);
	await page.goto(`${served.origin}${path}`);
	return () => served.stop();
}

/** Logged in as anna, who may see `namespaces`, at an address. */
async function asAnna(page: Page, words: PageWords, namespaces: readonly string[], path: string) {
	const may = ({ resource, namespace = "" }: { resource: string; namespace?: string }) =>
		resource === "pods" && namespaces.includes(namespace);
	const { served, close } = await servedInCluster(await demo(), may);
	await page.goto(`${served.origin}${path}`);
	await page.getByLabel(words.login.token).fill("of-anna");
	await page.getByRole("button", { name: words.login.enter }).click();
	return { served, close };
}

function emptyState(isRead: boolean): State {
	const state = new State("https://10.0.0.1:6443", () => Date.now());
	if (!isRead) return state;
	state.takeAll([]);
	state.outlooks = new HeldOutlooks([]);
	state.setSource("live", "");
	return state;
}

async function withGaps(): Promise<State> {
	const state = await demo();
	state.gaps = GAPS;
	state.outlooks = null;
	return state;
}

const STATES: readonly (readonly [string, Show])[] = [
	[
		"a login with a token that is none",
		async (page, words) => {
			const { served, close } = await servedInCluster(await demo(), () => true);
			await page.goto(served.origin);
			await page.getByLabel(words.login.token).fill("of-nobody");
			await page.getByRole("button", { name: words.login.enter }).click();
			return { says: [words.login.wrong], never: [words.login.away], heading: "Plimsoll", close };
		},
	],
	[
		"a login while the API server answers nobody",
		async (page, words) => {
			const { served, api, close } = await servedInCluster(await demo(), () => true);
			await page.goto(served.origin);
			await api.stop();
			await page.getByLabel(words.login.token).fill("of-anna");
			await page.getByRole("button", { name: words.login.enter }).click();
			return { says: [words.login.away], never: [words.login.wrong], heading: "Plimsoll", close };
		},
	],
	[
		"a login behind a proxy that said nothing",
		async (page, words) => {
			const proxy = trustedProxy(["10.0.0.5"], false, "x-remote");
			const { served, close } = await servedInCluster(await demo(), () => true, proxy);
			await page.goto(served.origin);
			return { says: [words.login.proxy], heading: "Plimsoll", close };
		},
	],
	[
		"a session that ended while nobody touched the page",
		async (page, words) => {
			const { served, close } = await asAnna(page, words, ["shop"], "/workloads?q=cart");
			await page.getByRole("row", { name: "cart" }).waitFor();
			await page.context().clearCookies();
			await served.stop();
			await served.start();
			return { says: [words.login.ended], heading: "Plimsoll", close };
		},
	],
	[
		"a server that cannot ask who comes",
		async (page, words) => {
			const { served, api, close } = await servedInCluster(await demo(), () => true);
			await api.stop();
			await page.setExtraHTTPHeaders({ authorization: "Bearer of-anna" });
			await page.goto(served.origin);
			return { says: [words.error.unavailable], heading: "Plimsoll", close };
		},
	],
	[
		"a server that is slow to say who comes",
		async (page, words) => {
			await page.route("**/api/v1/session", () => {});
			return { says: [words.loading], heading: "Plimsoll", close: await local(page, await demo(), "/") };
		},
	],
	[
		"one namespace of several",
		async (page, words) => {
			const { close } = await asAnna(page, words, ["shop"], "/");
			return { says: [words.sees("anna", 1, ["shop"])], heading: words.nav.overview, close };
		},
	],
	[
		"nodes, to who may not see them",
		async (page, words) => {
			const { close } = await asAnna(page, words, ["shop"], "/nodes");
			return { says: [words.error.forbidden, words.notYours.nodes], heading: words.nav.nodes, close };
		},
	],
	[
		"nothing, to who may see no namespace",
		async (page, words) => {
			const { close } = await asAnna(page, words, [], "/");
			const says = [words.nothing.forbidden("anna"), "--user=anna"];
			return { says, never: [words.noDeaths, words.nothing.empty], heading: words.nav.overview, close };
		},
	],
	...(["/", "/workloads"] as const).map(
		(path) =>
			[
				`an empty cluster at ${path}`,
				async (page: Page, words: PageWords) => ({
					says: [words.nothing.empty],
					heading: words.nav[path === "/" ? "overview" : "workloads"],
					close: await local(page, emptyState(true), path),
				}),
			] as const,
	),
	...(["/", "/workloads", "/nodes", "/deaths"] as const).map(
		(path) =>
			[
				`a cluster that is still being read, at ${path}`,
				async (page: Page, words: PageWords) => ({
					says: [path === "/nodes" || path === "/deaths" ? words.loading : words.nothing.starting],
					never: [
						words.noDeaths,
						words.noWorkloads,
						words.nothing.empty,
						`${words.heading.deaths} 0`,
						`${words.nav.nodes} 0`,
					],
					close: await local(page, emptyState(false), path),
				}),
			] as const,
	),
	...(["/", "/deaths", "/nodes"] as const).map(
		(path) =>
			[
				`a cluster that went away before it was read once, at ${path}`,
				async (page: Page, words: PageWords) => {
					const state = emptyState(false);
					// Pods and their use come before the first look is done.
					for (const pod of (await demo()).facts.pods.values()) state.facts.pods.take(pod);
					state.publish(["fleet"]);
					state.setSource("away", "connect ETIMEDOUT 10.0.0.1:6443");
					return {
						says: [words.source.away, words.unknown.yet],
						never: [
							...[words.noDeaths, words.noSinking, words.noAdvisories, words.unknown.leaks, words.loading],
							...[`${words.heading.deaths} 0`, `${words.nav.nodes} 0`],
						],
						close: await local(page, state, path),
					};
				},
			] as const,
	),
	[
		"an API server that stalls",
		async (page, words) => {
			const state = await demo();
			const close = await local(page, state, "/workloads");
			state.setSource("away", "connect ETIMEDOUT 10.0.0.1:6443");
			return { says: [words.source.away, "ETIMEDOUT"], heading: words.nav.workloads, close };
		},
	],
	[
		"a connection that is lost",
		async (page, words) => {
			const close = await local(page, await demo(), "/workloads/shop/Deployment/cart");
			await page.getByRole("heading", { name: words.heading.pods }).waitFor();
			await close();
			return { says: [words.source.lost, "cart"], heading: "cart", close };
		},
	],
	[
		"a page that was opened as the connection was lost",
		async (page, words) => {
			const close = await local(page, await demo(), "/workloads/shop/Deployment/cart");
			await page.getByRole("heading", { name: words.heading.pods }).waitFor();
			await close();
			await page.getByRole("link", { name: words.nav.nodes, exact: true }).click();
			return { says: [words.source.lost, words.error.unavailable], heading: words.nav.nodes, close };
		},
	],
	...(["/", "/deaths", "/nodes"] as const).map(
		(path) =>
			[
				`a capture with gaps, at ${path}`,
				async (page: Page, words: PageWords) => ({
					says: [words.heading.gaps, "cannot list resource nodes", words.more(31)],
					close: await local(page, await withGaps(), path),
				}),
			] as const,
	),
	...[
		["breaks off", '{"version":2,"findings":[{"ru'],
		["is another's page", "<!doctype html><title>Sign in</title>"],
	].map(
		([how, body = ""]) =>
			[
				`an answer that ${how}`,
				async (page: Page, words: PageWords) => {
					await page.route("**/api/v1/nodes", (route) => route.fulfill({ status: 200, body }));
					const close = await local(page, await demo(), "/nodes");
					return { says: [words.error.unavailable], heading: words.nav.nodes, close };
				},
			] as const,
	),
	[
		"a workload that is not there",
		async (page, words) => ({
			says: [words.error["not-found"], words.notThere.workload, words.searchFor("nobody")],
			heading: "nobody",
			close: await local(page, await demo(), "/workloads/shop/Deployment/nobody"),
		}),
	],
	[
		"a node that is not there",
		async (page, words) => ({
			says: [words.error["not-found"], words.notThere.node],
			heading: "nobody",
			close: await local(page, await demo(), "/nodes/nobody"),
		}),
	],
	[
		"a workload that goes while it is looked at",
		async (page, words) => {
			const state = await demo();
			const close = await local(page, state, "/workloads/web/Deployment/storefront");
			await page.getByRole("heading", { name: words.heading.pods }).waitFor();
			for (const pod of [...state.facts.pods.of("web")]) state.facts.pods.delete(pod);
			state.publish(["fleet"]);
			return { says: [words.gone], heading: "storefront", close };
		},
	],
	[
		"a workload that goes before its memory was read",
		async (page, words) => {
			const state = await demo();
			const gone = Promise.withResolvers<void>();
			await page.route("**/tracks*", async (route) => {
				await gone.promise;
				await route.continue();
			});
			const close = await local(page, state, "/workloads/web/Deployment/storefront");
			await page.getByRole("heading", { name: words.heading.pods }).waitFor();
			for (const pod of [...state.facts.pods.of("web")]) state.facts.pods.delete(pod);
			gone.resolve();
			state.publish(["fleet"]);
			return { says: [words.gone, words.error["not-found"]], heading: "storefront", close };
		},
	],
];

describe.each([
	["en", en],
	["zh-CN", zh],
] as const)("in %s", (locale, words) => {
	test.each(STATES)("%s", async (_, show) => {
		const { page } = await openTab(browser, { locale, viewport: { width: 360, height: 740 } });
		const { says, never = [], heading, close } = await show(page, words);
		try {
			for (const text of says) await page.locator("body").getByText(text).first().waitFor({ state: "attached" });
			const said = (await page.locator("main").textContent()) ?? "";
			for (const text of never) expect(said).not.toContain(text);
			const first = await page.getByRole("heading", { level: 1 }).allTextContents();
			expect(first).toHaveLength(1);
			if (heading !== undefined) expect(first[0]).toContain(heading);
			for (const width of WIDTHS) {
				await page.setViewportSize({ width, height: 800 });
				expect(await page.evaluate("document.documentElement.scrollWidth"), String(width)).toBeLessThanOrEqual(width);
			}
			expect(await barriersInAnyLight(page)).toEqual([]);
		} finally {
			await page.context().close();
			await close();
		}
	});
});
