import { expect, it } from "vitest";
import { words as en } from "../../words/en.ts";
import { facts, kill, NOON, READ, termination } from "./death.fixture.ts";
import type { DeathFacts } from "./facts.ts";
import { judgeDeath } from "./index.ts";

const ended = (exitCode: number, change: Partial<DeathFacts> = {}) =>
	facts({ ...change, termination: termination({ exitCode }) });
const EARLIER = [kill({ at: NOON - 40_000 })];
const MID_LIFE = { from: NOON - 30_000, to: READ.to };

it.each<[string, DeathFacts, string]>([
	["exit code 0", ended(0), "0.9 left over, earlier"],
	["SIGTERM", ended(143), "0.9 left over, earlier"],
	["a code of its own, killed before", ended(1, { kernelLog: READ, kills: EARLIER }), "0.95 left over, before"],
	["a code of its own, no kill since the log begins", ended(1, { kernelLog: MID_LIFE }), "0.75 left over, earlier"],
	["a code of its own, no kill in its life", ended(1, { kernelLog: READ }), "0.75 wrong, none"],
	["exit code 0, no kill in its life", ended(0, { kernelLog: READ }), "0.9 wrong, none"],
])("OOMKilled with %s", (_, given, told) => {
	const finding = judgeDeath(given);
	if (finding?.rule !== "death/stale-oomkilled") return expect.unreachable(finding?.rule);
	const message = en.rules["death/stale-oomkilled"].message(finding.params);
	const word = /OOMKilled is (left over|wrong)/.exec(message)?.[1];
	const when = message.includes("holds no kill") ? "none" : message.includes("At some time") ? "earlier" : "before";
	expect(`${finding.confidence} ${word}, ${when}`).toBe(told);
});

it.each<[string, DeathFacts, string]>([
	["a code of its own, and no log was read", ended(1), "death/container-limit"],
	["SIGKILL, and a silent log", ended(137, { kernelLog: READ }), "death/container-limit"],
	["a heap error of its own", ended(1, { kernelLog: READ, lastLines: ["MemoryError"] }), "death/own-heap-limit"],
])("OOMKilled with %s is another's", (_, given, rule) => {
	expect(judgeDeath(given)?.rule).toBe(rule);
});
