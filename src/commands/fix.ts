import { homedir } from "node:os";
import { EXIT, Failure } from "../model/failure.ts";
import type { Finding } from "../model/finding.ts";
import { FAILED, type FixItem, type FixRecord, type HandRemedy, type PlannedChange } from "../model/fix.ts";
import type { Report } from "../model/report.ts";
import { apply, tryOut } from "../remedies/apply.ts";
import { inverse } from "../remedies/edits.ts";
import { planFixes } from "../remedies/plan.ts";
import { newId, recordsPath } from "../remedies/records.ts";
import { type ReadObject, readerOf, resourceOf } from "../remedies/targets.ts";
import { safeJson, safeYaml } from "../reports/document.ts";
import { fixDocument, handText, itemText, outcomeLines, patchCommands } from "../reports/fix.ts";
import { footer } from "../reports/table.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import { shape } from "../sources/kubernetes/shape.ts";
import type { Source } from "../sources/source.ts";
import { parseTarget } from "../survey/target.ts";
import { advisoriesPath } from "./advisories.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { Asker } from "./fix-ask.ts";
import { commandOf, type FixFormat, type FixSettings, FORMATS, settingsOf, takes } from "./fix-settings.ts";
import { targetsOf, writeTargets } from "./outputs.ts";
import { exitCode, scopeOf } from "./settings.ts";
import { openCluster, openSource } from "./source.ts";

/** `plimsoll fix [POD|KIND/NAME]`: the remedies that are patches, shown, asked about, applied one by one, and undone. */
export async function run(context: Context, args: Arguments): Promise<number> {
	const settings = await settingsOf(context, args);
	if (args.on("list") || args.on("undo")) {
		const { listFixes, undoFix } = await import("./fix-undo.ts");
		return args.on("list") ? await listFixes(context, args, settings) : await undoFix(context, args, settings);
	}
	const [text, extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const cluster = args.given("from") ? null : await openCluster(context, args);
	const source = cluster ?? (await openSource(context, args));
	try {
		const report = await findingsOf(context, args, source, text, settings.rules);
		const read = cluster === null ? archiveReader(source) : readerOf(cluster.client);
		const { items, byHand } = await planFixes(report.findings, read, { evenIfManaged: args.on("even-if-managed") });
		const run = new Run(context, args, settings, cluster, items);
		await run.go();
		run.end(report, byHand);
		await run.write(report, byHand);
		return run.exitCode();
	} finally {
		await source.close();
	}
}

/** What `scan` finds, of one workload where it is named, and by the rules asked for. */
async function findingsOf(
	context: Context,
	args: Arguments,
	source: Source,
	text: string | undefined,
	rules: readonly string[],
): Promise<Report> {
	const [{ surveyAll }, { loadSet }] = await Promise.all([
		import("../survey/scan.ts"),
		import("../survey/advisory-sets.ts"),
	]);
	const target = text === undefined ? null : parseTarget(text);
	const scope = scopeOf(args, source);
	const { advisories, gaps } = await loadSet(advisoriesPath(context));
	const at = source.takenAt ?? context.now();
	const report = await surveyAll(source, { advisories, scope, at, nodes: false, signal: context.signal });
	const found = report.findings.filter((finding) => target === null || isAbout(finding, target));
	if (target !== null && found.length === 0 && report.gaps.length === 0 && report.looked.pods === 0)
		throw new Failure("target-not-found", {
			target: target.text,
			namespace: scope.namespace ?? "",
			source: source.name,
		});
	const findings = found.filter(
		({ rule }) =>
			rules.length === 0 ||
			rules.some((one) => rule === one || (one.endsWith("*") && rule.startsWith(one.slice(0, -1)))),
	);
	return { ...report, findings, gaps: [...report.gaps, ...gaps] };
}

function isAbout({ subject, params, remedies }: Finding, target: { kind: string; name: string }): boolean {
	const is = ({ kind = "", name = "" }: { kind?: string; name?: string }) =>
		name === target.name && kind.toLowerCase() === target.kind.toLowerCase();
	const workload = "workload" in params ? (params.workload as { kind?: string; name?: string } | undefined) : undefined;
	return (
		is(subject) ||
		(workload !== undefined && is(workload)) ||
		remedies.some(({ change }) => "kind" in change && is(change))
	);
}

/** Objects as the archive holds them. */
function archiveReader(source: Source): ReadObject {
	return async ({ kind, namespace, name }) => {
		const resource = resourceOf(kind);
		const scope = { namespace, labelSelector: "", fieldSelector: "" };
		if (resource !== null && resource !== "services") {
			for await (const object of source.raw?.(resource, scope) ?? []) {
				if (shape(shape(object).metadata).name === name) return shape(object);
			}
		}
		return { kind: "not-kept" };
	};
}

/** One run over the list. */
class Run {
	readonly #context: Context;
	readonly #args: Arguments;
	readonly #settings: FixSettings;
	readonly #cluster: ClusterSource | null;
	readonly #items: readonly FixItem[];
	#told = "";

	constructor(
		context: Context,
		args: Arguments,
		settings: FixSettings,
		cluster: ClusterSource | null,
		items: readonly FixItem[],
	) {
		this.#context = context;
		this.#args = args;
		this.#settings = settings;
		this.#cluster = cluster;
		this.#items = items;
	}

	async go(): Promise<void> {
		const { mode, voice } = this.#settings;
		const asker = mode === "ask" ? new Asker(this.#context, voice.fix) : null;
		let quit = false;
		try {
			for (const item of this.#items) {
				if (quit || this.#context.signal.aborted) break;
				this.#guard(item);
				const cluster = item.obstacle === null && mode !== "show" ? this.#cluster : null;
				if (cluster === null) {
					this.#say(`${itemText(item, voice)}\n`);
					continue;
				}
				await tryOut(cluster.client, item);
				// What was found out by trying belongs to what a person decides by.
				this.#say(itemText(item, voice));
				const told = item.obstacle !== null;
				if (item.outcome === "accepted" && mode !== "try") {
					const answer = asker === null ? "yes" : await asker.ask(voice.fix.ask);
					if (answer === "yes") await this.#apply(cluster, item);
					else item.outcome = "skipped";
					quit = answer === "quit";
				}
				if (!told) this.#outcome(item);
				this.#say("\n");
			}
		} finally {
			await asker?.close();
		}
	}

	/** What this run itself has against it. */
	#guard(item: FixItem): void {
		const { mode, risk } = this.#settings;
		const before = this.#items.find((other) => other.outcome === "applied" && overlaps(other, item));
		if (before !== undefined) item.obstacle = { kind: "superseded", by: before.number };
		else if (item.obstacle === null && (mode === "apply" || mode === "ask") && !takes(risk, item.remedy.risk))
			item.obstacle = { kind: "risk", risk: item.remedy.risk };
		if (item.obstacle !== null) item.outcome = FAILED.has(item.obstacle.kind) ? "refused" : "skipped";
	}

	async #apply({ client, contextName }: ClusterSource, item: FixItem): Promise<void> {
		const at = this.#context.now();
		const { target, subresource, uid, edits, finding } = item;
		const record: FixRecord = {
			...{ id: newId(at), at, server: client.server, context: contextName, target, subresource, uid },
			...{ rule: finding.rule, edits, state: "begun" as const },
		};
		await apply(client, item, recordsPath(this.#context.env, homedir()), record);
	}

	#outcome(item: FixItem): void {
		const { target } = item;
		const since =
			target.kind === "Deployment" ? "rollout" : new Date(this.#context.now()).toISOString().replace(/\.\d+/, "");
		const undo = commandOf(this.#context, this.#args, ["fix", "--undo", item.undo ?? ""]);
		const verify = ["verify", `${target.kind.toLowerCase()}/${target.name}`, "-n", target.namespace, "--since", since];
		const lines = outcomeLines(item, this.#settings.voice, undo, commandOf(this.#context, this.#args, verify));
		if (lines.length > 0) this.#say(`${lines.join("\n")}\n`);
	}

	/** What is left to say after the last. */
	end(report: Report, byHand: readonly HandRemedy[]): void {
		const { voice, mode } = this.#settings;
		const { fix, words, style } = voice;
		if (this.#items.length === 0) this.#say(`${fix.nothing}\n`);
		this.#say(handText(byHand, voice));
		if (this.#items.length > 0) {
			const count = (outcome: FixItem["outcome"]) => this.#items.filter((item) => item.outcome === outcome).length;
			const [applied, accepted, refused] = [count("applied"), count("accepted"), count("refused")];
			const left = this.#left().length - accepted - refused;
			if (mode !== "show") this.#say(`${fix.sum({ applied, accepted, refused, left })}\n`);
			else if (this.#cluster === null) this.#say(`${fix.archive}\n`);
			else if (this.#items.some(({ obstacle }) => obstacle === null))
				this.#say(`${fix.onlyShown(this.#applyCommand())}\n`);
		}
		this.#say(`${footer(report, words, style).join("\n")}\n`);
	}

	#applyCommand(): string {
		const risks = this.#items.filter(({ obstacle }) => obstacle === null).map(({ remedy }) => remedy.risk);
		const risk = (["high", "medium"] as const).find((one) => risks.includes(one)) ?? "low";
		const command = commandOf(this.#context, this.#args, ["fix", ...this.#args.positionals, ...this.#scopeWords()]);
		return `${command} ${risk === "low" ? "--yes" : this.#settings.voice.fix.riskFlag(risk)}`;
	}

	#scopeWords(): string[] {
		const namespace = this.#args.value("namespace");
		if (namespace !== undefined) return ["-n", namespace];
		return this.#args.on("all-namespaces") ? ["-A"] : [];
	}

	/** What still asks for a change. */
	#left(): FixItem[] {
		return this.#items.filter(
			({ outcome, obstacle }) =>
				outcome !== "applied" && obstacle?.kind !== "already" && obstacle?.kind !== "superseded",
		);
	}

	exitCode(): number {
		if (this.#context.signal.aborted) return 130;
		if (this.#items.some(({ outcome }) => outcome === "refused")) return EXIT.failed;
		return exitCode(
			this.#args,
			this.#left().map(({ finding }) => finding),
		);
	}

	async write({ gaps, at, looked }: Report, byHand: readonly HandRemedy[]): Promise<void> {
		const { voice } = this.#settings;
		const targets = targetsOf<FixFormat>(this.#args, FORMATS).filter(
			({ format, path }) => format !== "table" || path !== null,
		);
		await writeTargets(this.#context, targets, async ({ format }) => {
			if (format === "patch") return patchCommands(this.#items, voice.fix);
			const document = fixDocument(this.#items, byHand, gaps, { at, source: looked.source }, voice);
			return format === "json" ? safeJson(document) : format === "yaml" ? await safeYaml(document) : this.#told;
		});
	}

	#say(text: string): void {
		this.#told += text;
		if (this.#settings.toPerson) this.#context.stdout.write(text);
	}
}

/** Whether two changes write the same field, or one of them what holds it. */
function overlaps(one: PlannedChange, other: PlannedChange): boolean {
	const { kind, namespace, name } = one.target;
	if (other.target.kind !== kind || other.target.namespace !== namespace || other.target.name !== name) return false;
	const paths = (change: PlannedChange) => inverse(change.edits).map(({ path }) => JSON.stringify(path).slice(0, -1));
	return paths(one).some((a) => paths(other).some((b) => a.startsWith(b) || b.startsWith(a)));
}
