import { describe, expect, it } from "vitest";
import { parsePrintk } from "./printk.ts";

const now = Date.parse("2026-11-21T11:00:00Z");
const at = (text: string) => Date.parse(text);

describe("what a log's writer puts before the kernel's text", () => {
	it.each([
		["dmesg", "[ 1269.364968] x", { secondsSinceBoot: 1269.364968 }],
		["dmesg -d", "[ 1269.364968 <    0.000012>] x", { secondsSinceBoot: 1269.364968 }],
		["dmesg with callers", "[ 1269.364968][ T1234] x", { secondsSinceBoot: 1269.364968 }],
		["dmesg -r", "<4>[ 1269.364968] x", { secondsSinceBoot: 1269.364968 }],
		["dmesg -x", "kern  :err   : [ 1269.364968] x", { secondsSinceBoot: 1269.364968 }],
		["dmesg -T", "[Sat Nov 21 10:19:05 2026] x", { at: at("2026-11-21T10:19:05Z") }],
		["dmesg -T, one-digit day", "[Tue Sep  1 10:19:05 2026] x", { at: at("2026-09-01T10:19:05Z") }],
		["dmesg -T in German", "[Di Okt  6 03:54:03 2026] x", { at: at("2026-10-06T03:54:03Z") }],
		["dmesg -T in French", "[mer. août  5 03:54:03 2026] x", { at: at("2026-08-05T03:54:03Z") }],
		["dmesg -T in newer French", "[dim. 19 avril 18:03:30 2026] x", { at: at("2026-04-19T18:03:30Z") }],
		["dmesg -T in Chinese", "[四  4月 16 22:43:41 2026] x", { at: at("2026-04-16T22:43:41Z") }],
		["dmesg -T in a language we do not know", "[ke heinä 15 22:43:41 2026] x", { at: null }],
		["set in, as in a report", "    [Sat Nov 21 10:19:05 2026] x", { at: at("2026-11-21T10:19:05Z") }],
		["dmesg iso", "2026-11-21T10:19:05,123456+01:00 x", { at: at("2026-11-21T09:19:05.123Z") }],
		["/dev/kmsg", "4,340,1269364968,-;x", { secondsSinceBoot: 1269.364968 }],
		["/dev/kmsg with a caller", "4,340,1269364968,-,caller=T17;x", { secondsSinceBoot: 1269.364968 }],
		["journalctl short", "Nov 21 10:19:05 node-1 kernel: x", { at: at("2026-11-21T10:19:05Z"), host: "node-1" }],
		["journalctl in Chinese", "4月 17 22:43:41 node-1 kernel: x", { at: at("2026-04-17T22:43:41Z"), host: "node-1" }],
		["its days of one digit", " 4月 07 22:43:41 node-1 kernel: x", { at: at("2026-04-07T22:43:41Z"), host: "node-1" }],
		["journalctl in Spanish", "ene 07 22:43:41 node-1 kernel: x", { at: at("2026-01-07T22:43:41Z"), host: "node-1" }],
		[
			"short-precise",
			"Nov 21 10:19:05.123456 node-1 kernel: x",
			{ at: at("2026-11-21T10:19:05.123Z"), host: "node-1" },
		],
		["short-iso", "2026-11-21T10:19:05+0100 node-1 kernel: x", { at: at("2026-11-21T09:19:05Z"), host: "node-1" }],
		[
			"short-iso-precise",
			"2026-11-21T10:19:05.123456+01:00 node-1 kernel: x",
			{ at: at("2026-11-21T09:19:05.123Z"), host: "node-1" },
		],
		["short-full", "Sat 2026-11-21 10:19:05 UTC node-1 kernel: x", { at: at("2026-11-21T10:19:05Z"), host: "node-1" }],
		["short-unix", "1795256345.123456 node-1 kernel: x", { at: 1795256345123, host: "node-1" }],
		["short-monotonic", "[ 1269.364968] node-1 kernel: x", { secondsSinceBoot: 1269.364968, host: "node-1" }],
		[
			"rsyslog, traditional",
			"Nov 21 10:19:05 node-1 kernel: [ 1269.364968] x",
			{ at: at("2026-11-21T10:19:05Z"), host: "node-1", secondsSinceBoot: 1269.364968 },
		],
		[
			"rsyslog, RFC 3339",
			"2026-11-21T10:19:05.123456+00:00 node-1 kernel: [ 1269.364968] x",
			{ at: at("2026-11-21T10:19:05.123Z"), host: "node-1", secondsSinceBoot: 1269.364968 },
		],
		[
			"CRI",
			"2026-11-21T10:19:05.123456789Z stderr F [ 1269.364968] x",
			{ at: at("2026-11-21T10:19:05.123Z"), secondsSinceBoot: 1269.364968 },
		],
		[
			"CRI, inner time wins",
			"2026-11-21T10:20:00Z stdout F Nov 21 10:19:05 node-1 kernel: x",
			{ at: at("2026-11-21T10:19:05Z"), host: "node-1" },
		],
		["Talos", "kern: warning: [2026-11-21T10:19:05.123456789Z]: x", { at: at("2026-11-21T10:19:05.123Z") }],
		[
			"talosctl dmesg",
			"10.0.0.7: kern: warning: [2026-11-21T10:19:05.123456789Z]: x",
			{ at: at("2026-11-21T10:19:05.123Z"), host: "10.0.0.7" },
		],
		["quoted in a mail", "> [ 1269.364968] x", { secondsSinceBoot: 1269.364968 }],
		["in colours", "\u001b[32m[ 1269.364968] \u001b[0m\u001b[31mx\u001b[0m", { secondsSinceBoot: 1269.364968 }],
		["dmesg -H", "[Nov21 10:19] x", {}],
		["dmesg -H, of a day of one digit", "[Nov 2 10:19] x", {}],
		["dmesg -H, the next", "[  +0.000003] x", {}],
		["found by grep -n", "17:[ 1269.364968] x", { secondsSinceBoot: 1269.364968 }],
		[
			"found by grep in several files",
			"/var/log/messages-20261122:Nov 21 10:19:05 node-1 kernel: x",
			{ at: at("2026-11-21T10:19:05Z"), host: "node-1" },
		],
		[
			"oc adm node-logs of several nodes",
			"node-1.example.com Nov 21 10:19:05.123456 node-1 kernel: x",
			{ at: at("2026-11-21T10:19:05.123Z"), host: "node-1" },
		],
		["busybox", "Nov 21 10:19:05 n kern.warn kernel: x", { at: at("2026-11-21T10:19:05Z"), host: "n" }],
		["RFC 5424", "<4>1 2026-11-21T10:19:05Z n kernel - - - x", { at: at("2026-11-21T10:19:05Z"), host: "n" }],
		["no prefix", "x", {}],
		[
			"last year, as December is still to come",
			"Dec 24 00:00:00 n kernel: x",
			{ at: at("2025-12-24T00:00:00Z"), host: "n" },
		],
		["tomorrow, by a clock ahead", "Nov 22 10:00:00 n kernel: x", { at: at("2026-11-22T10:00:00Z"), host: "n" }],
		["29 February of the last leap year", "Feb 29 10:00:00 n kernel: x", { at: at("2024-02-29T10:00:00Z"), host: "n" }],
		["a day that no year has", "Feb 30 10:00:00 n kernel: x", { at: null, host: "n" }],
	])("%s", (_, line, expected) => {
		const { zoneless, yearless, kernel, ...parsed } = parsePrintk(line, now) ?? {};
		expect(parsed).toEqual({ at: null, secondsSinceBoot: null, host: "", text: "x", ...expected });
	});

	it.each([
		["dmesg -T", "[Sat Nov 21 10:19:05 2026] x", "no zone"],
		["dmesg iso", "2026-11-21T10:19:05,123456+01:00 x", ""],
		["short-iso without a zone", "2026-11-21T10:19:05 node-1 kernel: x", "no zone"],
		["short-full", "Sat 2026-11-21 10:19:05 UTC node-1 kernel: x", ""],
		["short-full elsewhere", "Sat 2026-11-21 10:19:05 CST node-1 kernel: x", "no zone"],
		["syslog", "Nov 21 10:19:05 node-1 kernel: x", "no year"],
		[
			"behind another writer's, of another time",
			"2026-11-21T10:40:00Z stdout F Nov 21 10:19:05 n kernel: x",
			"no year",
		],
		["behind another writer's, of that time", "2026-11-21T10:20:00Z stdout F Nov 21 10:19:05 n kernel: x", ""],
		[
			"behind another writer's, of that time elsewhere",
			"2026-11-21T10:20:00Z stdout F Nov 21 18:19:05 n kernel: x",
			"",
		],
		["/dev/kmsg", "4,340,1269364968,-;x", ""],
	])("what a time does not tell: %s", (_, line, lacks) => {
		const parsed = parsePrintk(line, now);
		expect(parsed?.yearless ? "no year" : parsed?.zoneless ? "no zone" : "").toBe(lacks);
	});

	it.each([
		["text", { MESSAGE: "x" }, "x"],
		["bytes", { MESSAGE: [120, 27, 10] }, "x\u001b\n"],
		["another program's", { MESSAGE: "x", _TRANSPORT: "syslog", SYSLOG_IDENTIFIER: "kubelet" }, null],
		["no message", { MESSAGE: null }, null],
		["bytes that are none", { MESSAGE: [120, "a"] }, null],
	])("a journal record: %s", (_, fields, text) => {
		const record = {
			__REALTIME_TIMESTAMP: "1795256345123456",
			_SOURCE_MONOTONIC_TIMESTAMP: "1269364968",
			_HOSTNAME: "node-1",
			...fields,
		};
		const parsed = parsePrintk(JSON.stringify(record), now);
		if (text === null) expect(parsed).toBeNull();
		else expect(parsed).toMatchObject({ at: 1795256345123, secondsSinceBoot: 1269.364968, host: "node-1", text });
	});

	it.each([
		["dmesg", "[ 1269.364968] x", true],
		["dmesg -T", "[Sat Nov 21 10:19:05 2026] x", true],
		["dmesg iso", "2026-11-21T10:19:05,123456+01:00 x", true],
		["/dev/kmsg", "4,340,1269364968,-;x", true],
		["Talos", "kern: warning: [2026-11-21T10:19:05.123456789Z]: x", true],
		["a journal record", '{"MESSAGE":"x","_TRANSPORT":"kernel"}', true],
		["syslog of the kernel", "Nov 21 10:19:05 node-1 kernel: x", true],
		["syslog of another program", "Nov 21 10:19:05 node-1 kubelet[812]: x", false],
		["a program that writes as it does", "2026-11-21 10:19:05,123 INFO x", false],
	])("only a kernel's line looks like this: %s", (_, line, kernel) => {
		expect(parsePrintk(line, now)?.kernel ?? false).toBe(kernel);
	});
});
