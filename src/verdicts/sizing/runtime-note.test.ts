import { describe, expect, test } from "vitest";
import type { RuntimeBound, RuntimeOrigin } from "./facts.ts";
import { least, runtimeNote } from "./runtime-note.ts";
import { MI } from "./series.fixture.ts";
import { facts, GI } from "./workloads.fixture.ts";

const HEAP = { runtime: "JVM", setting: "-Xmx", written: "600m", unit: "jvm", value: 600 * MI, advised: 0.75 } as const;
const SHARE = {
	runtime: "JVM",
	setting: "-XX:MaxRAMPercentage=",
	written: "50",
	unit: "percent",
	value: 50,
	advised: 0.75,
} as const;
const NODE = { ...SHARE, runtime: "Node.js", setting: "--max-old-space-size=", written: "" } as const;

/** What the setting must become when the limit of now becomes another, MiB; null where it stays. */
test.each<[string, RuntimeBound | null, number | null, number, string | null]>([
	["no runtime", null, 1024, 512, null],
	["bytes that leave just enough room", HEAP, 1024, 800, null],
	["bytes that leave too little", HEAP, 1024, 799, "599m"],
	["bytes, and no limit before", HEAP, null, 400, "300m"],
	["bytes that fit better than before", HEAP, 700, 1024, null],
	["a share keeps its bytes when the limit falls", SHARE, 1024, 800, "64.0"],
	["and when it rises", SHARE, 1024, 2048, "25.0"],
	["but leaves room", SHARE, 1024, 600, "75.0"],
	["a share that is right already", { ...SHARE, value: 75, written: "75" }, 1024, 600, null],
	["the same limit", SHARE, 1024, 1024, null],
	["no limit before", SHARE, null, 1024, null],
	["Node.js by itself: half of the limit", NODE, 1024, 800, "512"],
	["which leaves room", NODE, 1024, 400, "300"],
	["never less than 256Mi of its own", NODE, 300, 2048, "256"],
	["at most 2Gi of it", NODE, 8192, 6144, "2048"],
	["up to 15Gi", NODE, 15 * 1024 - 1, 8192, "2048"],
	["from there on 4Gi", NODE, 15 * 1024, 8192, "4096"],
])("%s", (_, runtime, now, limit, to) => {
	const note = runtimeNote(facts({ runtime, limit: now === null ? null : now * MI }), limit * MI);
	if (to === null) return expect(note).toBeNull();
	expect(note).toEqual({
		...{ kind: "runtime", object: runtime?.runtime, setting: runtime?.setting, from: runtime?.written, to },
	});
});

test.each<[string, RuntimeBound | null, number]>([
	["none", null, 0],
	["a share needs no more than it gets", SHARE, 0],
	["bytes and the room beside them", HEAP, 800 * MI],
	["up to whole bytes", { ...HEAP, value: 1 }, 2],
])("the least limit: %s", (_, runtime, bytes) => {
	expect(least(facts({ runtime }))).toBe(bytes);
});

describe("an initial heap comes down with the bound", () => {
	test.each<[string, number | undefined, boolean]>([
		["above it", 400 * MI, true],
		["as much", 300 * MI, false],
		["none", undefined, false],
	])("%s", (_, initial, told) => {
		const runtime = initial === undefined ? HEAP : { ...HEAP, initial };
		const note = runtimeNote(facts({ runtime }), 400 * MI);
		expect(note?.kind === "runtime" && note.initial === true).toBe(told);
	});
});

/** The variable, or the words, as they must read. */
test.each<[string, RuntimeOrigin, string, string | readonly string[] | null]>([
	["the value alone", { kind: "variable", name: "HEAP", text: "600m" }, "-Xmx", "300m"],
	["the setting alone", { kind: "variable", name: "X", text: "-Xmx600m" }, "-Xmx", "-Xmx300m"],
	[
		"the last of two, which is the one that counts",
		{ kind: "variable", name: "X", text: "-Xmx600m -Xmx600m" },
		"-Xmx",
		"-Xmx600m -Xmx300m",
	],
	[
		"what else may stand there is not repeated",
		{ kind: "variable", name: "X", text: "-Dauth=1 -Xmx600m" },
		"-Xmx",
		null,
	],
	[
		"an argument",
		{ kind: "words", list: "args", words: ["-Xmx600m", "-jar", "a.jar"], index: 0 },
		"-Xmx",
		["-Xmx300m", "-jar", "a.jar"],
	],
	["a secret beside it", { kind: "words", list: "args", words: ["-Xmx600m", "--password=1"], index: 0 }, "-Xmx", null],
	["a shell's line", { kind: "words", list: "args", words: ["-Xmx600m", "a; b"], index: 0 }, "-Xmx", null],
])("the edit: %s", (_, origin, setting, expected) => {
	const note = runtimeNote(facts({ runtime: { ...HEAP, setting, origin }, limit: GI }), 400 * MI);
	const edit = note?.kind === "runtime" ? note.edit : undefined;
	if (expected === null) return expect(edit).toBeUndefined();
	expect(edit).toMatchObject(typeof expected === "string" ? { value: expected } : { words: expected });
});
