import { readFileSync } from "node:fs";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers, openBrowser, openTab } from "./harness.ts";

/** What Headlamp hands to a plugin, with a React that draws: Preact's. Its components reduced to what they put on the page. */
const HOST = `
import * as React from "preact/compat";
const h = React.createElement;
const SectionBox = ({ title, children }) => h("section", null, h("h2", null, title), children);
const SimpleTable = ({ columns, data }) => h("table", null,
	h("thead", null, h("tr", null, columns.map(({ label }) => h("th", { scope: "col" }, label)))),
	h("tbody", null, data.map((row) => h("tr", null, columns.map(({ getter }) => h("td", null, getter(row)))))));
globalThis.pluginLib = {
	React,
	CommonComponents: { SectionBox, SimpleTable },
	ApiProxy: { request: (path) => globalThis.answer(path) },
	registerDetailsViewSection: (section) => {
		globalThis.show = (resource) => React.render(h(section, { resource }), document.getElementById("app"));
	},
};
`;

let browser: Browser;
let host = "";
beforeAll(async () => {
	const { outputFiles } = await build({
		stdin: { contents: HOST, resolveDir: import.meta.dirname },
		...{ bundle: true, write: false, format: "iife", target: "es2022" },
	});
	host = outputFiles[0]?.text ?? "";
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
});

const EVIL = '<img src=x onerror="alert(1)">';
const REPORT = {
	results: [
		{ policy: "death/container-limit", severity: "high", message: EVIL, resources: [{ kind: "Pod", name: "web-0" }] },
	],
};

test("its package names the version without which Headlamp does not load it", () => {
	// frontend/src/plugin/index.ts: >=0.8.0-alpha.3 of what is named there, whatever was used to make it.
	const { devDependencies } = JSON.parse(readFileSync("deploy/headlamp/package.json", "utf8"));
	expect(devDependencies["@kinvolk/headlamp-plugin"]).toMatch(/^\^0\.(?:[89]|[1-9]\d+)\.\d+$/);
});

test.each([
	["en", "Rule", "Nothing known"],
	["zh-CN", "规则", "未发现"],
])("the Headlamp plugin draws its section in a browser, in %s, and names stay text", async (lang, head, nothing) => {
	const { page, wrong } = await openTab(browser, { locale: lang });
	await page.setContent(
		`<!doctype html><html lang="${lang}"><title>x</title><body><main><h1>x</h1><div id="app"></div></main></body></html>`,
	);
	await page.evaluate(host);
	await page.evaluate(`globalThis.answer = async () => (${JSON.stringify(REPORT)})`);
	await page.evaluate(readFileSync("deploy/headlamp/main.js", "utf8"));
	const show = (name: string) =>
		page.evaluate(
			`show({ jsonData: { kind: "Pod", metadata: { name: "${name}", namespace: "shop", uid: "${name}" } } })`,
		);
	await show("web-0");
	await page.getByRole("columnheader", { name: head }).waitFor();
	await page.getByRole("cell", { name: EVIL }).waitFor();
	expect(await page.locator("img").count()).toBe(0);
	expect(await barriers(page)).toEqual([]);
	await show("db-0");
	await page.getByText(nothing).waitFor();
	expect(wrong).toEqual([]);
	await page.context().close();
});
