import { homedir } from "node:os";
import { EXIT, Failure } from "../model/failure.ts";
import { FAILED, type FixRecord, type PlannedChange } from "../model/fix.ts";
import { formatTime } from "../model/time.ts";
import { tryOut, undo } from "../remedies/apply.ts";
import { planUndo } from "../remedies/plan.ts";
import { readRecords, recordsPath, writeRecord } from "../remedies/records.ts";
import { readerOf } from "../remedies/targets.ts";
import { safeJson, safeYaml } from "../reports/document.ts";
import { changeDocument, outcomeLines, recordsText, undoText } from "../reports/fix.ts";
import { FIX_FORMATS } from "../reports/formats.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { Asker } from "./fix-ask.ts";
import { commandOf, type FixFormat, type FixSettings, isTable } from "./fix-settings.ts";
import { type Target, targetsOf, tellGaps, writeTargets } from "./outputs.ts";
import { openCluster } from "./source.ts";

/** `plimsoll fix --list`: what was applied from here, the newest first. */
export async function listFixes(context: Context, args: Arguments, { voice }: FixSettings): Promise<number> {
	const [extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const { records, gaps } = readRecords(recordsPath(context.env, homedir()));
	tellGaps(context, gaps, voice.words);
	const fixes = records.map((record) => ({ ...record, at: formatTime(record.at) }));
	await write(context, targetsOf<FixFormat>(args, FIX_FORMATS), recordsText(records, voice), {
		...{ apiVersion: "plimsoll.dev/v1", kind: "FixList", fixes, gaps },
	});
	return gaps.length > 0 ? EXIT.failed : EXIT.clean;
}

/** `plimsoll fix --undo [ID]`: the newest change in this cluster, or the one that is named, taken back with the same care. */
export async function undoFix(context: Context, args: Arguments, settings: FixSettings): Promise<number> {
	const [id, extra] = args.positionals;
	if (extra !== undefined) throw new Failure("extra-argument", { command: args.command, argument: extra });
	const { voice, mode } = settings;
	const folder = recordsPath(context.env, homedir());
	const { records, gaps } = readRecords(folder);
	tellGaps(context, gaps, voice.words);
	// Which change is the newest is not known then.
	if (id === undefined && gaps.length > 0)
		throw new Failure("missing-argument", { command: "fix --undo", argument: "ID" });
	const named = id === undefined ? null : (records.find((record) => record.id === id) ?? null);
	if (id !== undefined && named === null) throw new Failure("fix-unknown", { id });
	const cluster = await openCluster(context, args);
	try {
		const { server } = cluster.client;
		if (named !== null && named.server !== server)
			throw new Failure("fix-elsewhere", { id: named.id, server: named.server, context: named.context });
		const record = named ?? records.find((one) => one.server === server && one.state !== "undone") ?? null;
		if (record === null) {
			await write(context, targetsOf<FixFormat>(args, FIX_FORMATS), `${voice.fix.nothingToUndo}\n`, null);
			return EXIT.clean;
		}
		const change = await planUndo(record, readerOf(cluster.client));
		if (change.obstacle === null && mode !== "show") await tryOut(cluster.client, change);
		const told = undoText(change, record, context.now(), voice);
		const isTold = change.obstacle !== null;
		if (settings.toPerson) context.stdout.write(told);
		if (change.outcome === "accepted" && mode !== "try") {
			if (await agreed(context, settings)) await undo(cluster.client, change, folder, record);
			else change.outcome = "skipped";
		}
		if (change.obstacle?.kind === "already") settle(folder, record);
		const again = commandOf(context, args, ["fix", "--undo", record.id, "--yes"]);
		const shown = change.outcome === "shown" ? [voice.fix.onlyShownUndo(again)] : outcomeLines(change, voice);
		const rest = isTold || shown.length === 0 ? "" : `${shown.join("\n")}\n`;
		if (settings.toPerson) context.stdout.write(rest);
		const document = {
			apiVersion: "plimsoll.dev/v1",
			kind: "Undo",
			id: record.id,
			...changeDocument(change, voice.fix),
		};
		const files = targetsOf<FixFormat>(args, FIX_FORMATS).filter(
			({ format, path }) => !isTable(format) || path !== null,
		);
		await write(context, files, told + rest, document);
		return exitOf(change);
	} finally {
		await cluster.close();
	}
}

function exitOf({ obstacle, outcome }: PlannedChange): number {
	if (obstacle === null) return outcome === "undone" ? EXIT.clean : EXIT.findings;
	if (obstacle.kind === "already") return EXIT.clean;
	return FAILED.has(obstacle.kind) || obstacle.kind === "not-found" ? EXIT.failed : EXIT.findings;
}

async function agreed(context: Context, { mode, voice }: FixSettings): Promise<boolean> {
	if (mode !== "ask") return true;
	const asker = new Asker(context, voice.fix);
	try {
		return (await asker.ask(voice.fix.askUndo)) === "yes";
	} finally {
		await asker.close();
	}
}

/** It holds the old values: it was undone otherwise, or never made. */
function settle(folder: string, record: FixRecord): void {
	if (record.state !== "undone") writeRecord(folder, { ...record, state: "undone" });
}

async function write(
	context: Context,
	targets: readonly Target<FixFormat>[],
	text: string,
	document: object | null,
): Promise<void> {
	await writeTargets(context, targets, async ({ format }) => {
		if (isTable(format) || format === "patch") return text;
		return format === "json" ? safeJson(document) : await safeYaml(document);
	});
}
