import { homedir } from "node:os";
import { EXIT } from "../model/failure.ts";
import { FAILED, type FixItem, type FixRecord, type HandRemedy, type PlannedChange } from "../model/fix.ts";
import type { Report } from "../model/report.ts";
import { apply, tryOut } from "../remedies/apply.ts";
import { newId, readRecords, recordsPath } from "../remedies/records.ts";
import { safeJson, safeYaml } from "../reports/document.ts";
import { fixDocument, handText, itemText, outcomeLines, patchCommands } from "../reports/fix.ts";
import { FIX_FORMATS } from "../reports/formats.ts";
import { footer } from "../reports/table.ts";
import { hanging } from "../reports/text.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { Asker } from "./fix-ask.ts";
import { commandOf, type FixFormat, type FixSettings, isTable, takes } from "./fix-settings.ts";
import { targetsOf, writeTargets } from "./outputs.ts";
import { exitCodeOfPods } from "./settings.ts";

/** One run over the list. */
export class Run {
	readonly #context: Context;
	readonly #args: Arguments;
	readonly #settings: FixSettings;
	readonly #cluster: ClusterSource | null;
	readonly #items: readonly FixItem[];
	#known: readonly FixRecord[] | null = null;
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

	/** Of this cluster. */
	#records(): readonly FixRecord[] {
		const server = this.#cluster?.client.server;
		this.#known ??= readRecords(recordsPath(this.#context.env, homedir())).records.filter(
			(record) => record.server === server,
		);
		return this.#known;
	}

	/** What this run itself has against it. */
	#guard(item: FixItem): void {
		const { mode, risk } = this.#settings;
		const before = this.#items.find((other) => other.outcome === "applied" && overlaps(other, item));
		const since =
			item.obstacle === null
				? this.#records().find((record) => isLater(record, item) && overlaps(record, item))
				: undefined;
		if (before !== undefined) item.obstacle = { kind: "superseded", by: before.number };
		else if (since !== undefined) item.obstacle = { kind: "applied-before", id: since.id };
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
		if (this.#items.length === 0) this.#say(`${hanging(fix.nothing, style.width, 0)}\n`);
		this.#say(handText(byHand, voice));
		if (this.#items.length > 0) {
			const count = (outcome: FixItem["outcome"]) => this.#items.filter((item) => item.outcome === outcome).length;
			const [applied, accepted, refused] = [count("applied"), count("accepted"), count("refused")];
			const left = this.#left().length - accepted - refused;
			if (mode !== "show") this.#say(`${fix.sum({ applied, accepted, refused, left })}\n`);
			else if (this.#cluster === null) this.#say(`${hanging(fix.archive, style.width, 0)}\n`);
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
		if (this.#args.on("all-namespaces")) return ["-A"];
		const namespace = this.#args.value("namespace");
		return namespace === undefined ? [] : ["-n", namespace];
	}

	/** What still asks for a change. */
	#left(): FixItem[] {
		return this.#items.filter(
			({ outcome, obstacle }) =>
				outcome !== "applied" && obstacle?.kind !== "already" && obstacle?.kind !== "superseded",
		);
	}

	exitCode(report: Report): number {
		if (this.#context.signal.aborted) return 130;
		if (this.#items.some(({ outcome }) => outcome === "refused")) return EXIT.failed;
		return exitCodeOfPods(this.#args, { ...report, findings: this.#left().map(({ finding }) => finding) });
	}

	async write({ gaps, at, looked }: Report, byHand: readonly HandRemedy[]): Promise<void> {
		const { voice } = this.#settings;
		const targets = targetsOf<FixFormat>(this.#args, FIX_FORMATS).filter(
			({ format, path }) => !isTable(format) || path !== null,
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

/** Applied here after the moment that the finding tells of. */
function isLater({ state, at, uid }: FixRecord, { finding: { params }, uid: own }: FixItem): boolean {
	return state === "applied" && uid === own && "at" in params && typeof params.at === "number" && params.at < at;
}

type Written = Pick<PlannedChange, "target" | "edits">;

/** Whether two changes write the same field, or one of them what holds it. */
function overlaps(one: Written, other: Written): boolean {
	const { kind, namespace, name } = one.target;
	if (other.target.kind !== kind || other.target.namespace !== namespace || other.target.name !== name) return false;
	const paths = (change: Written) => change.edits.map(({ path }) => JSON.stringify(path).slice(0, -1));
	return paths(one).some((a) => paths(other).some((b) => a.startsWith(b) || b.startsWith(a)));
}
