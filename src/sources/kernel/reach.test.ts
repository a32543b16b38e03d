import { describe, expect, it } from "vitest";
import { excerptOomReports } from "./excerpt.ts";
import { Reach } from "./reach.ts";
import { readOomKills } from "./read.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const log = [
	"Nov 21 10:00:00 node-1 kernel: [    0.000000] Linux version 6.1.0",
	"Nov 21 10:30:00 node-1 kernel: [ 1800.000000] eth0: link up",
	"Nov 21 11:45:00 node-1 kernel: [ 6300.000000] device veth1 left promiscuous mode",
];
const whole = { from: Date.parse("2026-11-21T10:00:00Z"), to: Date.parse("2026-11-21T11:45:00Z") };
const yearless = { ...whole, yearless: true };

function reach(lines: readonly string[]) {
	const found = new Reach(now);
	for (const line of lines) found.line(line);
	return found.span();
}

async function* each(lines: readonly string[]) {
	yield* lines;
}

describe("a log reaches from its first to its last line", () => {
	it.each([
		["in order", log, yearless],
		["with lines without a time at both ends", ["-- Journal begins --", ...log, ""], yearless],
		["of one line", log.slice(0, 1), { ...yearless, to: whole.from }],
		["with seconds since boot alone: nobody knows", ["[ 1269.36] x", "[ 1270.1] y"], null],
		["empty", [], null],
		["noted by a capture", ["# kernel log read from 2026-11-21T10:00:00.000Z to 2026-11-21T11:45:00.000Z"], whole],
		[
			"with a note that is none",
			["# kernel log read from yesterday--------------- to today--------------------"],
			null,
		],
	])("%s", (_, lines, expected) => {
		expect(reach(lines)).toEqual(expected);
	});
});

it("is told once a log has been read", async () => {
	const spans: unknown[] = [];
	for await (const _ of readOomKills(each(log), { host: "", now, onReach: (span) => spans.push(span) }));
	expect(spans).toEqual([yearless]);
});

it("survives a capture, which keeps no line without a kill", async () => {
	const kept: string[] = [];
	for await (const line of excerptOomReports(each(log), { now, readAt: now })) kept.push(line);
	expect(kept).toHaveLength(1);
	expect(reach(kept)).toEqual({ from: whole.from, to: now });
});
