import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * More real traces, out of clones of public repositories that lie in one folder under their own names: JessieRayeBauer/Time-Series-Forecasting- (the
 * Bitbrains traces of three months, 500 machines), IntelligentDDS/Nezha (its second system), gohsyi/cluster_optimization (other hosts of the Alibaba
 * trace) and yzz9048/SocialNetwork-MonitorData (normal/metric.zip unpacked beside itself). What `unseen` names is never learnt from.
 */
export function gather(clones: string, to: string): string[] {
	mkdirSync(join(to, "unseen"), { recursive: true });
	const vms = (month: number, each: number, rest: number) =>
		rowsOfVms(join(clones, "Time-Series-Forecasting-/rnd", `2013-${month}`), each, rest);
	const files: Record<string, () => Generator<string>> = {
		"bitbrains-rnd-2013-07": () => vms(7, 8, 3),
		"bitbrains-rnd-2013-09": () => vms(9, 8, 0),
		"nezha-2023-01": () => rowsOfPods(join(clones, "Nezha/construct_data"), ["2023-01-29", "2023-01-30"]),
		"alibaba-hosts-2018-b": () => rowsOfHosts(join(clones, "cluster_optimization/data/machine_usage.csv")),
		"unseen/bitbrains-rnd-2013-07": () => vms(7, 8, 7),
		"unseen/bitbrains-rnd-2013-08": () => vms(8, 4, 2),
		"unseen/bitbrains-rnd-2013-09": () => vms(9, 8, 4),
		"unseen/socialnetwork-2025-01": () => rowsOfContainers(join(clones, "SocialNetwork-MonitorData/normal/metric")),
	};
	return Object.entries(files).map(([name, rows]) => {
		const text = ["series,t,bytes,capacity", ...rows(), ""].join("\n");
		const path = join(to, `${name}.csv.gz`);
		writeFileSync(path, gzipSync(text));
		return path;
	});
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

function* linesOf(path: string, separator: string): Generator<string[]> {
	for (const line of readFileSync(path, "latin1").split("\n").slice(1)) if (line !== "") yield line.split(separator);
}

/** Every `each`th machine's memory in use, of those whose number leaves `rest`: columns of KiB; while a machine is not there yet it has no memory. */
function* rowsOfVms(folder: string, each: number, rest: number): Generator<string> {
	const numbers = readdirSync(folder).map((name) => Number(basename(name, ".csv")));
	for (const vm of numbers.filter((vm) => vm > 0 && vm % each === rest).sort((a, b) => a - b)) {
		let last = 0;
		for (const row of linesOf(join(folder, `${vm}.csv`), ";")) {
			const [t, capacity, used] = [row[0], row[5], row[6]].map(Number) as [number, number, number];
			if (!(t > last && capacity > 0)) continue;
			last = t;
			yield `vm${vm},${t},${Math.round(used * 1024)},${Math.round(capacity * 1024)}`;
		}
	}
}

/** A file for each pod and day: MiB in use, and per cent of the limit. */
function* rowsOfPods(folder: string, days: readonly string[]): Generator<string> {
	for (const day of days) {
		const files = readdirSync(join(folder, day, "metric")).filter((name) => /^ts-.*_metric\.csv$/.test(name));
		for (const file of files.sort()) {
			let last = 0;
			for (const row of linesOf(join(folder, day, "metric", file), ",")) {
				const [t, used, percent] = [row[1], row[5], row[6]].map(Number) as [number, number, number];
				if (!(t > last && used > 0)) continue;
				last = t;
				const limit = percent > 0 ? Math.round((used / percent) * 100 * MIB) : "";
				yield `${day}/${file.replace("_metric.csv", "")},${t},${Math.round(used * MIB)},${limit}`;
			}
		}
	}
}

/** Per cent of 96 GiB, the highest of each minute; what was seen for less than five hours is left out. */
function* rowsOfHosts(file: string): Generator<string> {
	const hosts = new Map<string, Map<number, number>>();
	for (const [host = "", t, , percent = ""] of linesOf(file, ",")) {
		const [minute, used] = [Math.floor(Number(t) / 60), Number(percent)];
		if (percent === "" || !(used >= 0 && used <= 100)) continue;
		const minutes = hosts.get(host) ?? new Map<number, number>();
		hosts.set(host, minutes.set(minute, Math.max(minutes.get(minute) ?? 0, used)));
	}
	for (const [host, minutes] of [...hosts].sort(([a], [b]) => (a < b ? -1 : 1))) {
		if (minutes.size < 300) continue;
		for (const [minute, used] of [...minutes].sort(([a], [b]) => a - b))
			yield `${host},${1_500_000_000 + minute * 60},${Math.round((used * 96 * GIB) / 100)},${96 * GIB}`;
	}
}

/** A file for each pod, in pairs of columns: a time and what was measured then. */
function* rowsOfContainers(folder: string): Generator<string> {
	for (const file of readdirSync(folder).sort()) {
		const column = readFileSync(join(folder, file), "latin1")
			.split(/\r?\n/, 1)[0]
			?.split(",")
			.indexOf("memory_working_set");
		if (column === undefined || column < 1) continue;
		let last = 0;
		for (const row of linesOf(join(folder, file), ",")) {
			const [t, used] = [Math.floor(Number(row[column - 1])), Number(row[column])];
			if (!(t > last) || Number.isNaN(used)) continue;
			last = t;
			yield `${file.replace("_merged.csv", "")},${t},${used},`;
		}
	}
}
