import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeCorpus } from "./corpus.ts";
import { generate } from "./generate.ts";

/**
 * How long `plimsoll lint` takes for 2,000 manifests from a cold start, beside `node -e 0` in the same minutes, and how much of the corpus it
 * finds. A round runs every command once, so that a slow moment of the machine hits all of them; quoted is the fastest round, because
 * whatever else runs on the machine only ever adds.
 */
const MANIFESTS = 2000;
const TARGET_MS = 600;
const ROUNDS = 9;

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-lint-"));
try {
	const bytes = generate(join(folder, "one-a-file"), MANIFESTS, 1);
	generate(join(folder, "rendered"), MANIFESTS, MANIFESTS);
	console.log(`${MANIFESTS} manifests, ${(bytes / 1e6).toFixed(1)} MB`);
	measure();
} finally {
	rmSync(folder, { recursive: true, force: true });
}
recall();

function measure(): void {
	const node = process.execPath;
	const program = existsSync(join(root, "dist/plimsoll.mjs")) ? "dist/plimsoll.mjs" : "src/plimsoll.ts";
	const commands: Record<string, string[]> = { "node -e 0": ["-e", "0"] };
	for (const entry of ["src/plimsoll.ts", program]) {
		for (const shape of ["one-a-file", "rendered"]) {
			commands[`${entry}, ${shape}`] = [join(root, entry), "lint", join(folder, shape), "--exit-zero", "-o", "json"];
		}
	}
	const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") };
	const best = new Map<string, number>();
	for (let round = 0; round <= ROUNDS; round++) {
		for (const [name, args] of Object.entries(commands)) {
			const start = performance.now();
			const { status } = spawnSync(node, args, { stdio: "ignore", env });
			if (status !== 0) throw new Error(`${name} ended with ${status}`);
			// The first round fills the compile cache.
			if (round > 0) best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
		}
	}
	const bare = best.get("node -e 0") ?? Number.NaN;
	for (const [name, ms] of best) {
		const missed = ms > TARGET_MS ? ` MISSES the target of ${TARGET_MS} ms` : "";
		console.log(`${name}: ${ms.toFixed(0)} ms, ${(ms / bare).toFixed(1)} × bare Node${missed}`);
		if (ms > TARGET_MS) process.exitCode = 1;
	}
}

function recall(): void {
	const files = [...judgeCorpus("broken"), ...judgeCorpus("sound")];
	const expected = files.flatMap((file) => file.expected.map((line) => `${file.file}:${line}`));
	const found = files.flatMap((file) => file.found.map((line) => `${file.file}:${line}`));
	const right = found.filter((line) => expected.includes(line)).length;
	console.log(
		`corpus: ${files.length} files, ${expected.length} defects; precision ${share(right, found.length)}, recall ${share(right, expected.length)}`,
	);
	for (const line of found.filter((one) => !expected.includes(one))) console.log(`  false alarm: ${line}`);
	for (const line of expected.filter((one) => !found.includes(one))) console.log(`  missed: ${line}`);
	if (right !== expected.length || right !== found.length) process.exitCode = 1;
}

function share(part: number, whole: number): string {
	return `${((100 * part) / whole).toFixed(1)} %`;
}
