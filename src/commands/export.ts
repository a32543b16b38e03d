import { EXIT, Failure } from "../model/failure.ts";
import type { Pod } from "../model/pod.ts";
import type { ExportName } from "../words/exports.ts";
import { loadExportsWords, loadWords } from "../words/index.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { language, oneOf, scopeOf } from "./settings.ts";
import { openSource } from "./source.ts";

/** Where the runbooks are served; `--runbooks` names one's own copy of docs/alerts. */
const RUNBOOKS = "https://plimsoll.dev/alerts";

type Exporter = (context: Context, args: Arguments) => Promise<number>;

const EXPORTS: Record<ExportName, Exporter> = {
	async alerts(context, args) {
		const form = oneOf("-o", args.value("output") ?? "yaml", ["yaml", "rules"] as const);
		const { prometheusRule, ruleFile } = await import("../exports/rules.ts");
		const options = { runbooks: runbooks(args), namespace: args.value("namespace") ?? "" };
		const words = await loadExportsWords(language(context, args));
		context.stdout.write(form === "yaml" ? prometheusRule(words, options) : ruleFile(words, options));
		return EXIT.clean;
	},
	async dashboard(context, args) {
		oneOf("-o", args.value("output") ?? "json", ["json"] as const);
		const { dashboard } = await import("../exports/dashboard.ts");
		context.stdout.write(dashboard(await loadExportsWords(language(context, args))));
		return EXIT.clean;
	},
	async datadog(context, args) {
		oneOf("-o", args.value("output") ?? "json", ["json"] as const);
		const { datadogMonitors } = await import("../exports/datadog.ts");
		context.stdout.write(datadogMonitors(await loadExportsWords(language(context, args)), runbooks(args)));
		return EXIT.clean;
	},
	async policies(context, args) {
		oneOf("-o", args.value("output") ?? "yaml", ["yaml"] as const);
		const { policiesYaml } = await import("../exports/policies.ts");
		context.stdout.write(policiesYaml(await loadWords(language(context, args))));
		return EXIT.clean;
	},
	async policyreport(context, args) {
		oneOf("-o", args.value("output") ?? "yaml", ["yaml"] as const);
		const [{ surveyAll }, { policyReportsYaml }] = await Promise.all([
			import("../survey/scan.ts"),
			import("../exports/policyreport.ts"),
		]);
		const words = await loadWords(language(context, args));
		const source = await openSource(context, args);
		try {
			const at = source.takenAt ?? context.now();
			const scope = scopeOf(args, source);
			// Where only some objects were asked for, no word on the others is no praise of them.
			const all = scope.labelSelector === "" && scope.fieldSelector === "";
			const lookedAt = new Set(all ? [scope.namespace ?? ""] : []);
			const onPod = ({ namespace }: Pod) => {
				if (all) lookedAt.add(namespace);
			};
			const report = await surveyAll(source, { scope, at, onPod });
			context.stdout.write(policyReportsYaml(report, words, lookedAt));
			for (const gap of report.gaps) context.stderr.write(`plimsoll: ${words.report.gapLine(gap)}\n`);
			return EXIT.clean;
		} finally {
			await source.close();
		}
	},
};

/** `plimsoll export WHAT`: what other systems read, on standard output. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const names = Object.keys(EXPORTS) as ExportName[];
	const [what, extra] = args.positionals;
	if (what === undefined) throw new Failure("missing-argument", { command: args.command, argument: names.join(" | ") });
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	return await EXPORTS[oneOf("WHAT", what, names)](context, args);
}

function runbooks(args: Arguments): string {
	const given = args.value("runbooks");
	if (given === undefined) return RUNBOOKS;
	if (!URL.canParse(given)) throw new Failure("bad-value", { flag: "--runbooks", value: given, expected: RUNBOOKS });
	return given.replace(/\/+$/, "");
}
