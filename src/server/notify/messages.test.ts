import { expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import { SCENARIOS } from "../../verdicts/deaths/scenarios.fixture.ts";
import { words } from "../../words/en.ts";
import { alertmanagerAlerts, slackMessage } from "./messages.ts";

const found = SCENARIOS.find(({ rule }) => rule === "death/container-limit")?.judge();
if (found == null) throw new Error("no finding");
const NOW = Date.parse("2026-11-21T12:00:00Z");

interface Slack {
	text: string;
	blocks: { type: string; text: { type: string; text: string; verbatim?: boolean } }[];
}

/** Of Slack's reference for blocks: a header has at most 150 characters of plain text, a section 1 to 3,000, a message 50 blocks. */
test.each([1, 10, 200])("a message keeps Slack's limits, with names of %d times their length", (times) => {
	const long = { ...found, subject: { ...found.subject, name: "a&<web>".repeat(40 * times) } } as Finding;
	const patch = { kind: "command", command: "`x` & <y> ".repeat(1000 * times) };
	const remedies = [{ ...found.remedies[0], change: patch }];
	const findings = Array.from({ length: 10 }, () => ({ ...long, remedies }) as unknown as Finding);
	const notice = { key: "k", severity: "error" as const, findings, count: 1000, at: NOW };
	const { text, blocks } = slackMessage(notice, "prod".repeat(times), words) as Slack;
	expect(text.length).toBeLessThanOrEqual(40_000);
	expect(blocks.length).toBeLessThanOrEqual(50);
	for (const block of blocks) {
		expect(block.text.text.length).toBeGreaterThan(0);
		expect(block.text.text.length).toBeLessThanOrEqual(block.type === "header" ? 150 : 3000);
	}
	expect(blocks.at(-1)?.text.text).toMatch(/^```.*```$/s);
});

test.each([
	["a link", "https://evil.example #general @here <!channel> *bold*"],
	["what ends the fence it stands in", "```<https://evil.example|click>"],
	["marks that turn the direction of writing, and escape codes", "\u202egnp.exe\u001b[31m\u2066"],
	["characters of two units, cut anywhere", "\u{1f4a3}".repeat(4000)],
	["characters that are escaped, cut anywhere", "&".repeat(4000)],
])("nothing becomes of %s", (_, name) => {
	for (const before of ["", "a", "ab", "abc", "abcd"]) {
		const remedies = [{ ...found.remedies[0], change: { kind: "command", command: before + name } }];
		const hostile = { ...found, subject: { ...found.subject, name: before + name }, remedies } as unknown as Finding;
		const notice = { key: "k", severity: "error" as const, findings: [hostile], count: 1, at: NOW };
		const { text, blocks } = slackMessage(notice, "prod", words) as Slack;
		for (const said of [text, ...blocks.map((block) => block.text.text)])
			expect([said.isWellFormed(), said.match(/[\u202e\u2066\u001b]/)]).toEqual([true, null]);
		const [, ...sections] = blocks.map((block) => block.text);
		for (const said of [{ text }, ...sections]) expect(said.text).not.toMatch(/<|&(?!amp;|lt;|gt;)/);
		for (const said of sections) expect(said.verbatim).toBe(true);
		expect(sections.at(-1)?.text.slice(3, -3)).not.toContain("```");
	}
});

test.each<[string, number, string]>([
	["a death began when it happened", NOW - 60_000, "2026-11-21T11:59:00.000Z"],
	["one by a clock that is ahead began now", NOW + 60_000, "2026-11-21T12:00:00.000Z"],
])("%s: an alert never starts in the time to come", (_, at, startsAt) => {
	const finding = { ...found, params: { ...found.params, at } } as Finding;
	const sent = alertmanagerAlerts([finding], { cluster: "prod", now: NOW, holds: 180_000, words });
	expect(sent).toEqual([expect.objectContaining({ startsAt, endsAt: "2026-11-21T12:03:00.000Z" })]);
});
