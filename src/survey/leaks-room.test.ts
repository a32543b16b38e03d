import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rowOf } from "../history/store/figures.ts";
import { container, MIB, record, START } from "../history/store/recording.fixture.ts";
import { openStore } from "../history/store/store-history.ts";
import { surveyLeaksOf } from "./leaks-history.ts";
import { Workloads } from "./workloads.ts";

const STEP = 600;
const STEPS = 700;
const END = START + STEPS * STEP;

test("without a limit the node stops a container, whether all are asked for or one namespace", async () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-room-"));
	try {
		const recording = record(join(folder, "history.db"));
		for (let step = 0; step < STEPS; step++) {
			const workingSet = (200 + (400 * step) / STEPS + ((step * 7919) % 13)) * MIB;
			const whole = rowOf({ workingSet: 3 * 1024 * MIB + workingSet, limit: 8 * 1024 * MIB });
			const node = { name: { kind: "cgroup" as const, node: "node-1", cgroup: "/" }, figures: whole, about: null };
			const figures = rowOf({ workingSet, start: START - 60 });
			recording.sweep("node-1", START + step * STEP, [node, container("app-1", workingSet, { figures })]);
			recording.flush(START + step * STEP);
		}
		recording.close(END);
		const history = openStore(join(folder, "history.db"));
		const about = { workloads: new Workloads(), at: END * 1000, from: START * 1000 };
		const [all, one] = [
			await surveyLeaksOf(history, { ...about, namespaces: null, daemons: true }),
			await surveyLeaksOf(history, { ...about, namespaces: ["shop"], daemons: false }),
		];
		await history.close();
		const [found] = all.findings;
		expect(found).toMatchObject({ rule: "leak/steady", params: { limit: null } });
		expect(found?.params).toHaveProperty("threshold", expect.any(Number));
		expect(one.findings).toEqual([found]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
