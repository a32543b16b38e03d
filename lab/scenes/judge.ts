import { isDeepStrictEqual } from "node:util";
import { type Expectation, OneOf, type Scene } from "./scene.ts";

/** Of the report that `plimsoll … -o json` prints, what is compared. */
export type Report = {
	kind: string;
	findings: {
		rule: string;
		severity: string;
		subject: { namespace?: string; container?: string };
		params: Record<string, unknown>;
		message: string;
	}[];
};

export type Verdict = { right: boolean; line: string };

const fits = (expected: unknown, actual: unknown): boolean =>
	expected instanceof OneOf
		? expected.values.some((value) => isDeepStrictEqual(actual, value))
		: isDeepStrictEqual(actual, expected);

const differences = (expected: Expectation, actual: Report["findings"][number]): string[] =>
	Object.entries(expected.params ?? {})
		.filter(([name, value]) => !fits(value, actual.params[name]))
		.map(([name, value]) => `${name} is ${JSON.stringify(actual.params[name])}, not ${JSON.stringify(value)}`);

/** One line an expectation, and one for what was found but not expected. Exit code 1 stands for errors found, 0 for none. */
export const judge = (scene: Scene, report: Report, exitCode: number): Verdict[] => {
	const verdicts: Verdict[] = [];
	const left = [...report.findings];
	for (const expected of scene.expect) {
		const of = expected.container === undefined ? "" : `container ${expected.container} of `;
		const what = `${expected.rule} for ${of}${scene.target}`;
		const index = left.findIndex(
			({ rule, severity, subject }) =>
				rule === expected.rule &&
				subject.container === expected.container &&
				(expected.severity === "any" || severity === "error"),
		);
		const [actual] = index < 0 ? [] : left.splice(index, 1);
		const instead = left.filter(({ subject }) => subject.container === expected.container);
		const told = instead.map(({ rule, message }) => `${rule}: ${message}`).join("; ");
		const wrong =
			actual === undefined ? [`not found${told === "" ? "" : `, but ${told}`}`] : differences(expected, actual);
		verdicts.push({ right: wrong.length === 0, line: wrong.length === 0 ? what : `${what}: ${wrong.join("; ")}` });
	}
	// The same death may be told for an earlier life of the container too.
	const unexpected = left.filter(
		({ rule, severity, subject }) =>
			severity === "error" &&
			!scene.expect.some((expected) => expected.rule === rule && expected.container === subject.container),
	);
	for (const { rule, message } of unexpected)
		verdicts.push({ right: false, line: `${scene.target}: not expected: ${rule}: ${message}` });
	if (scene.expect.length === 0 && unexpected.length === 0)
		verdicts.push({ right: true, line: `nothing found for ${scene.target}` });
	const exit = report.findings.some(({ severity }) => severity === "error") ? 1 : 0;
	if (exitCode !== exit) verdicts.push({ right: false, line: `${scene.target}: exit code ${exitCode}, not ${exit}` });
	return verdicts;
};
