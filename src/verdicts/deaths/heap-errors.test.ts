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
	[
		"InnoDB of MySQL",
		1,
		["2016-12-29T15:17:43.8Z 0 [ERROR] InnoDB: mmap(137428992 bytes) failed; errno 12", "x"],
		"innodb 0.97",
	],
	[
		"InnoDB of MySQL 8",
		1,
		["2023-01-01T00:00:00.0Z 1 [ERROR] [MY-012956] [InnoDB] Cannot allocate memory for the buffer pool"],
		"innodb 0.97",
	],
	[
		"InnoDB of MariaDB",
		1,
		["2024-01-01 0:00:00 0 [ERROR] InnoDB: Cannot allocate 128.000MiB of memory for the buffer pool"],
		"innodb 0.97",
	],
	[
		"PostgreSQL, as it starts",
		1,
		["2023-02-10 12:18:43.673 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory", "HINT"],
		"postgres 0.97",
	],
	[
		"PostgreSQL, without a prefix",
		1,
		["FATAL:  could not create shared memory segment: Invalid argument"],
		"postgres 0.97",
	],
	[
		"PostgreSQL's shared memory",
		1,
		[
			'2021-06-01 06:43:28.473 UTC [1] FATAL:  could not resize shared memory segment "/PostgreSQL.1767612635" to 183552 bytes: No space left on device',
		],
		"shm 0.97",
	],
	[
		"PostgreSQL's shared memory, after which it may live on",
		1,
		[
			'2021-06-01 06:43:28.473 UTC [340] ERROR:  could not resize shared memory segment "/PostgreSQL.17" to 183552 bytes: No space left on device',
		],
		"shm 0.8",
	],
	[
		"PostgreSQL's own",
		2,
		[
			"2021-06-01 06:43:28 UTC [7] app@shop ERROR:  out of memory",
			'2021-06-01 06:43:28 UTC [7] DETAIL:  Failed on request of size 536870912 in memory context "ExprContext".',
		],
		"postgres 0.8",
	],
	[
		"PostgreSQL's forks",
		1,
		["2018-10-03 00:00:00.0 UTC [1] LOG:  could not fork autovacuum worker process: Cannot allocate memory"],
		"postgres 0.8",
	],
	[
		"nginx",
		1,
		["2024/01/01 00:00:00 [emerg] 1#1: mmap(MAP_ANON|MAP_SHARED, 536870912) failed (12: Cannot allocate memory)"],
		"nginx 0.97",
	],
	["RabbitMQ", 1, ['binary_alloc: Cannot allocate 1048576 bytes of memory (of type "binary").'], "erlang 0.97"],
	[
		"PyTorch's workers",
		1,
		["ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm)."],
		"shm 0.97",
	],
	["Kafka", 1, ["java.io.IOException: Map failed", "Caused by: java.lang.OutOfMemoryError: Map failed"], "jvm 0.97"],
	[
		"Netty",
		1,
		[
			"io.netty.util.internal.OutOfDirectMemoryError: failed to allocate 16777216 byte(s) of direct memory (used: 1056964615, max: 1073741824)",
		],
		"jvm 0.8",
	],
	["Go, without addresses", 2, ["fatal error: runtime: cannot map pages in arena address space"], "go 0.97"],
	[
		"the JVM, refused by the system",
		1,
		["java.lang.OutOfMemoryError: request 4096 bytes for Chunk::new. Out of swap space?"],
		"jvm 0.97",
	],
	[
		"PHP's OPcache",
		254,
		["Fatal Error Unable to allocate shared memory segment of 134217728 bytes: mmap: Cannot allocate memory (12)"],
		"php 0.97",
	],
	[
		"Chromium",
		1,
		[
			"ERROR:platform_shared_memory_region_posix.cc(217)] Creating shared memory in /dev/shm/.org.chromium.x failed: No space left on device (28)",
		],
		"shm 0.8",
	],
	["Oracle", 1, ["ORA-00845: MEMORY_TARGET not supported on this system"], "shm 0.8"],
	[
		"vLLM",
		1,
		["ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`"],
		"gpu 0.97",
	],
	[
		".NET on Windows",
		-532462766,
		["Unhandled exception. System.OutOfMemoryException: Insufficient memory"],
		"dotnet 0.97",
	],
	[
		"the JVM, as it starts",
		1,
		["Error occurred during initialization of VM", "Could not allocate metaspace: 1073741824 bytes"],
		"jvm 0.97",
	],
	["Python, refused by the system", 1, ["OSError: [Errno 12] Cannot allocate memory"], "python 0.97"],
	["Ruby, refused by the system", 1, ["Errno::ENOMEM: Cannot allocate memory - fork(2)"], "ruby 0.97"],
	["Windows", 3221225495, [], "windows 0.97"],
	["Windows, as a negative number", -1073741801, ["bye"], "windows 0.97"],
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
	[
		"a client of PostgreSQL's",
		1,
		[
			'psql:a.sql:4: ERROR: could not resize shared memory segment "/PostgreSQL.1" to 16 bytes: No space left on device',
		],
	],
	["psql -c", 1, ["ERROR: out of memory"]],
	["another client of it", 3, ['psql: error: connection to server at "db" failed: FATAL: out of memory']],
	[
		"the JVM's system call",
		1,
		["warning: INFO: os::commit_memory(0x1, 65536, 1) failed; error='Not enough space' (errno=12)"],
	],
	["a shell, of a bus error", 135, ["Bus error (core dumped)"]],
	["Go, of what it may not lock", 2, ["runtime: mmap: too much locked memory (check 'ulimit -l')."]],
	["a program's own words", 1, ["worker: Out of memory."]],
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
