import { expect, it } from "vitest";
import { oldestFirst } from "./order.ts";

const now = Date.parse("2026-11-21T11:00:00Z");
const line = (seconds: number, text: string) =>
	`${new Date(Date.parse("2026-11-21T10:00:00Z") + seconds * 1000).toISOString()} n kernel: ${text}`;
const up = Array.from({ length: 9 }, (_, i) => line(i, `eth${i}: up`));
const BEGUN = "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0";
const KILLED = "Memory cgroup out of memory: Killed process 7 (a) total-vm:9kB, anon-rss:4kB, file-rss:0kB";

it.each<[string, string[], boolean]>([
	["oldest first", up, false],
	["newest first", up.toReversed(), true],
	["of one moment", [line(0, "a"), line(0, "b")], false],
	["of one moment, a report", [line(0, BEGUN), line(0, KILLED)], false],
	["of one moment, a report that is turned", [line(0, KILLED), line(0, BEGUN)], true],
	["whose clock was set back", [line(3600, "a"), ...up], false],
	["that begins inside a report", [line(0, KILLED), line(9, BEGUN), line(9, KILLED)], false],
	["one step back, and a report that is not turned", [line(1, "a"), line(0, BEGUN), line(0, KILLED)], false],
	["by seconds since boot", ["[ 9.2] c", "[ 9.1] b", "[ 9.0] a"], true],
	["without times", ["a", "b"], false],
	["empty", [], false],
	["longer than is looked at", Array.from({ length: 999 }, (_, i) => line(999 - i, "x")), true],
])("a log %s", async (_, lines, turned) => {
	async function* each() {
		yield* lines;
	}
	expect(await Array.fromAsync(oldestFirst(each(), now))).toEqual(turned ? lines.toReversed() : lines);
});
