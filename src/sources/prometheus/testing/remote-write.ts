import { MessageWriter } from "../protobuf.ts";
import { compress } from "../snappy.ts";

export interface WrittenSeries {
	labels: Readonly<Record<string, string>>;
	/** Unix seconds. */
	t: ArrayLike<number>;
	v: ArrayLike<number>;
}

/** Puts samples into a Prometheus started with --web.enable-remote-write-receiver (prompb/remote.proto, WriteRequest). */
export async function remoteWrite(url: string, all: readonly WrittenSeries[]): Promise<void> {
	const request = new MessageWriter();
	for (const { labels, t, v } of all) {
		const series = new MessageWriter();
		// Servers want them in order.
		for (const name of Object.keys(labels).sort()) {
			series.message(1, new MessageWriter().text(1, name).text(2, labels[name] ?? ""));
		}
		for (let i = 0; i < t.length; i++) {
			series.message(2, new MessageWriter().double(1, v[i] as number).number(2, Math.round((t[i] as number) * 1000)));
		}
		request.message(1, series);
	}
	await push(url, request.finish());
}

/** @param request a WriteRequest */
export async function push(url: string, request: Uint8Array): Promise<void> {
	const answer = await fetch(`${url}/api/v1/write`, {
		method: "POST",
		headers: {
			"content-type": "application/x-protobuf",
			"content-encoding": "snappy",
			"x-prometheus-remote-write-version": "0.1.0",
		},
		body: Buffer.from(compress(request)),
	});
	if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
}
