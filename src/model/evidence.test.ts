import { expect, test } from "vitest";
import { signalOf } from "./evidence.ts";

test.each<[number, number | null, number | null]>([
	[137, null, 9],
	[143, null, 15],
	[129, null, 1],
	[192, null, 64],
	// No signal: a code of the program's own, and the one containerd makes up.
	[0, null, null],
	[1, null, null],
	[128, null, null],
	[193, null, null],
	[255, null, null],
	// Some runtimes tell it apart, and 0 for none.
	[0, 9, 9],
	[137, 0, 9],
])("exit code %i with signal %j is signal %j", (exitCode, signal, expected) => {
	const left = { reason: "", message: "", startedAt: null, finishedAt: null, containerId: "" };
	expect(signalOf({ ...left, exitCode, signal })).toBe(expected);
});
