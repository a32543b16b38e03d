import type { Gap } from "../../model/gap.ts";
import type { KubeletConfig } from "../../model/kubelet-config.ts";
import type { NodeStats } from "../../model/node-stats.ts";
import type { MemorySample } from "../../model/sample.ts";
import type { Series } from "../../model/series.ts";
import { formatTime, type Millis } from "../../model/time.ts";
import { configzOf } from "../kubelet/configz.ts";
import { summaryOf } from "../kubelet/summary.ts";
import type { LinesRequest } from "../source.ts";
import { CAPTURE_API } from "./facts.ts";
import { redactObject, redactText } from "./redact/redact.ts";
import { scrub } from "./redact/scrub.ts";
import type { CaptureEntry } from "./write.ts";

/** Small enough to be held, large enough that a big cluster's capture has hundreds of files, not millions. */
const PIECE = 4 << 20;

/** What a capture says of itself. */
interface CaptureHeader {
	at: Millis;
	/** The context's name; no address. */
	source: string;
	serverVersion: string;
	gaps: readonly Gap[];
}

/** `capture.json`. Gaps are known last: this may be the last entry. */
export function headerEntry({ at, source, serverVersion, gaps }: CaptureHeader): CaptureEntry {
	const header = {
		apiVersion: CAPTURE_API,
		kind: "Capture",
		at: formatTime(at),
		source: redactText(source),
		serverVersion,
		gaps: gaps.map((gap) => ({ ...gap, what: redactText(gap.what), detail: redactText(gap.detail) })),
	};
	return entry("capture.json", [`${JSON.stringify(header, null, "\t")}\n`]);
}

/**
 * Objects, redacted, as lists that kubectl could have printed: `objects/NAME-0001.json` and so on; one empty list where there are none, so that "none" is not
 * taken for "not read". `listKind` is such as `PodList`. Objects that may not enter a capture are left out.
 */
export async function* objectEntries(
	name: string,
	listKind: string,
	objects: AsyncIterable<unknown>,
): AsyncGenerator<CaptureEntry> {
	const head = `{"apiVersion":"v1","kind":${JSON.stringify(listKind)},"items":[\n`;
	async function* lines() {
		for await (const object of objects) {
			const kept = redactObject(object);
			if (kept !== null) yield JSON.stringify(kept);
		}
	}
	let count = 0;
	for await (const piece of pieces(lines(), () => true))
		yield entry(`objects/${name}-${number(++count)}.json`, [head, piece.join(",\n"), "\n]}\n"]);
	if (count === 0) yield entry(`objects/${name}-0001.json`, [head, "]}\n"]);
}

/**
 * A node's kernel log, cut between reports: give it `excerptOomReports` of the node's lines. Every file says whose log it is, one without reports too:
 * "no kill" is not "not read".
 */
export async function* kernelEntries(node: string, lines: AsyncIterable<string>): AsyncGenerator<CaptureEntry> {
	const name = fileName(node);
	const head = `# kernel log of ${name}\n`;
	let count = 0;
	for await (const piece of pieces(lines, (line) => line.includes(" invoked oom-killer: "))) {
		yield entry(`kernel/${name}/${number(++count)}.log`, [head, piece.join("\n"), "\n"]);
	}
	if (count === 0) yield entry(`kernel/${name}/0001.log`, [head]);
}

/** Memory samples as JSON lines. */
export async function* sampleEntries(
	samples: AsyncIterable<MemorySample> | Iterable<MemorySample>,
): AsyncGenerator<CaptureEntry> {
	async function* lines() {
		for await (const sample of samples) {
			yield JSON.stringify({
				apiVersion: CAPTURE_API,
				kind: "MemorySample",
				...sample,
				at: new Date(sample.at).toISOString(),
			});
		}
	}
	let count = 0;
	for await (const piece of pieces(lines(), () => true))
		yield entry(`samples/${number(++count)}.json`, [piece.join("\n"), "\n"]);
}

/** The last lines of containers that ended, scrubbed as a termination message is: `lines/0001.json`. A log that was empty or gone is left out. */
export async function* lineEntries(
	logs: Iterable<{ request: LinesRequest; lines: readonly string[] }>,
): AsyncGenerator<CaptureEntry> {
	async function* documents() {
		for (const { request, lines } of logs) {
			if (lines.length === 0) continue;
			const { namespace, pod, container, startedAt, finishedAt } = request;
			yield JSON.stringify({
				apiVersion: CAPTURE_API,
				kind: "LastLines",
				namespace,
				pod,
				container,
				startedAt: startedAt === null ? null : formatTime(startedAt),
				finishedAt: finishedAt === null ? null : formatTime(finishedAt),
				lines: scrub(lines.join("\n"), "own").split("\n"),
			});
		}
	}
	let count = 0;
	for await (const piece of pieces(documents(), () => true))
		yield entry(`lines/${number(++count)}.json`, [piece.join("\n"), "\n"]);
}

/** How the series of a node's working set is called in a capture: containers' names never begin so. */
export const NODE_SERIES = "node/";

/** Each node's working set over time as a series file, `series/nodes.csv`; a node that nobody kept is left out. */
export async function* nodeSeriesEntries(nodes: AsyncIterable<Series>): AsyncGenerator<CaptureEntry> {
	const rows: string[] = [];
	for await (const { name, t, bytes, capacity } of nodes) {
		for (const [i, at] of t.entries()) {
			const bound = capacity[i] ?? Number.NaN;
			rows.push(`${NODE_SERIES}${name},${at},${bytes[i]},${Number.isNaN(bound) ? "" : bound}\n`);
		}
	}
	if (rows.length > 0) yield entry("series/nodes.csv", ["series,t,bytes,capacity\n", ...rows]);
}

/** How what is counted over time is called in a capture: containers' names never begin so. */
export const COUNTER_SERIES = "counter/";

/** What came and went over time as a series file of cumulative counts, `series/counters.csv`; none where nothing was counted. */
export async function* counterEntries(counters: AsyncIterable<Series>): AsyncGenerator<CaptureEntry> {
	const rows: string[] = [];
	for await (const one of counters) rows.push(rowsOf({ ...one, name: `${COUNTER_SERIES}${one.name}` }));
	if (rows.some((text) => text !== ""))
		yield entry("series/counters.csv", ["series,t,bytes,capacity,start\n", ...rows]);
}

/** Rows of one container in a capture: a fortnight at half-minute steps has fewer. Names may be long. */
const MOST_ROWS = 50_000;
const FIGURES_LENGTH = 60;

/** Each container's working set, limit and start over time as series files, `series/containers-0001.csv` and so on; no series is cut in two. */
export async function* containerSeriesEntries(containers: AsyncIterable<Series>): AsyncGenerator<CaptureEntry> {
	async function* rows() {
		for await (const series of containers) if (series.t.length > 0) yield rowsOf(series);
	}
	let count = 0;
	for await (const piece of pieces(rows(), () => true))
		yield entry(`series/containers-${number(++count)}.csv`, ["series,t,bytes,capacity,start\n", ...piece]);
}

/** Where there are too many samples, the largest of so many after one another stands for them: peaks must not get lost. */
function rowsOf({ name, t, bytes, capacity, start }: Series): string {
	// Kubernetes has no such names; an engine's labels may be anybody's.
	const line = name.replace(/[\r\n]/g, " ");
	const called = /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
	const most = Math.min(MOST_ROWS, PIECE / (Buffer.byteLength(called) + FIGURES_LENGTH));
	const together = Math.ceil(t.length / most);
	const figure = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? "" : String(value));
	let text = "";
	for (let from = 0; from < t.length; from += together) {
		let largest = from;
		for (let i = from; i < Math.min(from + together, t.length); i++)
			if (!((bytes[i] as number) <= (bytes[largest] as number))) largest = i;
		if (Number.isNaN(bytes[largest])) continue;
		text += `${called},${t[largest]},${bytes[largest]},${figure(capacity[largest])},${figure(start[largest])}\n`;
	}
	return text;
}

/** What kubelets measure and how they are configured, in their own form, as far as it is about memory: `kubelet/NODE-stats.json`, `kubelet/NODE-configz.json`. */
export async function* kubeletEntries(
	stats: AsyncIterable<NodeStats>,
	configs: AsyncIterable<KubeletConfig>,
): AsyncGenerator<CaptureEntry> {
	for await (const one of stats)
		yield entry(`kubelet/${fileName(one.node)}-stats.json`, [JSON.stringify(summaryOf(one)), "\n"]);
	for await (const one of configs)
		yield entry(`kubelet/${fileName(one.node)}-configz.json`, [JSON.stringify(configzOf(one)), "\n"]);
}

/** Gathers lines until a piece is full and the next line may begin another; at twice the size it must. */
async function* pieces(lines: AsyncIterable<string>, mayBegin: (line: string) => boolean): AsyncGenerator<string[]> {
	let piece: string[] = [];
	let length = 0;
	for await (const line of lines) {
		const bytes = Buffer.byteLength(line) + 2;
		if (piece.length > 0 && ((length + bytes > PIECE && mayBegin(line)) || length + bytes > 2 * PIECE)) {
			yield piece;
			piece = [];
			length = 0;
		}
		piece.push(line);
		length += bytes;
	}
	if (piece.length > 0) yield piece;
}

function fileName(node: string): string {
	return node.replace(/[^A-Za-z0-9.-]/g, "_").replace(/^\.+/, "_");
}

function entry(name: string, parts: string[]): CaptureEntry {
	async function* body() {
		yield* parts;
	}
	return { name, body: body() };
}

function number(count: number): string {
	return String(count).padStart(4, "0");
}
