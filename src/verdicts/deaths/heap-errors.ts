import { parseBytes } from "../../model/quantity.ts";
import type { Runtime } from "../../model/rules.ts";

/** A program's own word that it ran into its own bound on memory. */
export interface HeapError {
	runtime: Runtime;
	/** What the runtime calls it. */
	problem: string;
	/** Bytes, where the text says. */
	bound: number | null;
	/** The settings that move that bound; empty where the bound is the operating system's. */
	settings: string[];
	/** Exit codes the runtime ends with when this ends it; another code means that it may have lived on after the line. */
	exitCodes: readonly number[];
	line: string;
}

interface Pattern {
	runtime: Runtime;
	matches: RegExp;
	problem?: string;
	bound?: (match: RegExpExecArray) => number | null;
	settings: string[];
	exitCodes: readonly number[];
}

const HEAP = ["-Xmx", "-XX:MaxRAMPercentage"];
/**
 * An uncaught OutOfMemoryError ends a thread (1 if the last); -XX:+ExitOnOutOfMemoryError 3; -XX:+CrashOnOutOfMemoryError SIGABRT; kill -9 %p SIGKILL;
 * Spark ends with 52 then, Elasticsearch with 127.
 */
const JVM_EXITS = [1, 3, 52, 127, 134, 137];
const SIGABRT = 134;
/** By which an uncaught exception of .NET ends a process on Windows, as it is and as a negative number of 32 bits. */
const CLR_EXCEPTION = [0xe0434352, 0xe0434352 | 0];
/** V8's abort is a trap or a bad access, depending on the processor and the build. */
const V8_EXITS = [SIGABRT, 132, 133, 139, 5];
const V8_HEAP = ["--max-old-space-size", "--max-old-space-size-percentage"];

/**
 * PostgreSQL's server, by the prefix of its log: what its clients print of its words has none. FATAL and PANIC end it, or the process that starts it; after an ERROR
 * it mostly lives on (src/backend/port/sysv_shmem.c, storage/ipc/dsm_impl.c, utils/mmgr, postmaster/postmaster.c).
 */
const POSTGRES: readonly Pattern[] = (
	[
		[
			"shm",
			'could not (?:resize|create|open|map) shared memory segment "[^"]{1,60}"(?: to \\d{1,20} bytes)?: No space left on device',
			[],
		],
		[
			"postgres",
			"could not (?:map anonymous shared memory|create shared memory segment): [^\n]{1,60}",
			["shared_buffers", "huge_pages"],
		],
		["postgres", "could not fork [^:\n]{1,60}: (?:Cannot allocate memory|Resource temporarily unavailable)", []],
		["postgres", "out of memory", ["work_mem", "maintenance_work_mem"]],
	] as const
).flatMap(([runtime, words, settings]) =>
	(
		[
			["(?:FATAL|PANIC)", "?", [1]],
			// `psql -c` prints it bare.
			["(?:ERROR|LOG)", "", []],
		] as const
	).map(
		([severity, orNone, exitCodes]): Pattern => ({
			runtime,
			matches: new RegExp(
				`^(?:[^"'\\n]{0,80}\\[\\d+\\][^"'\\n]{0,60} |(?:\\d{4}-\\d\\d-\\d\\d [^"'\\n]{0,80} )${orNone})${severity}: {1,2}(${words})(?:$| )`,
			),
			settings: [...settings],
			exitCodes,
		}),
	),
);

/** The first that matches a line holds; more telling ones stand first. The texts are those of the runtimes' own sources. */
const PATTERNS: readonly Pattern[] = [
	...(
		[
			["Java heap space", HEAP],
			["GC overhead limit exceeded", HEAP],
			["Requested array size exceeds VM limit", HEAP],
			["Metaspace", ["-XX:MaxMetaspaceSize"]],
			["Compressed class space", ["-XX:CompressedClassSpaceSize"]],
			["Direct buffer memory", ["-XX:MaxDirectMemorySize"]],
			["Cannot reserve \\d+ bytes of direct buffer memory", ["-XX:MaxDirectMemorySize"]],
			["unable to create (?:new )?native thread", []],
		] as const
	).map(
		([problem, settings]): Pattern => ({
			runtime: "jvm",
			matches: new RegExp(`java\\.lang\\.OutOfMemoryError: (${problem})(?:.*?limit: (\\d+))?`, "i"),
			bound: (match) => (match[2] === undefined ? null : Number(match[2])),
			settings: [...settings],
			exitCodes: JVM_EXITS,
		}),
	),
	{
		// What the operating system refused, and no bound of the JVM's own (hotspot/share/utilities/vmError.cpp).
		runtime: "jvm",
		matches: /(Native memory allocation \(\w+\) failed to \w+ \d{1,20} bytes)/,
		settings: [],
		exitCodes: JVM_EXITS,
	},
	{
		runtime: "jvm",
		matches: /(Could not allocate (?:metaspace|compressed class space): \d{1,20} bytes)/,
		settings: ["-XX:CompressedClassSpaceSize"],
		exitCodes: [1],
	},
	{
		runtime: "jvm",
		matches: /(Could not reserve enough space for (\d{1,15})KB object heap)/,
		bound: (match) => Number(match[2]) * 1024,
		settings: HEAP,
		exitCodes: [1],
	},
	{
		// Of files that are mapped: as many as the kernel lets one process have, as of Kafka's and Elasticsearch's.
		runtime: "jvm",
		matches: /java\.lang\.OutOfMemoryError: (Map failed)/,
		settings: ["vm.max_map_count"],
		exitCodes: JVM_EXITS,
	},
	{
		// What the operating system refused to the JVM itself.
		runtime: "jvm",
		matches: /java\.lang\.OutOfMemoryError: (.{0,80}Out of swap space\??)/,
		settings: [],
		exitCodes: JVM_EXITS,
	},
	{
		// Netty counts for itself, and most programs live on after it.
		runtime: "jvm",
		matches:
			/OutOfDirectMemoryError: (failed to allocate \d{1,20} byte\(s\) of direct memory)(?:.{0,60}?max: (\d{1,20}))?/,
		bound: (match) => (match[2] === undefined ? null : Number(match[2])),
		settings: ["-Dio.netty.maxDirectMemory", "-XX:MaxDirectMemorySize"],
		exitCodes: [],
	},
	{
		runtime: "jvm",
		matches: /Terminating due to (java\.lang\.OutOfMemoryError: .{1,80})/,
		settings: HEAP,
		exitCodes: JVM_EXITS,
	},
	{ runtime: "jvm", matches: /\b(java\.lang\.OutOfMemoryError)\b/, settings: HEAP, exitCodes: JVM_EXITS },
	{
		// OpenJ9, of the dump it writes then: what is thrown itself may be printed nowhere.
		runtime: "jvm",
		matches: /dump event "systhrow", detail "(java\/lang\/OutOfMemoryError)"/,
		settings: HEAP,
		exitCodes: JVM_EXITS,
	},
	{
		// Gradle tells of its daemon's, and of a build's own, without Java's name of it.
		runtime: "jvm",
		matches: /(JVM heap space is exhausted)|^> (Java heap space|GC overhead limit exceeded)$/,
		settings: HEAP,
		exitCodes: JVM_EXITS,
	},
	{
		// A collection just before it: `Mark-Compact 254.1 (261.0) -> 253.9 (261.3) MB`; the bound is read from such a line.
		runtime: "node",
		matches:
			/FATAL ERROR: .{0,80}?((?:Reached heap limit|Ineffective mark-compacts near heap limit|invalid array length|CALL_AND_RETRY_LAST|[A-Za-z:]+) ?(?:Allocation failed)?) - JavaScript heap out of memory/,
		settings: V8_HEAP,
		exitCodes: V8_EXITS,
	},
	{
		// V8 without Node.js's words around it, as of a worker's or Deno's.
		runtime: "node",
		matches: /Fatal JavaScript (?:out of memory:|OOM in) (.{1,60})/i,
		settings: V8_HEAP,
		exitCodes: V8_EXITS,
	},
	{
		// What the operating system refused, and no bound of V8's own.
		runtime: "node",
		matches:
			/(Fatal process (?:out of memory|OOM in).{0,60}|[A-Za-z: ]{1,60}Allocation failed - process out of memory)/i,
		settings: [],
		exitCodes: V8_EXITS,
	},
	{ runtime: "node", matches: /FATAL ERROR: (Committing semi space failed)/, settings: [], exitCodes: V8_EXITS },
	{ runtime: "node", matches: /RangeError: (Array buffer allocation failed)/, settings: [], exitCodes: [1, 7] },
	{
		runtime: "node",
		matches: /\[ERR_WORKER_OUT_OF_MEMORY\]: (Worker terminated due to reaching memory limit[^\n]{0,60})/,
		settings: ["resourceLimits"],
		exitCodes: [1],
	},
	{
		runtime: "go",
		matches:
			/fatal error: (runtime: out of memory|out of memory|runtime: cannot allocate memory|runtime: cannot map pages in arena address space)/,
		settings: [],
		exitCodes: [2],
	},
	{ runtime: "go", matches: /^(runtime: out of memory: cannot allocate \d+-byte block)/, settings: [], exitCodes: [2] },
	{
		// PyTorch, llama.cpp, TensorFlow, JAX.
		runtime: "gpu",
		matches:
			/((?:CUDA|HIP)(?: error:)? out of memory|cudaMalloc failed: out of memory|OOM when allocating tensor|No available memory for the cache blocks|Free memory on device .{0,60}is less than desired GPU memory|RESOURCE_EXHAUSTED: Out of memory while trying to allocate)/,
		settings: [],
		exitCodes: [1, SIGABRT],
	},
	{
		runtime: "dotnet",
		matches: /(System\.OutOfMemoryException|^Out of memory\.$|GC heap hard limit)/,
		settings: ["DOTNET_GCHeapHardLimit", "DOTNET_GCHeapHardLimitPercent"],
		exitCodes: [SIGABRT, 139, ...CLR_EXCEPTION],
	},
	{
		// The runtime cannot get even its first memory: E_OUTOFMEMORY. Its host ends with 0x80008089, of which 137 is left (error_codes.h, CoreClrInitFailure).
		runtime: "dotnet",
		matches:
			/(GC heap initialization failed with error 0x8007000E|Failed to (?:create|initialize) CoreCLR, HRESULT: 0x8007000E)/,
		settings: ["DOTNET_GCHeapHardLimit", "DOTNET_GCHeapHardLimitPercent"],
		exitCodes: [137],
	},
	{
		runtime: "php",
		matches: /(Allowed memory size of (\d{1,15}) bytes exhausted)/,
		bound: (match) => Number(match[2]),
		settings: ["memory_limit"],
		exitCodes: [255],
	},
	{ runtime: "php", matches: /(Out of memory \(allocated \d{1,15}\))/, settings: [], exitCodes: [255] },
	{
		runtime: "ruby",
		matches: /(failed to allocate memory \(NoMemoryError\)|NoMemoryError|\bErrno::ENOMEM\b)/,
		settings: [],
		exitCodes: [1],
	},
	{
		runtime: "erlang",
		matches: /(eheap_alloc: Cannot (?:re)?allocate \d{1,20} bytes of memory)/,
		settings: ["+hmax"],
		exitCodes: [1, SIGABRT],
	},
	{
		runtime: "erlang",
		matches: /(\b[a-z]{2,10}_alloc: Cannot (?:re)?allocate \d{1,20} bytes of memory)/,
		settings: [],
		exitCodes: [1, SIGABRT],
	},
	...POSTGRES,
	{
		// MySQL and MariaDB: what was asked for at the start was refused.
		runtime: "innodb",
		matches:
			/InnoDB\b.{0,40}?((?:page_aligned_alloc )?mmap\(\d{1,20} bytes\) failed; errno 12|[Cc]annot allocate (?:[\d.]{1,20}[KMGT]?i?B of )?memory for the buffer pool)/,
		settings: ["innodb_buffer_pool_size"],
		exitCodes: [1],
	},
	{
		runtime: "nginx",
		matches: /\[emerg\] .{0,40}?((?:mmap|malloc|posix_memalign)\(.{0,60}\) failed \(12: Cannot allocate memory\))/,
		settings: [],
		exitCodes: [1],
	},
	{
		runtime: "php",
		matches: /(Unable to allocate shared memory segment of \d{1,20} bytes: mmap: Cannot allocate memory)/,
		settings: ["opcache.memory_consumption"],
		exitCodes: [254],
	},
	{
		// Oracle's; Chromium's, and whatever else names the folder.
		runtime: "shm",
		matches: /(ORA-00845: MEMORY_TARGET not supported on this system|\/dev\/shm\b.{0,120}No space left on device)/,
		settings: [],
		exitCodes: [135],
	},
	{
		// Workers of PyTorch; others write into it without a word, and die of SIGBUS.
		runtime: "shm",
		matches: /(bus error.{0,80}insufficient shared memory \(shm\))/i,
		settings: [],
		exitCodes: [1, 135],
	},
	{ runtime: "native", matches: /(std::bad_alloc)/, settings: [], exitCodes: [SIGABRT] },
	// Redis, whose abort older releases made by a write to where nothing is.
	{
		runtime: "native",
		matches: /# (Out Of Memory allocating \d{1,20} bytes)/,
		settings: [],
		exitCodes: [SIGABRT, 139],
	},
	// GHC's EXIT_HEAPOVERFLOW.
	{ runtime: "haskell", matches: /^[^\s:]{1,60}: (Heap exhausted)/i, settings: ["+RTS -M"], exitCodes: [251] },
	// NumPy's is numpy.core._exceptions._ArrayMemoryError.
	{ runtime: "python", matches: /^(?:[A-Za-z_.]+\.)?((?:_Array)?MemoryError)(?::|$)/, settings: [], exitCodes: [1] },
	{ runtime: "python", matches: /^OSError: \[Errno 12\] (Cannot allocate memory)/, settings: [], exitCodes: [1] },
	{ runtime: "rust", matches: /^(memory allocation of \d{1,20} bytes failed)/, settings: [], exitCodes: [SIGABRT] },
];

/** No line of a runtime's own error is longer; what is longer is the application's data. */
const LONGEST = 2000;

/** The last line in which a program tells of its own bound; null when none does. */
export function heapErrorIn(lines: readonly string[]): HeapError | null {
	for (const pattern of PATTERNS) {
		for (const line of lines.toReversed()) {
			if (line.length > LONGEST) continue;
			const match = pattern.matches.exec(line);
			if (match === null) continue;
			return {
				runtime: pattern.runtime,
				problem: (match[1] ?? match[2] ?? "").trim(),
				bound: pattern.bound?.(match) ?? (pattern.runtime === "node" ? v8Limit(lines) : null),
				settings: pattern.settings,
				exitCodes: pattern.exitCodes,
				line,
			};
		}
	}
	return null;
}

/** NTSTATUS codes of a process that was refused memory (ntstatus.h); the API has them as they are or as a negative number of 32 bits. */
const NO_MEMORY: ReadonlyMap<number, string> = new Map([
	[0xc0000017, "STATUS_NO_MEMORY"],
	[0xc0000044, "STATUS_QUOTA_EXCEEDED"],
	[0xc000009a, "STATUS_INSUFFICIENT_RESOURCES"],
	[0xc000012d, "STATUS_COMMITMENT_LIMIT"],
]);

/** That Windows refused it memory, by its exit code alone. */
export function refusedByWindows(exitCode: number): HeapError | null {
	const problem = NO_MEMORY.get(exitCode >>> 0);
	return problem === undefined
		? null
		: { runtime: "windows", problem, bound: null, settings: [], exitCodes: [exitCode], line: "" };
}

/** The heap V8 had reached: the committed size in megabytes of its last collection. */
function v8Limit(lines: readonly string[]): number | null {
	for (const line of lines.toReversed()) {
		const match =
			line.length > LONGEST
				? null
				: /(?:Mark-[Cc]ompact|Mark-sweep|Scavenge)[^>]{0,60}-> [\d.]{1,12} \(([\d.]{1,12})\) MB/.exec(line);
		if (match?.[1] !== undefined) return parseBytes(`${Math.round(Number(match[1]))}Mi`);
	}
	return null;
}

/** That 137 is the program's own code: the JVM has itself killed (`-XX:OnOutOfMemoryError="kill -9 %p"`), or .NET did not start. */
export function killsItself(lines: readonly string[]): boolean {
	return lines.some((line) =>
		/OnOutOfMemoryError=.{0,40}kill|Executing .{0,60}\bkill\b|Failed to (?:create|initialize) CoreCLR, HRESULT/.test(
			line,
		),
	);
}

/** That a process of its own got SIGKILL: the program gave up for it, and who sent that is not in its lines. */
export function tellsOfKilledChild(lines: readonly string[]): boolean {
	return lines.some((line) =>
		/\bsignal:? (?:9\b|killed)|\bSIGKILL\b|\bexit(?:ed with)? (?:code|status)[ :=]{1,3}(?:137|-9)\b|: line \d+: +\d+ Killed\b|^Killed$|Killed signal terminated program|terminated abruptly|daemon (?:has )?disappeared/i.test(
			line,
		),
	);
}

/** Lines of collectors that could free almost nothing: `Pause Full`, `[Full GC`, V8's mark-compacts near the limit. */
export function tellsOfCollections(lines: readonly string[]): boolean {
	return lines.some((line) =>
		/Pause Full|\[Full GC|GC overhead limit|To-space exhausted|Ineffective mark-compacts|OutOfMemoryError|JavaScript heap out of memory/.test(
			line,
		),
	);
}

/** An author's own words may speak of memory without the runtime's: then nothing is known. */
const SPEAKS_OF_MEMORY =
	/out of memory|outofmemory|(?:cannot|can't|could not|unable to|failed to) (?:re)?allocate|(?:memory|buffer) allocation failed|(?:insufficient|not enough) memory|memory[ _]limit.{0,40}exceeded|heap (?:space|(?:is )?exhausted)|memory exhausted|ENOMEM|errno=12\b|(?:shared|locked) memory|heap initialization failed|\bbus error\b|\boom\b|0x8007000E|内存(?:不足|溢出)|无法分配内存/i;

export function speaksOfMemory(line: string): boolean {
	return SPEAKS_OF_MEMORY.test(line);
}

/** Of the last lines those from which verdicts are made, and the very last, which tells of a crash: what a capture keeps of a log. */
export function tellingLines(lines: readonly string[]): string[] {
	const last = lines.findLastIndex((line) => line.trim() !== "");
	return lines.filter((line, i) => {
		const one = [line];
		return i === last || heapErrorIn(one) !== null || v8Limit(one) !== null || speaks(one);
	});
}

function speaks(lines: readonly string[]): boolean {
	return killsItself(lines) || tellsOfKilledChild(lines) || tellsOfCollections(lines) || lines.some(speaksOfMemory);
}
