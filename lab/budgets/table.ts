import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatBytes } from "../../src/model/quantity.ts";
import type { Cluster } from "../cluster.ts";
import type { Log } from "../log.ts";
import { REPOSITORY } from "../paths.ts";
import { bearsOut, type Held, holdAll, ratioOf } from "./held.ts";

const PAGE = join(REPOSITORY, "docs", "budgets.md");
const [START, END] = ["<!-- measured: npm run lab -- budgets --write -->", "<!-- end -->"];

const row = ({ trial, budget, outcome, ...rest }: Held): string => {
	const held = { trial, budget, outcome, ...rest };
	const { low, high, bytes } = budget.worst;
	const told = trial.unsafe === true ? "unsafe" : "safe";
	const became = outcome.died ? "killed" : "lived";
	const ratio = outcome.died ? "" : ratioOf(held).toFixed(2);
	const peak = outcome.died ? `over ${formatBytes(budget.limit ?? 0)}` : formatBytes(outcome.peak.held);
	const cells = [
		trial.name,
		formatBytes(budget.limit ?? 0),
		formatBytes(bytes),
		`${formatBytes(low)} to ${formatBytes(high)}`,
		peak,
		ratio,
		formatBytes(outcome.peak.charged),
		`${told}, ${became}`,
	];
	return `| ${cells.join(" | ")} |`;
};

const tableOf = (all: readonly Held[]): string =>
	[
		"| Trial | Limit | Predicted | Interval | Measured | Ratio | With page cache | Told, and what became of it |",
		"|---|--:|--:|--:|--:|--:|--:|---|",
		...all.map(row),
	].join("\n");

/** Runs the trials and prints their table, or writes it into the handbook. @returns whether all predictions were borne out */
export const budgetTable = async (cluster: Cluster, write: boolean, log: Log): Promise<boolean> => {
	const all = await Promise.all((await holdAll(cluster, log)).values());
	const table = tableOf(all);
	log(table);
	if (write) {
		const page = readFileSync(PAGE, "utf8");
		const [before, after] = [page.indexOf(START) + START.length, page.indexOf(END)];
		writeFileSync(PAGE, `${page.slice(0, before)}\n${table}\n${page.slice(after)}`);
	}
	return all.every((held) => (held.trial.unsafe === true ? held.outcome.died : !held.outcome.died && bearsOut(held)));
};
