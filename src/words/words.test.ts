import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { VERSION } from "../model/version.ts";
import { help as enHelp } from "./en/help.ts";
import { page as enPage } from "./en/page.ts";
import { words as en } from "./en.ts";
import { languageOf } from "./index.ts";
import { help as zhHelp } from "./zh-CN/help.ts";
import { page as zhPage } from "./zh-CN/page.ts";
import { words as zh } from "./zh-CN.ts";

/** Every fixed text of a catalogue by its path. */
function texts(value: unknown, path = ""): [string, string][] {
	if (typeof value === "string") return [[path, value]];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}/${key}`));
}

describe("the two languages", () => {
	const chinese = new Map([...texts(zh), ...texts(zhHelp), ...texts(zhPage, "/page")]);
	const same = [...texts(en), ...texts(enHelp), ...texts(enPage, "/page")]
		.filter(([path, text]) => chinese.get(path) === text)
		.map(([, text]) => text);
	test("say nothing in English where Chinese is meant, but for the field's own names", () => {
		// `BestEffort` and the like are names, not prose.
		expect(same.filter((text) => /[a-z]{4,}/.test(text) && !/^([A-Z][a-z]+)+$/.test(text))).toEqual([]);
	});
	test.each([
		[[], "containerd 2.2.0 存在"],
		[["n1"], "containerd 2.2.0（节点 n1）存在"],
		[["n1", "n2"], "containerd 2.2.0（n1 等 2 个节点）存在"],
	])("set no space behind a full-width bracket: a bug known of nodes %j", (nodes, expected) => {
		const text = { en: "it grows", "zh-CN": "内存增长" };
		const message = zh.advisories.rule.message({
			...{ component: "containerd", grade: "affected", reason: null, version: "2.2.0", readFrom: "", nodes },
			...{ upgradeTo: null, fixed: [], trigger: text, symptom: text, stopgap: null, inferred: true },
			...{ conditions: [], references: [] },
		});
		expect(message).toContain(expected);
	});
	test("use full-width marks in Chinese prose", () => {
		const halfWidth = [...chinese].filter(([, text]) => /[\u4e00-\u9fff][,;:!?]/.test(text));
		expect(halfWidth).toEqual([]);
	});
});

test.each([
	[{ LANG: "zh_CN.UTF-8" }, "zh-CN"],
	[{ LANG: "zh_SG" }, "zh-CN"],
	[{ LANG: "zh" }, "zh-CN"],
	[{ LANG: "zh_Hans_CN.UTF-8" }, "zh-CN"],
	[{ LANG: "zh_TW.UTF-8" }, "en"],
	[{ LANG: "C.UTF-8" }, "en"],
	[{ LANG: "zh_CN.UTF-8", LC_ALL: "en_US.UTF-8" }, "en"],
	[{ LANG: "en_US.UTF-8", LC_MESSAGES: "zh_CN.UTF-8" }, "zh-CN"],
	[{ LANG: "" }, "en"],
	[{}, "en"],
])("the locale %o asks for %s", (env, language) => {
	expect(languageOf(env)).toBe(language);
});

test("the version is package.json's", async () => {
	const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
	expect(VERSION).toBe(version);
});

test.each([
	[146, "146 bytes an hour", "每小时 146 字节"],
	[-43, "-43 bytes an hour", "每小时 -43 字节"],
	[0, "0 bytes an hour", "每小时 0 字节"],
	[1536, "1.5Ki an hour", "每小时 1.5Ki"],
])("a rate of %d bytes an hour is no bare number within a sentence", (bytesPerHour, english, chinese) => {
	const params = {
		...{ since: 0, sinceFrom: 0, sinceTo: 0, bytesPerHour, leakedBytes: 2048, limit: null, threshold: null },
		...{ limitAt: null, limitFrom: null, limitTo: null, samples: 100, spanSeconds: 86_400, lastAt: 0, curve: [] },
		...{ keptBytes: 1024, explained: 1, rising: 1 },
	};
	expect(en.rules["leak/steady"].message(params)).toContain(english);
	expect(zh.rules["leak/steady"].message(params)).toContain(chinese);
});
