import { said } from "../../model/said.ts";
import { type Answer, TooLarge } from "../kubernetes/transport.ts";
import { addLabel, seriesIn, UnknownEncoding } from "./chunked.ts";
import { type Engine, EngineRefused, EngineUnreachable } from "./engine.ts";
import { framesOf } from "./frames.ts";
import { MalformedMessage, MessageReader, MessageWriter } from "./protobuf.ts";
import { isTooMuch } from "./range-query.ts";
import { type RawSeries, type ReadRequest, type Selection, tidy } from "./raw-series.ts";
import { compress, MalformedSnappy, uncompress } from "./snappy.ts";
import { MalformedChunk } from "./xor-chunk.ts";

/** The engine has no remote read, or keeps its samples in a form we do not know: range queries are the other way. */
export class NoRemoteRead extends Error {}

/** prompb/remote.proto and types.proto of Prometheus. */
const MATCHER_TYPES = { "=": 0, "!=": 1, "=~": 2, "!~": 3 } as const;
const STREAMED = /streamed/;
const SAMPLES = 0;
const STREAMED_XOR_CHUNKS = 1;
/** Answers without chunks come whole: they are asked for in portions that stay far below this. */
const BLOCK_BOUND = 64 * 1024 * 1024;
const SAMPLES_BOUND = 512 * 1024 * 1024;

/**
 * Reads samples as they are stored (Prometheus remote read, streamed XOR chunks; plain samples where an engine gives only those). A series
 * may come in several parts. Native histograms are passed over.
 * @throws NoRemoteRead; EngineRefused; EngineUnreachable for an answer that is cut off or damaged; TooLarge
 */
export async function* remoteRead(engine: Engine, request: ReadRequest): AsyncGenerator<RawSeries> {
	const answer = await post(engine, request);
	const type = answer.headers["content-type"] ?? "";
	if (type.startsWith("text/")) {
		answer.discard();
		throw new NoRemoteRead(type);
	}
	try {
		if (STREAMED.test(type)) {
			for await (const frame of framesOf(answer.body)) yield* seriesIn(frame, request);
		} else yield* samplesOf(await whole(answer), request);
	} catch (error) {
		if (error instanceof UnknownEncoding) throw new NoRemoteRead(error.message);
		const damaged =
			error instanceof MalformedMessage || error instanceof MalformedSnappy || error instanceof MalformedChunk;
		throw damaged ? new EngineUnreachable(said("remote read: {why}", { why: error.message }), false) : error;
	}
}

/** Whether an engine gives away the chunks it keeps: asked for nothing, it says in what form it would have come. */
export async function streamsChunks(engine: Engine, signal?: AbortSignal): Promise<boolean> {
	try {
		const answer = await post(engine, { selections: [], from: 0, to: 0, signal });
		answer.discard();
		return STREAMED.test(answer.headers["content-type"] ?? "");
	} catch (error) {
		if (error instanceof NoRemoteRead || error instanceof EngineRefused) return false;
		throw error;
	}
}

async function post(engine: Engine, { selections, from, to, signal }: ReadRequest): Promise<Answer> {
	try {
		return await engine.send("/api/v1/read", {
			body: compress(encodeRequest(narrowed(selections, engine), from, to)),
			headers: {
				"content-type": "application/x-protobuf",
				"content-encoding": "snappy",
				accept: "*/*",
				"x-prometheus-remote-read-version": "0.1.0",
			},
			signal,
		});
	} catch (error) {
		if (error instanceof EngineRefused && isAbsent(error)) throw new NoRemoteRead(error.message);
		throw error;
	}
}

/** 403: a proxy that allows GET alone. Of what is too much for remote read a range query would be so too; what else is refused may be granted there. */
function isAbsent(refused: EngineRefused): boolean {
	const { status } = refused;
	return [403, 404, 405, 415, 501].includes(status) || (status === 400 && !isTooMuch(refused));
}

function narrowed(selections: readonly Selection[], { only = [] }: Engine): readonly Selection[] {
	return only.length === 0 ? selections : selections.map((selection) => [...selection, ...only]);
}

export function encodeRequest(selections: readonly Selection[], from: number, to: number): Uint8Array {
	const request = new MessageWriter();
	for (const selection of selections) {
		const query = new MessageWriter()
			.number(1, Math.max(0, Math.floor(from * 1000)))
			.number(2, Math.max(0, Math.ceil(to * 1000)));
		for (const { name, op, value } of selection) {
			query.message(3, new MessageWriter().number(1, MATCHER_TYPES[op]).text(2, name).text(3, value));
		}
		request.message(1, query);
	}
	return request.number(2, STREAMED_XOR_CHUNKS).number(2, SAMPLES).finish();
}

async function whole(answer: Answer): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	for await (const piece of answer.body) {
		size += piece.length;
		if (size > BLOCK_BOUND) throw new TooLarge(BLOCK_BOUND);
		pieces.push(piece);
	}
	return uncompress(Buffer.concat(pieces), SAMPLES_BOUND);
}

function* samplesOf(body: Uint8Array, request: ReadRequest): Generator<RawSeries> {
	const response = new MessageReader(body);
	let selection = 0;
	while (response.next()) {
		if (response.field !== 1) {
			response.skip();
			continue;
		}
		const result = response.message();
		while (result.next()) {
			if (result.field !== 1) {
				result.skip();
				continue;
			}
			const found = sampledSeries(result.message(), request);
			if (found.t.length > 0) yield { selection, ...found };
		}
		selection++;
	}
}

function sampledSeries(message: MessageReader, { from, to }: ReadRequest): Omit<RawSeries, "selection"> {
	const labels = new Map<string, string>();
	const [t, v]: [number[], number[]] = [[], []];
	while (message.next()) {
		if (message.field === 1) addLabel(message.message(), labels);
		else if (message.field === 2) {
			const sample = message.message();
			let [time, value] = [0, 0];
			while (sample.next()) {
				if (sample.field === 1) value = sample.double();
				else if (sample.field === 2) time = sample.varint();
				else sample.skip();
			}
			t.push(time / 1000);
			v.push(value);
		} else message.skip();
	}
	return { labels, ...tidy(Float64Array.from(t), Float64Array.from(v), from, to) };
}
