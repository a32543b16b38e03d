import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openHistory } from "../../history/open.ts";
import { openArchive } from "../../sources/archive/archive.ts";
import { surveyAll } from "../../survey/scan.ts";
import { lookForLeaks } from "./leaks.ts";
import { recordedState } from "./recorded.ts";

const AT = Date.parse("2026-11-21T12:00:00Z");
const [MI, DAY] = [2 ** 20, 86_400];
const folder = mkdtempSync(join(tmpdir(), "plimsoll-leaks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A fortnight that climbs twice as fast in its second week. */
function writeFacts(): void {
	const end = AT / 1000;
	const rows = Array.from({ length: 16 * 288 }, (_, i) => {
		const t = end - i * 300;
		const days = 16 - (end - t) / DAY;
		const level = 100 + 5 * days + Math.max(0, days - 9) * 5;
		return `shop/cart-0/app,${t},${Math.round((level + Math.sin(i * 7)) * MI)},${512 * MI}`;
	}).reverse();
	writeFileSync(join(folder, "memory.csv"), ["series,t,bytes,capacity", ...rows, ""].join("\n"));
	const pod = {
		...{ apiVersion: "v1", kind: "Pod", metadata: { namespace: "shop", name: "cart-0", uid: "u1" } },
		spec: { nodeName: "n1", containers: [{ name: "app", resources: { limits: { memory: "512Mi" } } }] },
		status: { phase: "Running", startTime: "2026-11-01T00:00:00Z" },
	};
	writeFileSync(join(folder, "pod.json"), JSON.stringify(pod));
}

test("the page and scan measure the same leak alike", async () => {
	writeFacts();
	const scope = { namespace: null, labelSelector: "", fieldSelector: "" };
	const open = () => openArchive(join(folder, "pod.json"), { now: AT, stdin: process.stdin });
	const history = await openHistory({ path: join(folder, "memory.csv") });
	const { findings } = await surveyAll(await open(), { scope, at: AT, history });
	const state = await recordedState(await open(), AT);
	await lookForLeaks(state, history);
	const leaks = findings.filter(({ rule }) => rule.startsWith("leak/"));
	expect(leaks).toHaveLength(1);
	expect(state.found.leaks).toEqual(leaks);
});
