import { EXIT, Failure } from "../model/failure.ts";
import type { Pod } from "../model/pod.ts";
import { loadExportsWords, loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { targetsOf, tellGaps, writeTargets } from "./outputs.ts";
import { at, language, oneOf, scopeOf } from "./settings.ts";
import { openSource } from "./source.ts";

/** Where the runbooks are served; `--runbooks` names one's own copy of docs/alerts. */
const RUNBOOKS = "https://plimsoll.dev/alerts";

interface Exporter {
	/** The first is what is written where none is asked for. */
	formats: readonly [string, ...string[]];
	render(context: Context, args: Arguments, format: string): Promise<string>;
}

/** By their names on the command line. */
const EXPORTS: Record<"alerts" | "dashboard" | "datadog" | "policies" | "policyreport", Exporter> = {
	alerts: {
		formats: ["yaml", "rules"],
		async render(context, args, format) {
			const { prometheusRule, ruleFile } = await import("../exports/rules.ts");
			const options = { runbooks: runbooks(args), namespace: args.value("namespace") ?? "" };
			const words = await loadExportsWords(language(context, args));
			return format === "yaml" ? prometheusRule(words, options) : ruleFile(words, options);
		},
	},
	dashboard: {
		formats: ["json"],
		async render(context, args) {
			const { dashboard } = await import("../exports/dashboard.ts");
			return dashboard(await loadExportsWords(language(context, args)));
		},
	},
	datadog: {
		formats: ["json"],
		async render(context, args) {
			const { datadogMonitors } = await import("../exports/datadog.ts");
			return datadogMonitors(await loadExportsWords(language(context, args)), runbooks(args));
		},
	},
	policies: {
		formats: ["yaml"],
		async render(context, args) {
			const { policiesYaml } = await import("../exports/policies.ts");
			return policiesYaml(await loadWords(language(context, args)));
		},
	},
	policyreport: { formats: ["yaml"], render: policyReports },
};

export const EXPORT_NAMES = Object.keys(EXPORTS) as (keyof typeof EXPORTS)[];

/** `plimsoll export WHAT`: what other systems read, on standard output or in files. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const [what, extra] = args.positionals;
	if (what === undefined)
		throw new Failure("missing-argument", { command: args.command, argument: EXPORT_NAMES.join(" | ") });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const { formats, render } = EXPORTS[oneOf("WHAT", what, EXPORT_NAMES)];
	const targets = args.given("output") ? targetsOf(args, formats) : [{ format: formats[0], path: null }];
	const texts = new Map<string, Promise<string>>();
	await writeTargets(context, targets, ({ format }) => {
		const text = texts.get(format) ?? render(context, args, format);
		texts.set(format, text);
		return text;
	});
	return EXIT.clean;
}

async function policyReports(context: Context, args: Arguments): Promise<string> {
	const [{ surveyAll }, { policyReportsYaml }] = await Promise.all([
		import("../survey/scan.ts"),
		import("../exports/policyreport.ts"),
	]);
	const words = await loadWords(language(context, args));
	const moment = at(args);
	const source = await openSource(context, args);
	try {
		const judgedAt = moment ?? source.takenAt ?? context.now();
		const scope = scopeOf(args, source);
		// Where only some objects were asked for, no word on the others is no praise of them.
		const all = scope.labelSelector === "" && scope.fieldSelector === "";
		const lookedAt = new Set(all ? [scope.namespace ?? ""] : []);
		const onPod = ({ namespace }: Pod) => {
			if (all) lookedAt.add(namespace);
		};
		const report = await surveyAll(source, { scope, at: judgedAt, until: moment, onPod });
		tellGaps(context, report.gaps, words);
		return policyReportsYaml(report, words, lookedAt);
	} finally {
		await source.close();
	}
}

function runbooks(args: Arguments): string {
	const given = args.value("runbooks");
	if (given === undefined) return RUNBOOKS;
	if (!URL.canParse(given)) throw new Failure("bad-value", { flag: "--runbooks", value: given, expected: RUNBOOKS });
	return given.replace(/\/+$/, "");
}
