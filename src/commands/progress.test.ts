import { expect, test } from "vitest";
import { cells } from "../reports/text.ts";
import { Progress } from "./progress.ts";

test.each([
	["reading pods …", 80],
	["正在读取内存数据：2000 个容器，8.1 百万个采样……", 80],
	["正在读取内存数据：2000 个容器，8.1 百万个采样……", 30],
])("%s fits %d columns and leaves nothing behind", (text, columns) => {
	const written: string[] = [];
	const stderr = { isTTY: true, columns, write: (one: string) => written.push(one) };
	const progress = new Progress({ stderr });
	progress.say(text);
	progress.done();
	const [line = "", over = ""] = written.map((one) => one.replaceAll("\r", ""));
	expect(cells(line)).toBeLessThan(columns);
	expect(over).toBe(" ".repeat(cells(line)));
});
