import { dirname, relative, resolve, sep } from "node:path";
import { Failure } from "../model/failure.ts";
import type { Finding } from "../model/finding.ts";
import { asDetail } from "../model/text.ts";
import { fingerprints } from "../reports/fingerprint.ts";
import { readSmall } from "../sources/small-file.ts";
import { writeWhole } from "../sources/whole-file.ts";

/** What a repository lives with for now: fingerprints, which outlive moved lines, each with the rule and the file for those who read it. */
interface Baseline {
	apiVersion: "plimsoll.dev/v1";
	kind: "Baseline";
	findings: { fingerprint: string; rule: string; file: string }[];
}

/** Writes the findings as a baseline. What is suppressed has its reason where it stands and is not in it. */
export async function writeBaseline(path: string, findings: readonly Finding[]): Promise<void> {
	const told = findings.filter(({ suppressed }) => suppressed === undefined);
	const prints = printsOf(path, told);
	const baseline: Baseline = {
		apiVersion: "plimsoll.dev/v1",
		kind: "Baseline",
		findings: told
			.map(({ rule, subject }, i) => ({
				fingerprint: prints[i] ?? "",
				rule,
				file: subject.file === undefined ? "" : named(path, subject.file),
			}))
			// Sorted, so that a change of one file is a change of its lines alone.
			.sort((a, b) => (`${a.file}\0${a.rule}\0${a.fingerprint}` < `${b.file}\0${b.rule}\0${b.fingerprint}` ? -1 : 1)),
	};
	await writeWhole(path, `${JSON.stringify(baseline, null, 2)}\n`);
}

/** The findings that a baseline does not know. Throws `baseline-unreadable`. */
export async function withoutKnown(path: string, findings: readonly Finding[]): Promise<Finding[]> {
	const known = await readBaseline(path);
	const prints = printsOf(path, findings);
	return findings.filter((_, i) => !known.has(prints[i] ?? ""));
}

async function readBaseline(path: string): Promise<Set<string>> {
	let parsed: unknown;
	try {
		parsed = JSON.parse((await readSmall(path)).toString("utf8"));
	} catch (error) {
		throw new Failure("baseline-unreadable", { path, detail: detailOf(error) }, error);
	}
	const { kind, findings } = (parsed ?? {}) as Partial<Baseline>;
	if (kind !== "Baseline" || !Array.isArray(findings)) {
		throw new Failure("baseline-unreadable", { path, detail: "kind: Baseline?" });
	}
	return new Set(findings.map((one) => String(one?.fingerprint)));
}

/** Fingerprints with files named from the baseline's folder: the same from wherever lint is run, and on every machine. */
function printsOf(path: string, findings: readonly Finding[]): string[] {
	return fingerprints(
		findings.map((finding): Finding => {
			const { file } = finding.subject;
			return file === undefined ? finding : { ...finding, subject: { ...finding.subject, file: named(path, file) } };
		}),
	);
}

function named(baseline: string, file: string): string {
	return file.startsWith("<")
		? file
		: relative(dirname(resolve(baseline)), resolve(file))
				.split(sep)
				.join("/");
}

function detailOf(error: unknown): string {
	return asDetail(error instanceof Error ? error.message : String(error));
}
