import type { HistoryRequest } from "../history.ts";
import { rowOf } from "./figures.ts";
import { type Notice, Recording, type RecordingOptions, type SweptTrack } from "./recording.ts";

export const MIB = 2 ** 20;
export const START = 1_700_000_000;
export const STEP = 30;
export const EVERYTHING: HistoryRequest = { from: 0, to: 4e9, namespaces: null, wanted: null };

export function container(pod: string, workingSet: number, more: Partial<SweptTrack> = {}): SweptTrack {
	return {
		name: { kind: "container", namespace: "shop", pod, container: "app" },
		figures: rowOf({ workingSet, rss: workingSet - MIB, limit: 512 * MIB, start: START - 60 }),
		about: { image: "shop/app:1", owner: { kind: "Deployment", name: "cart" } },
		...more,
	};
}

/** The working set of a test's container at a step: different at each. */
export const bytesAt = (step: number): number => (100 + (step % 50)) * MIB;

export function record(path: string, options: Partial<RecordingOptions> = {}): Recording & { notices: Notice[] } {
	const notices: Notice[] = [];
	const recording = new Recording(path, {
		interval: STEP,
		retention: 30 * 86_400,
		now: START,
		onNotice: (notice) => notices.push(notice),
		...options,
	});
	return Object.assign(recording, { notices });
}

// As a process of its own, to be killed: records without end and says up to which moment all is flushed.
if (process.argv[2] === "record-until-killed") {
	const recording = record(process.argv[3] ?? "", { now: Number(process.argv[4]) });
	for (let step = 0; ; step++) {
		const t = Number(process.argv[4]) + step * STEP;
		for (const node of ["a", "b"])
			recording.sweep(
				node,
				t,
				Array.from({ length: 20 }, (_, i) => container(`${node}-${i}`, bytesAt(step))),
			);
		recording.flush(t);
		process.stdout.write(`${t}\n`);
		// A turn of the event loop, so that the words get out.
		if (step % 10 === 0) await new Promise(setImmediate);
	}
}
