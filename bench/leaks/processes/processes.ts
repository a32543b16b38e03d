import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A real process with a known label. */
export interface Process {
	name: string;
	leaking: boolean;
	command: string[];
	/** Bytes; a process that reaches it is killed and started again. */
	limit: number;
	/** What is written to it, for redis: commands for the second since its start. */
	feed?: (second: number) => string[][];
	socket?: string;
}

const MIB = 2 ** 20;
/** KiB a second, for a leak of 40 to 80 MiB in ten minutes. */
const RATES = [80, 110, 140];

/** Compiles what must be compiled into `folder` and lists every process. */
export function processes(folder: string): Process[] {
	const here = import.meta.dirname;
	const [c, go] = [join(folder, "process-c"), join(folder, "process-go")];
	execFileSync("cc", ["-O1", "-o", c, join(here, "process.c")]);
	execFileSync("go", ["build", "-o", go, join(here, "process.go")], { env: { ...process.env, GO111MODULE: "off" } });
	execFileSync("javac", ["-d", folder, join(here, "Process.java")]);
	const all: Process[] = [];
	const put = (name: string, leaking: boolean, command: string[], mib: number) =>
		all.push({ name, leaking, command, limit: mib * MIB });
	const node = (mode: string, rate: number) => [process.execPath, join(here, "process.mjs"), mode, String(rate)];
	const java = (mode: string, rate: number, ...options: string[]) => [
		"java",
		"-Xms16m",
		"-Xmx220m",
		...options,
		"-cp",
		folder,
		"Process",
		mode,
		String(rate),
	];
	const python = (mode: string, rate: number) => ["python3", join(here, "process.py"), mode, String(rate)];
	for (const rate of RATES) {
		put(`node closures ${rate}`, true, node("closures", rate), 512);
		put(`jvm static map ${rate}`, true, java("map", rate, "-XX:+UseSerialGC"), 400);
		put(`go goroutines ${rate}`, true, [go, "goroutines", String(rate)], 256);
		put(`python cache ${rate}`, true, python("cache", rate), 256);
		put(`c lost allocations ${rate}`, true, [c, "lost", String(rate)], 256);
	}
	put("node closures under load", true, node("load", 110), 512);
	put("go map, killed at its limit", true, [go, "map", "300"], 48);
	put("python cache, killed at its limit", true, python("cache", 350), 64);
	put("python batches", true, python("batches", 100), 256);
	put("c fragmentation", true, [c, "fragmented", "1500"], 256);
	for (const rate of [110, 200]) {
		put(`node bounded map ${rate}`, false, node("bounded", rate), 512);
		put(`jvm bounded map ${rate}`, false, java("bounded", rate, "-XX:+UseSerialGC"), 400);
		put(`go bounded map ${rate}`, false, [go, "bounded", String(rate)], 256);
		put(`python bounded cache ${rate}`, false, python("bounded", rate), 256);
	}
	put("node garbage", false, node("churn", 0), 512);
	put("node warm-up", false, node("warm-up", 400), 512);
	put("jvm garbage, serial", false, java("churn", 0, "-XX:+UseSerialGC"), 400);
	put("jvm garbage, G1", false, java("churn", 0, "-XX:+UseG1GC"), 400);
	put("jvm warm-up", false, java("warm-up", 400, "-XX:+UseSerialGC"), 400);
	put("go garbage", false, [go, "churn", "0"], 256);
	put("python load", false, python("load", 0), 256);
	put("c arena", false, [c, "arena", "0"], 256);
	put("c log rotation", false, [c, "pages", "400", join(folder, "log")], 256);
	const redis = (name: string, leaking: boolean, feed: Process["feed"], ...options: string[]) => {
		const socket = join(folder, `${name.replaceAll(/\W/g, "-")}.sock`);
		const command = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder, ...options];
		all.push({ name, leaking, command, limit: 256 * MIB, socket, ...(feed === undefined ? {} : { feed }) });
	};
	const keys = (second: number, count: number, ...more: string[]) =>
		Array.from({ length: count }, (_, i) => ["SET", `session:${second}:${i}`, "x".repeat(1000), ...more]);
	redis("redis fill", true, (second) => keys(second, 90));
	redis("redis fill at night and day", true, (second) => keys(second, 90 + 80 * Math.sin(second / 50)));
	redis(
		"redis maxmemory",
		false,
		(second) => keys(second, 120),
		"--maxmemory",
		"35mb",
		"--maxmemory-policy",
		"allkeys-lru",
	);
	redis("redis keys that expire", false, (second) => keys(second, 300, "EX", "60"));
	return all;
}
