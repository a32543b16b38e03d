import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { bundle } from "../bundle.ts";
import { CORPUS, type Judged, judgeCorpus } from "./corpus.ts";
import { generate } from "./generate.ts";
import { PEERS, type Peer, programOf } from "./peers.ts";

/**
 * How long `plimsoll lint` takes for 2,000 manifests from a cold start, beside kube-linter, kube-score and bare Node in the same minutes, and how much
 * of the corpus each of them finds. A round runs every command once, so that a slow moment of the machine hits all of them; quoted is the
 * fastest round, because whatever else runs on the machine only ever adds.
 */
const MANIFESTS = 2000;
const TARGET_MS = 600;
const ROUNDS = 9;
/** Bare Node computes nearly all of its time; where it takes so many times as long, the machine is busy with others. */
const BUSY = 1.5;

/** What a tool that reads each object by itself, and no annotation of ours, may well say: not counted as an alarm. */
const MATTERS_OF_TASTE = new Set(["lint/no-memory-request", "lint/best-effort", "lint/pdb-missing"]);
/** What a tool has noticed, in its way, when it cannot read a file. */
const UNREADABLE = ["lint/malformed", "lint/unrendered-template", "lint/suspicious-unit", "lint/removed-api"];

const root = join(import.meta.dirname, "../..");
const peers = PEERS.filter((peer) => {
	const there = programOf(peer) !== null;
	if (!there) console.log(`${peer.name}: not here, and not measured (go install ${peer.module})`);
	return there;
});
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

interface Measured {
	program: string;
	args: string[];
	/** The fastest round: wall time, and user and system time together. */
	wall: number;
	cpu: number;
}

function measure(): void {
	const node = process.execPath;
	const installed = relative(root, bundle());
	const commands: Record<string, Measured> = { "node -e 0": fresh(node, ["-e", "0"]) };
	for (const shape of ["one-a-file", "rendered"]) {
		const at = join(folder, shape);
		for (const entry of ["src/plimsoll.ts", installed]) {
			commands[`${entry}, ${shape}`] = fresh(node, [join(root, entry), "lint", at, "--exit-zero", "-o", "json"]);
		}
		for (const peer of peers) commands[`${peer.name}, ${shape}`] = fresh(programOf(peer) ?? "", peer.args(at));
	}
	const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") };
	for (let round = 0; round <= ROUNDS; round++) {
		for (const [name, command] of Object.entries(commands)) {
			const [start, before] = [performance.now(), childrenCpu()];
			// The peers' exit codes say that they found something.
			const { status, error } = spawnSync(command.program, command.args, { stdio: "ignore", env });
			if (error !== undefined || (command.program === node && status !== 0))
				throw new Error(`${name}: ${error ?? status}`);
			const [wall, cpu] = [performance.now() - start, childrenCpu() - before];
			// The first round fills the compile cache, and the page cache with the peers.
			if (round === 0) continue;
			command.wall = Math.min(command.wall, wall);
			command.cpu = Math.min(command.cpu, cpu);
		}
	}
	tell(commands, installed);
}

function tell(commands: Readonly<Record<string, Measured>>, installed: string): void {
	for (const [name, { wall, cpu }] of Object.entries(commands)) {
		console.log(
			`${name.padEnd(30)} ${wall.toFixed(0).padStart(5)} ms wall, ${cpu.toFixed(0).padStart(5)} ms of processor`,
		);
	}
	const { wall: bare = 0, cpu = 0 } = commands["node -e 0"] ?? {};
	const busy = bare > BUSY * cpu;
	if (busy) {
		console.log(
			`This machine is busy (bare Node takes ${bare.toFixed(0)} ms): only the times of processors can be compared.`,
		);
	}
	for (const shape of ["one-a-file", "rendered"]) {
		const ours = commands[`${installed}, ${shape}`];
		const by = busy ? "cpu" : "wall";
		const fastest = Math.min(
			...peers.map(({ name }) => commands[`${name}, ${shape}`]?.[by] ?? Number.POSITIVE_INFINITY),
		);
		if (ours === undefined) continue;
		if (!busy && ours.wall > TARGET_MS) miss(`${shape}: ${ours.wall.toFixed(0)} ms, and the target is ${TARGET_MS}`);
		if (ours[by] > fastest)
			miss(`${shape}: ${ours[by].toFixed(0)} ms, and the faster peer takes ${fastest.toFixed(0)}`);
	}
}

function miss(what: string): void {
	console.log(`MISSES ${what}`);
	process.exitCode = 1;
}

function fresh(program: string, args: string[]): Measured {
	return { program, args, wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
}

/** Milliseconds that ended children have used so far: their processor time, which waiting for others does not count. */
function childrenCpu(): number {
	const { 13: user = "0", 14: system = "0" } = statFields();
	return (Number(user) + Number(system)) * 10;
}

function statFields(): string[] {
	const { stdout } = spawnSync("cat", [`/proc/${process.pid}/stat`], { encoding: "utf8" });
	// The name, in brackets, may hold blanks; cutime and cstime are the 14th and 15th after it (proc(5)).
	return stdout.slice(stdout.lastIndexOf(")") + 2).split(" ");
}

function recall(): void {
	const files = [...judgeCorpus("broken"), ...judgeCorpus("sound")];
	const ours = score(files, ({ found }) => new Set(found.map((line) => line.split(" ")[1] ?? "")));
	const lines = files.flatMap(({ file, expected, found }) => [
		...found.filter((one) => !expected.includes(one)).map((one) => `false alarm: ${file}:${one}`),
		...expected.filter((one) => !found.includes(one)).map((one) => `missed: ${file}:${one}`),
	]);
	const defects = files.reduce((sum, { expected }) => sum + expected.length, 0);
	console.log(
		`\ncorpus: ${files.length} files, ${defects} places with a defect; plimsoll, place by place: ${lines.length} wrong`,
	);
	for (const line of lines) console.log(`  ${line}`);
	if (lines.length > 0) process.exitCode = 1;

	const tools = [
		{ name: "plimsoll", ...ours },
		...peers.map((peer) => ({ name: peer.name, ...scorePeer(peer, files) })),
	];
	console.log("\nby file and kind of defect; what a tool does not call a defect of memory is not held against it:");
	for (const { name, found, expected, alarms } of tools) {
		console.log(
			`${name.padEnd(12)} finds ${found} of ${expected}: recall ${share(found, expected)}, precision ${share(found, found + alarms)}`,
		);
	}
	const kinds = [...new Set(files.flatMap(rulesOf))].sort();
	console.log(`\n${"defect".padEnd(44)}${tools.map(({ name }) => name.padStart(13)).join("")}`);
	for (const kind of kinds) {
		const cells = tools.map(({ byKind }) =>
			`${byKind.get(kind)?.found ?? 0}/${byKind.get(kind)?.expected ?? 0}`.padStart(13),
		);
		console.log(`${kind.padEnd(44)}${cells.join("")}`);
	}
}

function rulesOf({ expected }: Judged): string[] {
	return [...new Set(expected.map((line) => line.split(" ")[1] ?? ""))];
}

function scorePeer(peer: Peer, files: readonly Judged[]) {
	return score(files, ({ file, expected }) => {
		const found = peer.found(join(CORPUS, file)) ?? new Set(UNREADABLE);
		const defects = new Set(expected.map((line) => line.split(" ")[1] ?? ""));
		const lenient = file.endsWith("/suppressed.yaml") || found.has("lint/unrendered-template");
		return new Set([...found].filter((rule) => defects.has(rule) || !(lenient || MATTERS_OF_TASTE.has(rule))));
	});
}

function score(files: readonly Judged[], findingsOf: (file: Judged) => ReadonlySet<string>) {
	const byKind = new Map<string, { found: number; expected: number }>();
	let alarms = 0;
	for (const file of files) {
		const [expected, found] = [new Set(rulesOf(file)), findingsOf(file)];
		for (const rule of expected) {
			const kind = byKind.get(rule) ?? { found: 0, expected: 0 };
			byKind.set(rule, { found: kind.found + Number(found.has(rule)), expected: kind.expected + 1 });
		}
		alarms += [...found].filter((rule) => !expected.has(rule)).length;
	}
	const sum = (key: "found" | "expected") => [...byKind.values()].reduce((total, kind) => total + kind[key], 0);
	return { byKind, alarms, found: sum("found"), expected: sum("expected") };
}

function share(part: number, whole: number): string {
	return `${((100 * part) / whole).toFixed(1)} %`;
}
