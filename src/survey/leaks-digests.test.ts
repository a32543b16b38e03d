import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowOf } from "../history/store/figures.ts";
import { MIB, record, START, STEP, container as swept } from "../history/store/recording.fixture.ts";
import { openStore } from "../history/store/store-history.ts";
import type { Report } from "../model/report.ts";
import { surveyLeaksOf } from "./leaks-history.ts";
import { Workloads } from "./workloads.ts";

/** Enough for several jobs. */
const STEPS = 6000;
const PODS = 12;
const END = START + STEPS * STEP;

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-digests-"));
	const recording = record(join(folder, "history.db"));
	let seed = 1;
	const random = () => {
		seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
		return seed / 2 ** 32;
	};
	for (let step = 0; step < STEPS; step++) {
		const t = START + step * STEP;
		const rows = Array.from({ length: PODS }, (_, pod) => {
			const grown = pod % 4 === 0 ? (300 * step) / STEPS : 0;
			const workingSet = (100 + grown + 10 * random()) * MIB;
			const limit = 512 * MIB;
			const figures = rowOf({ workingSet, rss: workingSet - MIB, cache: MIB * random(), limit, start: START - 60 });
			return swept(`pod-${pod}`, workingSet, { figures, about: { image: "shop/app:1", owner: null } });
		});
		recording.sweep("node-1", t, rows);
		recording.flush(t);
	}
	recording.close(END);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function surveyed(threads: number): Promise<Report> {
	const history = openStore(join(folder, "history.db"));
	const workloads = new Workloads();
	try {
		const inquiry = { namespaces: null, workloads, daemons: false, at: END * 1000, from: START * 1000, threads };
		return await surveyLeaksOf(history, inquiry);
	} finally {
		await history.close();
	}
}

describe("a recording judged on several threads", () => {
	test("gives the same as on one, to the byte, and so does one whose threads die", async () => {
		const alone = await surveyed(0);
		expect(alone.findings).toHaveLength(3);
		expect(alone.looked).toMatchObject({ containers: PODS, samples: PODS * STEPS });
		for (const threads of [1, 2]) expect(JSON.stringify(await surveyed(threads))).toBe(JSON.stringify(alone));
		const begun: Worker[] = [];
		const kill = (worker: Worker) => {
			begun.push(worker);
			worker.once("online", () => void worker.terminate());
		};
		process.on("worker", kill);
		try {
			expect(JSON.stringify(await surveyed(2))).toBe(JSON.stringify(alone));
		} finally {
			process.off("worker", kill);
		}
		expect(begun).toHaveLength(2);
	});

	test("a chunk that the disk has damaged is a gap, whoever finds it", async () => {
		const database = new DatabaseSync(join(folder, "history.db"));
		database.exec("UPDATE chunk SET data = x'00' WHERE (track, since) = (SELECT track, since FROM chunk LIMIT 1)");
		database.close();
		const [alone, together] = [await surveyed(0), await surveyed(2)];
		expect(alone.gaps).toMatchObject([{ reason: "malformed", detail: "wrong sum" }]);
		expect(JSON.stringify(together)).toBe(JSON.stringify(alone));
	});

	test("ends when it is told to, its threads too", async () => {
		const history = openStore(join(folder, "history.db"));
		const controller = new AbortController();
		const workloads = new Workloads();
		const onProgress = () => controller.abort(new Error("enough"));
		const asked = { namespaces: null, workloads, daemons: false, at: END * 1000, from: START * 1000, threads: 2 };
		await expect(surveyLeaksOf(history, { ...asked, signal: controller.signal, onProgress })).rejects.toThrow("enough");
		await history.close();
	});
});
