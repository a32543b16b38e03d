import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { nothingLooked, type Report } from "../model/report.ts";
import { watchLeaks } from "./leaks-watch.ts";

const leak = (name: string, confidence: number): Finding =>
	({ rule: "leak/steady", severity: "warning", confidence, subject: { kind: "Deployment", name } }) as Finding;

test("each leak is told once, a failed look is passed over, and the first failure is the command's", async () => {
	const looks: (Finding[] | Error)[] = [
		[leak("a", 0.9)],
		new Error("busy"),
		[leak("a", 0.95)],
		[leak("b", 0.9), leak("a", 0.9)],
		[],
		[leak("b", 0.9)],
	];
	const abort = new AbortController();
	const failures: string[] = [];
	const asked: number[] = [];
	const inquiry = {
		async look(at: number): Promise<Report> {
			asked.push(at);
			const next = looks.shift();
			if (looks.length === 0) abort.abort();
			if (next instanceof Error) throw next;
			return { at, findings: next ?? [], gaps: [], looked: nothingLooked("x") };
		},
		now: () => asked.length,
		signal: abort.signal,
		every: 0,
		onFailure: (error: unknown) => void failures.push(String(error)),
	};
	const reports = await Array.fromAsync(watchLeaks(inquiry));
	expect(reports.map(({ findings }) => findings.map(({ subject }) => subject.name))).toEqual([["a"], ["b"]]);
	expect(failures).toEqual(["Error: busy"]);
	expect(asked).toEqual([0, 1, 2, 3, 4, 5]);

	const broken = { ...inquiry, signal: new AbortController().signal, look: () => Promise.reject(new Error("no")) };
	await expect(Array.fromAsync(watchLeaks(broken))).rejects.toThrow("no");
});
