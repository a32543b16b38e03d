import { readdir, readFile } from "node:fs/promises";
import { RULE_IDS } from "../src/verdicts/deaths/evidence.ts";
import { SCENARIOS, SIGHTS, type Sight } from "../src/verdicts/deaths/scenarios.fixture.ts";
import type { Words } from "../src/words/words.ts";

const SCENES = "lab/scenes";

const EN = {
	title: "Deaths and their evidence",
	intro: `What each verdict about a death can rest on, and how sure it then is at most (1 is certain). Every number comes from the scenarios the rules are
tested with: a verdict usually rests on several pieces at once, and what is missing lowers it or makes it "not known". The last column names the lab's
scenes in which a real kernel and a real kubelet make this death happen.`,
	death: "Death",
	scenes: "Scenes",
	sights: {
		status: "pod status",
		spec: "pod spec",
		events: "events",
		nodeEvents: "node events",
		kernel: "kernel log",
		series: "memory series",
		lines: "last lines",
	} satisfies Record<Sight, string>,
};

const ZH: typeof EN = {
	title: "死亡与证据",
	intro: `每种死亡结论可以依据哪些证据，以及依据这些证据时最高的置信度（1 为确定）。所有数字都来自规则测试所用的场景：一个结论通常同时依据几种证据，缺少其中一些会降低
置信度，或者只能得出“不明”。最后一列是实验环境中由真实内核和真实 kubelet 造成这种死亡的场景。`,
	death: "死亡",
	scenes: "场景",
	sights: {
		status: "Pod 状态",
		spec: "Pod 规格",
		events: "事件",
		nodeEvents: "节点事件",
		kernel: "内核日志",
		series: "内存时间序列",
		lines: "最后几行日志",
	},
};

/** The table of deaths × evidence: docs/deaths.md. */
export async function deathEvidence(words: Words, suffix: string): Promise<string> {
	const text = suffix === "" ? EN : ZH;
	const scenes = await scenesByRule();
	const head = [text.death, ...SIGHTS.map((sight) => text.sights[sight]), text.scenes];
	const rows = RULE_IDS.map((id) => [
		`[${words.rules[id].title}](rules/${id}${suffix}.md)`,
		...SIGHTS.map((sight) => surest(id, sight)),
		(scenes.get(id) ?? []).map((name) => `\`${name}\``).join(", "),
	]);
	const lines = [head, head.map((_, i) => (i === 0 || i === head.length - 1 ? "---" : ":-:")), ...rows];
	return `# ${text.title}\n\n${text.intro}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function surest(id: string, sight: Sight): string {
	const found = SCENARIOS.filter(({ rule, by }) => rule === id && by.includes(sight)).map(
		({ confidence }) => confidence,
	);
	return found.length === 0 ? "" : String(Math.max(...found));
}

/** Which scenes expect which rule, from their text: loading them would load the lab. */
async function scenesByRule(): Promise<Map<string, string[]>> {
	const byRule = new Map<string, string[]>();
	for (const entry of (await readdir(SCENES, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (!entry.isDirectory()) continue;
		const text = await readFile(`${SCENES}/${entry.name}/scene.ts`, "utf8").catch(() => "");
		for (const id of new Set([...text.matchAll(/rule: "([^"]+)"/g)].map(([, rule = ""]) => rule))) {
			byRule.set(id, [...(byRule.get(id) ?? []), entry.name]);
		}
	}
	return byRule;
}
