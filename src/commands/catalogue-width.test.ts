import { expect, test } from "vitest";
import { cells } from "../reports/text.ts";
import { runMain } from "./testing/run.ts";

/** What a terminal of that many columns shows. */
async function shown(argv: readonly string[], columns: number): Promise<string> {
	let out = "";
	await runMain(argv, { stdout: { isTTY: true, columns, write: (text) => (out += text) } });
	return out;
}

const letters = (text: string) => text.replaceAll(/\s/g, "");

test.each([
	["rules"],
	["rules", "-o", "wide"],
	["rules", "death/probe"],
	["rules", "advisory/keda-5248"],
	["advisories"],
	["advisories", "k3s", "-o", "wide"],
	["advisories", "rook-operator-cm-polling"],
])("the catalogue fits its terminal and keeps its words: %j %j %j", async (...argv) => {
	for (const language of ["en", "zh-CN"]) {
		const line = [...argv.filter((word) => word !== undefined), "--lang", language];
		const piped = (await runMain(line)).out;
		for (const width of [80, 120]) {
			const text = await shown(line, width);
			for (const one of text.split("\n")) expect(cells(one), one).toBeLessThanOrEqual(width);
			// Not toBe: what differs would be a screen of letters.
			expect(letters(text) === letters(piped), "no letter is lost").toBe(true);
		}
	}
});

test("what is piped or for a document is not broken", async () => {
	expect(await shown(["rules", "death/probe", "-o", "markdown"], 40)).toBe(
		(await runMain(["rules", "death/probe", "-o", "markdown"])).out,
	);
	expect((await runMain(["rules"])).out.split("\n")[0]).toMatch(
		/^death\/container-limit {2,}killed at its memory limit$/,
	);
});
