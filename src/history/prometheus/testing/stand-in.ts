import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson, startServer, type TestServer } from "../../../sources/kubernetes/testing/server.ts";
import { crc32c } from "../../../sources/prometheus/crc32c.ts";
import { MessageReader, MessageWriter, varintBytes } from "../../../sources/prometheus/protobuf.ts";
import { compress, uncompress } from "../../../sources/prometheus/snappy.ts";
import type { WrittenSeries } from "../../../sources/prometheus/testing/remote-write.ts";
import { encodeChunk } from "../../../sources/prometheus/testing/xor-encode.ts";

/** How an engine answers remote reads: Prometheus streams chunks, others give samples or nothing. */
export type RemoteRead = "chunks" | "samples" | "absent";

interface Matcher {
	name: string;
	op: string;
	value: string;
}

/** An engine that holds these series and speaks the parts of the Prometheus API that we use. `before` may answer in its place. */
export async function startStandIn(
	held: readonly WrittenSeries[],
	remote: RemoteRead,
	before: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<TestServer> {
	return await startServer((request, response, url) => {
		if (before(request, response)) return;
		const { searchParams, pathname } = url;
		const [from, to] = ["start", "end"].map((name) => Number(searchParams.get(name)));
		const within = held.filter(({ t }) => Array.from(t).some((time) => time >= (from ?? 0) && time <= (to ?? 0)));
		const ok = (data: unknown) => sendJson(response, { status: "success", data });
		if (pathname.endsWith("/api/v1/series")) {
			const selections = searchParams.getAll("match[]").map(parseSelector);
			ok(within.filter(({ labels }) => selections.some((all) => fits(labels, all))).map(({ labels }) => labels));
		} else if (/\/label\/[^/]+\/values$/.test(pathname)) {
			const label = pathname.split("/").at(-2) ?? "";
			const asked = searchParams.getAll("match[]").map(parseSelector);
			const fitting = within.filter(({ labels }) => asked.length === 0 || asked.some((all) => fits(labels, all)));
			ok([...new Set(fitting.map(({ labels }) => labels[label] ?? ""))]);
		} else if (pathname.endsWith("/api/v1/query_range")) {
			const query = searchParams.get("query") ?? "{}";
			const selection = parseSelector(query);
			const step = Number(searchParams.get("step"));
			const [, together, by, least, over] =
				/^(?:(min|max|sum) by \((.*?)\) \()?(?:(min|last)_over_time\(.*\[(\d+)s\]\))?/s.exec(query) ?? [];
			const result = held
				.filter(({ labels }) => fits(labels, selection))
				.map((series) => ({
					metric: series.labels,
					values: steps(series, from ?? 0, to ?? 0, step, Number(over ?? 0), least === "min"),
				}))
				.filter(({ values }) => values.length > 0);
			const grouped =
				by === undefined ? result : aggregated(result, by.split(","), TOGETHER[together as keyof typeof TOGETHER]);
			ok({ resultType: "matrix", result: grouped });
		} else if (pathname.endsWith("/api/v1/read") && remote !== "absent") {
			void read(request, response, held, remote);
		} else sendJson(response, { status: "error", error: "not found" }, 404);
	});
}

interface Answered {
	metric: Readonly<Record<string, string>>;
	values: [number, string][];
}

const TOGETHER = {
	min: (values: number[]) => Math.min(...values),
	max: (values: number[]) => Math.max(...values),
	sum: (values: number[]) => values.reduce((sum, value) => sum + value, 0),
};

/** `min by (…)`, `max by (…)`, `sum by (…)` */
function aggregated(
	all: readonly Answered[],
	by: readonly string[],
	together: (values: number[]) => number,
): Answered[] {
	const of = ({ metric }: Answered) => Object.fromEntries(Object.entries(metric).filter(([name]) => by.includes(name)));
	return [...Map.groupBy(all, (one) => JSON.stringify(of(one))).values()].map((alike) => {
		const at = Map.groupBy(
			alike.flatMap(({ values }) => values),
			([time]) => time,
		);
		const one = (values: [number, string][]) => together(values.map(([, value]) => Number(value)));
		return {
			metric: of(alike[0] as Answered),
			values: [...at].sort(([a], [b]) => a - b).map(([time, values]) => [time, String(one(values))]),
		};
	});
}

/** A sample is in force for a minute: the suite's come every minute, and a real engine marks what has ended as stale. */
const FRESH = 60;

/** The newest sample at each step; with `over` that of so many seconds up to it, or their least. */
function steps(
	{ t, v }: WrittenSeries,
	from: number,
	to: number,
	step: number,
	over: number,
	least: boolean,
): [number, string][] {
	const found: [number, string][] = [];
	const times = Array.from(t);
	for (let time = from; time <= to; time += step) {
		const rows = times.flatMap((at, row) => (at <= time && at > time - (over || FRESH) ? [row] : []));
		const values = rows.map((row) => v[row] as number);
		if (values.length > 0) found.push([time, String(least ? Math.min(...values) : values.at(-1))]);
	}
	return found;
}

async function read(
	request: IncomingMessage,
	response: ServerResponse,
	held: readonly WrittenSeries[],
	remote: "chunks" | "samples",
): Promise<void> {
	const pieces: Uint8Array[] = [];
	for await (const piece of request) pieces.push(piece as Uint8Array);
	const queries = readQueries(uncompress(Buffer.concat(pieces), 1 << 24));
	const found = queries.map(({ from, to, selection }) =>
		held.filter(({ labels, t }) => fits(labels, selection) && Array.from(t).some((time) => time >= from && time <= to)),
	);
	if (remote === "chunks") {
		response.writeHead(200, {
			"content-type": "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse",
		});
		for (const [index, all] of found.entries()) for (const series of all) response.write(frameOf(series, index));
		response.end();
		return;
	}
	const message = new MessageWriter();
	for (const [i, all] of found.entries()) {
		const result = new MessageWriter();
		for (const series of all) result.message(1, sampledOf(series, queries[i]?.from ?? 0, queries[i]?.to ?? 0));
		message.message(1, result);
	}
	response.writeHead(200, { "content-type": "application/x-protobuf", "content-encoding": "snappy" });
	response.end(compress(message.finish()));
}

function labelsOf(series: WrittenSeries): MessageWriter {
	const message = new MessageWriter();
	for (const [name, value] of Object.entries(series.labels)) {
		message.message(1, new MessageWriter().text(1, name).text(2, value));
	}
	return message;
}

/** What a series' chunks are, once made. */
const made = new WeakMap<WrittenSeries, MessageWriter>();

/** Whole chunks of some samples, as a server gives them: they may begin before the time asked for, and a histogram may be among them. */
function frameOf(series: WrittenSeries, index: number): Uint8Array {
	const known = made.get(series);
	if (known !== undefined) return framed(known, index);
	const message = labelsOf(series);
	made.set(series, message);
	const [t, v] = [Array.from(series.t, (time) => Math.round(time * 1000)), Array.from(series.v)];
	const chunk = (encoding: number, data: Uint8Array) => new MessageWriter().number(3, encoding).bytes(4, data);
	for (let row = 0; row < t.length; row += 25) {
		const part = chunk(1, encodeChunk(t.slice(row, row + 25), v.slice(row, row + 25)));
		message.message(2, part.number(1, t[row] ?? 0));
	}
	message.message(2, chunk(2, Uint8Array.of(1, 2, 3)));
	return framed(message, index);
}

function framed(message: MessageWriter, index: number): Uint8Array {
	const bytes = new MessageWriter().message(1, message).number(2, index).finish();
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32c(bytes));
	return Buffer.concat([varintBytes(bytes.length), checksum, bytes]);
}

function sampledOf(series: WrittenSeries, from: number, to: number): MessageWriter {
	const message = labelsOf(series);
	for (let i = 0; i < series.t.length; i++) {
		const time = series.t[i] as number;
		if (time < from || time > to) continue;
		message.message(2, new MessageWriter().double(1, series.v[i] as number).number(2, Math.round(time * 1000)));
	}
	return message;
}

function readQueries(bytes: Uint8Array): { from: number; to: number; selection: Matcher[] }[] {
	const request = new MessageReader(bytes);
	const queries: { from: number; to: number; selection: Matcher[] }[] = [];
	while (request.next()) {
		if (request.field !== 1) {
			request.skip();
			continue;
		}
		const query = { from: 0, to: 0, selection: [] as Matcher[] };
		const message = request.message();
		while (message.next()) {
			if (message.field === 1) query.from = message.varint() / 1000;
			else if (message.field === 2) query.to = message.varint() / 1000;
			else query.selection.push(readMatcher(message.message()));
		}
		queries.push(query);
	}
	return queries;
}

function readMatcher(message: MessageReader): Matcher {
	const matcher = { name: "", op: "=", value: "" };
	while (message.next()) {
		if (message.field === 1) matcher.op = ["=", "!=", "=~", "!~"][message.varint()] ?? "";
		else if (message.field === 2) matcher.name = message.text();
		else matcher.value = message.text();
	}
	return matcher;
}

/** `{a="b",c=~"d"}`, values with Go's escapes as far as we write them. */
function parseSelector(text: string): Matcher[] {
	return [...text.matchAll(/(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g)].map(([, name = "", op = "", value = ""]) => ({
		name,
		op,
		value: value.replace(/\\([\\"])/g, "$1"),
	}));
}

function fits(labels: Readonly<Record<string, string>>, selection: readonly Matcher[]): boolean {
	return selection.every(({ name, op, value }) => {
		const has = labels[name] ?? "";
		const same = op.includes("~") ? new RegExp(`^(?:${value})$`).test(has) : has === value;
		return op.startsWith("!") ? !same : same;
	});
}
