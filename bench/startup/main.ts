import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundle } from "../bundle.ts";

/**
 * How much longer Plimsoll takes to start than Node itself. The commands run in turn, so that a slow moment of the machine hits all
 * of them; quoted are medians of the pairwise differences to `node -e 0`. The target: at most 60 ms.
 */
const ROUNDS = 21;
const TARGET_MS = 60;

const root = join(import.meta.dirname, "../..");
const node = process.execPath;
const commands: Record<string, string[]> = {
	"plimsoll --version (clone)": [join(root, "bin/plimsoll"), "--version"],
	"plimsoll --help (clone)": [join(root, "bin/plimsoll"), "--help"],
};
const installed = bundle();
commands["plimsoll --version (bundle)"] = [node, installed, "--version"];
commands["plimsoll --help (bundle)"] = [node, installed, "--help"];

const bare = [node, "-e", "0"];
const over: Record<string, number[]> = {};
const bareTimes: number[] = [];
for (let round = 0; round <= ROUNDS; round++) {
	const base = time(bare);
	// The first round fills the caches.
	if (round > 0) bareTimes.push(base);
	for (const [name, command] of Object.entries(commands)) {
		const taken = time(command) - base;
		if (round > 0) over[name] = [...(over[name] ?? []), taken];
	}
}

console.log(`node -e 0: ${median(bareTimes).toFixed(0)} ms (median of ${ROUNDS})`);
for (const [name, values] of Object.entries(over)) {
	const extra = median(values);
	console.log(`${name}: +${extra.toFixed(0)} ms${extra > TARGET_MS ? ` MISSES the target of ${TARGET_MS} ms` : ""}`);
	if (extra > TARGET_MS) process.exitCode = 1;
}

function time([command = "", ...args]: readonly string[]): number {
	const start = performance.now();
	const { status } = spawnSync(command, args, { stdio: "ignore" });
	if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
	return performance.now() - start;
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
