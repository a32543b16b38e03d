import { expect, it } from "vitest";
import { syslogLines } from "./syslog.ts";

const at = new Date("2026-11-21T10:19:05.123Z");
const host = "plimsoll-lab";
const start = "2026-11-21T10:19:05.123000+00:00 plimsoll-lab kernel: ";

it.each([
	[
		"a plain record",
		"6,339,5140900,-;NET: Registered PF_NETLINK\n",
		`${start}[    5.140900] NET: Registered PF_NETLINK\n`,
	],
	[
		"a record with a dictionary",
		"4,12,12345678901,-;oops\n SUBSYSTEM=pci\n DEVICE=+pci:0\n",
		`${start}[12345.678901] oops\n`,
	],
	["a semicolon in the text", "6,1,0,-;a;b\n", `${start}[    0.000000] a;b\n`],
	[
		"several lines in one record",
		"6,1,1000000,-;one\\x0atwo\n",
		`${start}[    1.000000] one\n${start}[    1.000000] two\n`,
	],
	["what user space wrote", "12,1,1000000,-;systemd[1]: hello\n", ""],
	["no record", "", ""],
])("%s", (_, record, lines) => {
	expect(syslogLines(record, at, host)).toBe(lines);
});
