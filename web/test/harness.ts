import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from "playwright-core";
import openapi from "../../docs/schema/openapi.v1.json" with { type: "json" };
import type { History } from "../../src/history/history.ts";
import { LinkLogin } from "../../src/server/auth/link.ts";
import type { Login } from "../../src/server/auth/login.ts";
import { createServer } from "../../src/server/http/server.ts";
import { Metrics } from "../../src/server/metrics.ts";
import { nodeTrackOf } from "../../src/server/state/node-series.ts";
import { type Histories, recordedState } from "../../src/server/state/recorded.ts";
import type { State } from "../../src/server/state/state.ts";
import { withHistory } from "../../src/server/state/tracks.ts";
import { openArchive } from "../../src/sources/archive/archive.ts";
import { chromium } from "./chromium.ts";

export const RECORDING = "lab/recordings/demo.tar.gz";

/** The real server over a capture, in this process so that a test can make its state change and take it away. */
export class Served {
	readonly state: State;
	readonly #history: (() => Promise<History | null>) | null;
	readonly #login: Login | null;
	#server: Server | null = null;
	#token = "";
	port = 0;

	constructor(state: State, history: (() => Promise<History | null>) | null = null, login: Login | null = null) {
		this.state = state;
		this.#history = history;
		this.#login = login;
	}

	/** An address that lets a browser in. */
	get address(): string {
		return `http://127.0.0.1:${this.port}/?token=${this.#token}`;
	}

	get origin(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Listens, on the same port as before when it has. The sessions are those of the login, which a new start of the process would lose. */
	async start(login: Login = this.#link): Promise<void> {
		const cost = { watchRestarts: 0, surveys: 0, surveySeconds: 0, scrapes: 0, scrapeSeconds: 0, failures: 0 };
		const metrics = new Metrics(this.state, cost);
		const history = this.#history;
		const server = createServer({
			served: {
				state: this.state,
				login: this.#login ?? login,
				version: "test",
				openapi,
				tracks: (asked) => withHistory(history ?? (async () => null), this.state, asked),
				nodeTrack: (asked) => nodeTrackOf(this.state, asked, { history, cluster: null }),
			},
			hosts: new Set(),
			metrics: () => metrics.text(),
			tls: null,
			onDefect: (error) => console.error(error),
			count: (status) => metrics.count(status),
		});
		server.listen(this.port, "127.0.0.1");
		await once(server, "listening");
		const isNew = this.port === 0;
		this.port = (server.address() as AddressInfo).port;
		if (isNew) this.#link.begin(this.port);
		this.#server = server;
	}
	readonly #link = new LinkLogin("tester", (token) => {
		this.#token = token;
	});

	async stop(): Promise<void> {
		const server = this.#server;
		this.#server = null;
		if (server === null) return;
		server.closeAllConnections();
		server.close();
		await once(server, "close");
	}
}

export async function stateOf(path: string, at?: number, histories: Histories = {}): Promise<State> {
	const source = await openArchive(path, { now: Date.now() });
	try {
		return await recordedState(source, at ?? source.takenAt ?? Date.now(), null, histories);
	} finally {
		await source.close();
	}
}

export async function openBrowser(): Promise<Browser> {
	const executablePath = chromium();
	if (executablePath === null) throw new Error("no Chromium: apt-get install chromium");
	// Chromium's own sandbox needs more than a container gives to root.
	return await playwright.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A tab, and everything in it that went wrong: errors, refusals by the Content-Security-Policy, answers that are none. */
export async function openTab(
	browser: Browser,
	options: BrowserContextOptions = {},
): Promise<{ page: Page; wrong: string[] }> {
	const context = await browser.newContext({
		viewport: { width: 1360, height: 900 },
		timezoneId: "Asia/Shanghai",
		...options,
	});
	const page = await context.newPage();
	const wrong: string[] = [];
	page.on("pageerror", (error) => wrong.push(error.message));
	page.on("console", (message) => {
		if (message.type() === "error") wrong.push(message.text());
	});
	page.on("dialog", (dialog) => {
		wrong.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	return { page, wrong };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds that keeps people out. */
export async function barriers(page: Page): Promise<string[]> {
	if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(readFileSync(AXE, "utf8"));
	const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
	const run = `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(tags)} } })`;
	const { violations } = (await page.evaluate(run)) as {
		violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
	};
	return violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(
			({ id, nodes }) =>
				`${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary})`).join("; ")}`,
		);
}

/** The same by day and by night: colours change without the page being opened again. */
export async function barriersInAnyLight(page: Page): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme });
		found.push(...(await barriers(page)).map((barrier) => `${colorScheme}: ${barrier}`));
	}
	return found;
}
