import { expect, it } from "vitest";
import { facts, termination } from "./death.fixture.ts";
import { tellingLines } from "./heap-errors.ts";
import { judgeDeath } from "./index.ts";
import { SCENARIOS } from "./scenarios.fixture.ts";

it.each<[string, string[], string[]]>([
	["nothing", [], []],
	["the last line, of whatever", ["a", "b", "", " "], ["b"]],
	[
		"a runtime's error, wherever it stands",
		["x", "fatal error: runtime: out of memory", "goroutine 1 [running]:", "\tmain.go:7"],
		["fatal error: runtime: out of memory", "\tmain.go:7"],
	],
	["an author's own words", ["worker: cannot allocate buffer", "bye"], ["worker: cannot allocate buffer", "bye"]],
	[
		"V8's collections",
		["[1:0x1] 9 ms: Mark-Compact 254.1 (261.0) -> 253.9 (261.3) MB", "y", "z"],
		["[1:0x1] 9 ms: Mark-Compact 254.1 (261.0) -> 253.9 (261.3) MB", "z"],
	],
])("of a log it keeps %s", (_, lines, kept) => {
	expect(tellingLines(lines)).toEqual(kept);
});

it("what it keeps gives the same verdict as the whole log", () => {
	for (const { facts } of SCENARIOS) {
		if (facts === null) continue;
		const noise = Array.from({ length: 30 }, (_, i) => `request ${i} served`);
		const whole = { ...facts, lastLines: facts.lastLines.length === 0 ? [] : [...noise, ...facts.lastLines] };
		const told = judgeDeath(whole);
		expect(judgeDeath({ ...whole, lastLines: tellingLines(whole.lastLines) })).toEqual(told);
	}
});

const ended = (exitCode: number, ...lastLines: string[]) =>
	judgeDeath(facts({ termination: termination({ reason: "Error", exitCode }), lastLines }));

it.each<[string, number, string[], string]>([
	["OpenJ9", 1, ['JVMDUMP039I Processing dump event "systhrow", detail "java/lang/OutOfMemoryError" at 1'], "jvm 0.97"],
	["Spark", 52, ["java.lang.OutOfMemoryError: Java heap space"], "jvm 0.97"],
	["Gradle's daemon", 1, ["Expiring Daemon because JVM heap space is exhausted", "> Task failed"], "jvm 0.97"],
	["a Gradle build", 1, ["* What went wrong:", "> Java heap space"], "jvm 0.97"],
	["V8 alone", 133, ["#", "# Fatal JavaScript out of memory: Reached heap limit", "#"], "node 0.97"],
	["older V8", 132, ["# Fatal javascript OOM in Ineffective mark-compacts near heap limit"], "node 0.97"],
	["V8, refused by the system", 133, ["# Fatal process out of memory: Zone"], "node 0.97"],
	["Node.js, refused by the system", 134, ["FATAL ERROR: Zone Allocation failed - process out of memory"], "node 0.97"],
	["a buffer of Node.js", 1, ["RangeError: Array buffer allocation failed", "    at f"], "node 0.97"],
	["PHP, refused by the system", 255, ["PHP Fatal error:  Out of memory (allocated 2097152) (tried to)"], "php 0.97"],
	["Redis", 134, ["1:M 1 Jan 2026 00:00:00.000 # Out Of Memory allocating 524288000 bytes!"], "native 0.97"],
	["PyTorch", 1, ["torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has"], "gpu 0.97"],
	["llama.cpp", 1, ["ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory"], "gpu 0.97"],
	["Haskell", 251, ["app: Heap exhausted;", "app: Current maximum heap size is 9 bytes (0 MB)."], "haskell 0.97"],
])("%s tells of its own bound", (_, exitCode, lines, told) => {
	const finding = ended(exitCode, ...lines);
	if (finding?.rule !== "death/own-heap-limit") expect.unreachable(finding?.rule);
	else expect(`${finding.params.runtime} ${finding.confidence}`).toBe(told);
});

it.each<[string, number, string[]]>([
	["a compiler's child", 1, ["c++: fatal error: Killed signal terminated program cc1plus"]],
	["a pool of Python's", 1, ["BrokenProcessPool: A process in the process pool was terminated abruptly while it ran."]],
	["Gradle's daemon", 1, ["The message received from the daemon indicates that the daemon has disappeared."]],
	["a shell's", 1, ["Killed"]],
	["ClickHouse", 241, ["DB::Exception: Memory limit (total) exceeded: would use 7.20 GiB (MEMORY_LIMIT_EXCEEDED)"]],
	["PostgreSQL", 1, ["FATAL: could not map anonymous shared memory: Cannot allocate memory"]],
])("what %s tells is quoted, as it may be the cause and proves none", (_, exitCode, [line = ""]) => {
	const finding = ended(exitCode, line, "bye");
	expect(finding).toMatchObject({ rule: "death/unknown", confidence: 0, params: { line } });
	expect(finding?.evidence.at(-1)).toMatchObject({ what: "log-line", value: line });
});

it("what an older runc says of a container that it could not start is quoted, too", () => {
	const message = "container init caused: read init-p: connection reset by peer: unknown";
	const end = termination({ reason: "StartError", exitCode: 128, message });
	expect(judgeDeath(facts({ termination: end, lastLines: [message] }))).toMatchObject({
		rule: "death/unknown",
		params: { line: message },
	});
});
