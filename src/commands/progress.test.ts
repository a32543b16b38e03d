import { expect, test, vi } from "vitest";
import { cells } from "../reports/text.ts";
import { Progress } from "./progress.ts";

test.each([
	["reading pods …", 80],
	["正在读取内存数据：2000 个容器，810 万个样本……", 80],
	["正在读取内存数据：2000 个容器，810 万个样本……", 30],
])("%s fits %d columns and leaves nothing behind", async (text, columns) => {
	const written: string[] = [];
	const stderr = { isTTY: true, columns, write: (one: string) => written.push(one) };
	const progress = await Progress.on({ stderr });
	progress.say(text);
	progress.done();
	const [line = "", over = ""] = written.map((one) => one.replaceAll("\r", ""));
	expect(cells(line)).toBeLessThan(columns);
	expect(over).toBe(" ".repeat(cells(line)));
});

test("what is counted is put into words no more often than it can be read, and not at all where nobody looks", async () => {
	const written: string[] = [];
	const write = (one: string) => written.push(one);
	let said = 0;
	const counted = () => `${++said} containers`;
	const piped = await Progress.on({ stderr: { write } });
	for (let i = 0; i < 3; i++) piped.count(counted);
	expect([said, written]).toEqual([0, []]);
	const seen = await Progress.on({ stderr: { isTTY: true, columns: 80, write } });
	vi.useFakeTimers({ toFake: ["performance"] });
	for (let i = 0; i < 25; i++) {
		seen.count(counted);
		vi.advanceTimersByTime(10);
	}
	vi.useRealTimers();
	expect(written.map((one) => one.trim())).toEqual(["1 containers", "2 containers", "3 containers"]);
});
