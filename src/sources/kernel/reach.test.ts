import { describe, expect, it } from "vitest";
import { excerptOomReports } from "./excerpt.ts";
import { LINES_MISSING, Reach } from "./reach.ts";
import { readOomKills } from "./read.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const log = [
	"Nov 21 10:00:00 node-1 kernel: [    0.000000] Linux version 6.1.0",
	"Nov 21 10:30:00 node-1 kernel: [ 1800.000000] eth0: link up",
	"Nov 21 11:45:00 node-1 kernel: [ 6300.000000] device veth1 left promiscuous mode",
];
const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);
const whole = { from: at("10:00:00"), to: at("11:45:00"), zoneless: true };
const ZONED = [
	"2026-11-21T10:00:00Z node-1 kernel: a",
	"2026-11-21T10:30:00Z node-1 kernel: b",
	"2026-11-21T11:00:00Z node-1 kernel: c",
	"2026-11-21T11:45:00Z node-1 kernel: d",
];

function reach(lines: readonly string[], readAt: number | null = null) {
	const found = new Reach(now, readAt);
	for (const line of lines) found.line(line);
	return found.end();
}

async function* each(lines: readonly string[]) {
	yield* lines;
}

describe("a log reaches from its first to its last line", () => {
	it.each<[string, readonly string[], object[]]>([
		["in order", log, [whole]],
		["with lines without a time at both ends", ["-- Journal begins --", ...log, ""], [whole]],
		["of one line", log.slice(0, 1), [{ ...whole, to: whole.from }]],
		["with zones", ZONED, [{ from: at("10:00:00"), to: at("11:45:00") }]],
		["with seconds since boot alone: nobody knows", ["[ 1269.36] x", "[ 1270.1] y"], [{ from: null, to: null }]],
		["empty", [], []],
		["in which the kernel says nothing", log.map((line) => line.replace("kernel:", "kubelet[7]:")), []],
		[
			"noted by a capture",
			["# kernel log read from 2026-11-21T10:00:00.000Z to 2026-11-21T11:45:00.000Z"],
			[{ from: at("10:00:00"), to: at("11:45:00") }],
		],
		[
			"a capture's that was cut into pieces: its last piece notes it",
			["# kernel log of node-1", ZONED[0] ?? "", ZONED[3] ?? ""],
			[],
		],
		["with a note that is none", ["# kernel log read from yesterday--------------- to today--------------------"], []],
	])("%s", (_, lines, expected) => {
		expect(reach(lines).stretches).toEqual(expected);
	});

	const holed = [
		{ from: at("10:00:00"), to: at("10:30:00") },
		{ from: at("11:00:00"), to: at("11:45:00") },
	];
	it.each([
		["where a reader could not read on", LINES_MISSING],
		["where journald was too slow", "2026-11-21T11:00:00Z node-1 systemd-journald[312]: Missed 34 kernel messages"],
		[
			"where the kernel's ring was read over",
			"2026-11-21T11:00:00Z n systemd-journald[3]: /dev/kmsg buffer overrun, some messages lost.",
		],
		["where the console was too slow", "2026-11-21T11:00:00Z node-1 kernel: ** 120 printk messages dropped **"],
		[
			"where rsyslog drops",
			"2026-11-21T11:00:00Z node-1 rsyslogd: imjournal: 5478 messages lost due to rate-limiting (20000 allowed within 600 seconds)",
		],
	])("has a hole %s", (_, lost) => {
		expect(reach([...ZONED.slice(0, 2), lost, ...ZONED.slice(2)]).stretches).toEqual(holed);
	});

	it.each([
		["that was read to its end reaches to then", [], { readAt: now }],
		["that broke off does not", [LINES_MISSING], {}],
	])("one %s", (_, more, end) => {
		expect(reach([...ZONED, ...more], now).stretches).toEqual([{ from: at("10:00:00"), to: at("11:45:00"), ...end }]);
	});

	it.each([
		["its host", log, ["node-1"]],
		["none before the host has a name", ["2026-11-21T10:00:00Z localhost kernel: a", ...ZONED], ["node-1"]],
		["none where it is dmesg's", ["[Sat Nov 21 10:19:05 2026] x"], []],
		["several", ["2026-11-21T09:00:00Z node-2 kernel: a", ...ZONED], ["node-2", "node-1"]],
	])("says who wrote it: %s", (_, lines, hosts) => {
		expect([...reach(lines).hosts]).toEqual(hosts);
	});
});

it("is told once a log has been read", async () => {
	const told: unknown[] = [];
	for await (const _ of readOomKills(each(log), { host: "", now, onReach: (one) => told.push(one) }));
	expect(told).toEqual([{ stretches: [whole], yearless: true, hosts: new Set(["node-1"]) }]);
});

it.each([
	["with zones", ZONED, [{ from: at("10:00:00"), to: now }]],
	["without", log, [{ from: at("10:00:00"), to: at("10:00:00"), zoneless: true, readAt: now }]],
	["that broke off", [...log, LINES_MISSING], [{ from: at("10:00:00"), to: at("11:45:00"), zoneless: true }]],
])("survives a capture, which keeps no line without a kill: of a log %s", async (_, lines, expected) => {
	const kept: string[] = [];
	for await (const line of excerptOomReports(each(lines), { now, readAt: now })) kept.push(line);
	expect(kept).toHaveLength(1);
	expect(reach(kept).stretches).toEqual(expected);
});
