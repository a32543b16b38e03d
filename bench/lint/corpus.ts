import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/model/finding.ts";
import { noManifests, readManifests } from "../../src/sources/manifests/manifests.ts";
import { judgeManifests } from "../../src/verdicts/lint/index.ts";

/**
 * Manifests with memory defects, each saying on the offending line what is to be found there (`# expect: RULE, RULE`; beside a JSON file in
 * FILE.expect), and sound ones, where nothing is. Every file is judged by itself.
 */
export const CORPUS = join(import.meta.dirname, "corpus");

export interface Judged {
	file: string;
	/** As `LINE RULE`. */
	expected: string[];
	found: string[];
}

export function judgeCorpus(folder: "broken" | "sound"): Judged[] {
	return readdirSync(join(CORPUS, folder))
		.filter((name) => !name.endsWith(".expect"))
		.sort()
		.map((name) => {
			const path = join(CORPUS, folder, name);
			const text = readFileSync(path, "utf8");
			const told = judge(name, text).filter(({ suppressed }) => suppressed === undefined);
			return {
				file: `${folder}/${name}`,
				expected: expectations(path, text),
				found: told.map(({ subject, rule }) => `${subject.line} ${rule}`),
			};
		});
}

function judge(name: string, text: string): Finding[] {
	const manifests = noManifests();
	readManifests(name, text, manifests);
	return judgeManifests(manifests);
}

function expectations(path: string, text: string): string[] {
	if (existsSync(`${path}.expect`)) return readFileSync(`${path}.expect`, "utf8").trim().split("\n");
	return text.split("\n").flatMap((line, i) => {
		const rules = /# expect: ([^\r]+)/.exec(line)?.[1]?.split(", ") ?? [];
		return rules.map((rule) => `${i + 1} ${rule}`);
	});
}
