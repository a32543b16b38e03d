import { describe, expect, test } from "vitest";
import { exportsWords as en } from "../words/en/exports.ts";
import { exportsWords as zhCN } from "../words/zh-CN/exports.ts";
import { datadogMonitors } from "./datadog.ts";

interface Monitor {
	name: string;
	query: string;
	message: string;
	options: { thresholds: { critical: number } };
}

const made = (words: typeof en) => JSON.parse(datadogMonitors(words, "https://runbooks.example")) as Monitor[];

describe.each([
	["en", en],
	["zh-CN", zhCN],
])("monitors for Datadog in %s", (_, words) => {
	test.each(made(words))("$name", ({ name, query, message, options }) => {
		// Datadog refuses a threshold that is not the query's own.
		expect(Number(/(?:[<>]=?) ([\d.]+)$/.exec(query)?.[1])).toBe(options.thresholds.critical);
		// It forecasts twelve hours at least.
		for (const [, hours] of query.matchAll(/next_(\d+)h/g)) expect(Number(hours)).toBeGreaterThanOrEqual(12);
		// Of Prometheus' templates nothing is left, and only variables by which the query is grouped are used.
		const groups = /by \{([^}]+)\}/.exec(query)?.[1]?.split(",") ?? [];
		for (const [, variable] of `${name}${message}`.matchAll(/\{\{(.*?)\}\}/g))
			expect(groups.map((group) => `${group}.name`)).toContain(variable);
	});
});
