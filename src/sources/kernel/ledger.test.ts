import { expect, test } from "vitest";
import type { OomKill } from "../../model/kernel.ts";
import { KillLedger } from "./ledger.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const KILL: OomKill = {
	at: NOON,
	secondsSinceBoot: 1000,
	host: "n-1",
	constraint: "memcg",
	limitCgroup: "/a",
	limitLevel: "container",
	victimCgroup: "/a/b",
	process: "node",
	pid: 7,
	uid: 0,
	totalVm: 90,
	anonRss: 60,
	fileRss: 2,
	shmemRss: 0,
	pageTables: 1,
	oomScoreAdj: 900,
	usage: 64,
	limit: 64,
	stats: null,
	tasks: null,
	podUid: null,
	containerId: null,
	line: "Killed process 7 (node)",
};

/** Of two kills, what is left when one is held against the other, either way round. */
test.each<[string, Partial<OomKill>, boolean]>([
	["the very same", {}, true],
	["by a clock that is ten minutes off, as after a suspend", { at: NOON + 600_000 }, true],
	["by a clock that is more off", { at: NOON + 600_001 }, false],
	["without a time", { at: null }, true],
	["without the time since boot", { secondsSinceBoot: null }, true],
	["the time since boot rounded", { secondsSinceBoot: 1001 }, true],
	["two seconds later", { secondsSinceBoot: 1002 }, false],
	["of nobody knows which host", { host: "" }, true],
	["of another host", { host: "n-2" }, false],
	["of which the cgroup was lost", { victimCgroup: "" }, true],
	["in another cgroup", { victimCgroup: "/a/c" }, false],
	["of which the figures were lost", { totalVm: null, anonRss: null, fileRss: null }, true],
	["of another size", { totalVm: 91 }, false],
	["with other anonymous memory", { anonRss: 61 }, false],
	["with other file memory", { fileRss: 3 }, false],
	["of another process", { pid: 8 }, false],
	["by a daemon", { daemon: "talos" }, false],
])("a kill seen again %s", (_, change, same) => {
	for (const [first, second] of [
		[KILL, { ...KILL, ...change }],
		[{ ...KILL, ...change }, KILL],
	] as const) {
		const ledger = new KillLedger();
		expect([ledger.add(first), ledger.add(second)]).toEqual([true, !same]);
		expect([...ledger.kills()]).toHaveLength(same ? 1 : 2);
	}
});

test("what the first copy lacked is filled in from the second, and nothing else", () => {
	const ledger = new KillLedger();
	const poor = { ...KILL, host: "", at: null, limit: null, line: "short" };
	ledger.add(poor);
	ledger.add({ ...KILL, usage: 65, line: "long" });
	expect([...ledger.kills()]).toEqual([{ ...KILL, line: "short" }]);
	expect(poor.at).toBeNull();
});

test("a daemon that finds no relief kills the same cgroup again within a second", () => {
	const ledger = new KillLedger();
	const told = { ...KILL, daemon: "talos", secondsSinceBoot: null } as const;
	expect([0, 900, 900].map((ms) => ledger.add({ ...told, at: NOON + ms }))).toEqual([true, true, false]);
});
