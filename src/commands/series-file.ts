import { stat } from "node:fs/promises";
import { Failure } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { CLUSTER_FLAGS, type FlagName } from "./flags.ts";

/** What would choose among a cluster's objects, or another history: a file is judged whole, and must not pass for what was asked. */
const NOT_OF_FILES: readonly FlagName[] = [
	"from",
	"namespace",
	"all-namespaces",
	"selector",
	"field-selector",
	"history",
	...CLUSTER_FLAGS,
];

/** A path is told from a pod's name by its ending, or by there being such a file; what a shell gives for `<(zcat …)` is a pipe. */
export async function isSeriesFile(what: string): Promise<boolean> {
	if (/\.csv(?:\.gz)?$/i.test(what)) return true;
	return await stat(what).then(
		(found) => !found.isDirectory(),
		() => false,
	);
}

/** @throws Failure flags-conflict for a flag that says nothing about the file of that path */
export function fileAlone(args: Arguments, path: string, also: readonly FlagName[]): void {
	const other = [...also, ...NOT_OF_FILES].find((flag) => args.given(flag));
	if (other !== undefined) throw new Failure("flags-conflict", { one: path, other: `--${other}` });
}
