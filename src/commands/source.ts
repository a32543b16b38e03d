import { Failure } from "../model/failure.ts";
import type { Source } from "../sources/source.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { CLUSTER_FLAGS } from "./flags.ts";

/** The archive that --from names, or the cluster that the kubectl flags name. */
export async function openSource(context: Context, args: Arguments): Promise<Source> {
	const from = args.value("from");
	if (from === undefined) return openLive(context, args);
	const other = CLUSTER_FLAGS.find((flag) => args.given(flag));
	if (other !== undefined) throw new Failure("flags-conflict", { one: "--from", other: `--${other}` });
	const { openArchive } = await import("../sources/archive/archive.ts");
	return openArchive(from, { now: context.now() });
}
