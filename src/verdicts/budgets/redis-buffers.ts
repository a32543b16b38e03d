import type { Remedy } from "../../model/remedy.ts";
import { type Blocks, opsRequest } from "./kubeblocks.ts";
import { shellWord } from "./shell.ts";

const MEBI = 1024 * 1024;
/** As knowledge/budgets/redis.yaml advises. */
const SHARE_OF_LIMIT = 0.75;
/** What KubeBlocks' add-on sets, and the one that loses no key that was meant to stay. */
const POLICY = "volatile-lru";

/** At most so much data below a limit, in bytes of whole MiB. */
export function advisedMaxmemory(limit: number): number {
	return Math.floor((SHARE_OF_LIMIT * limit) / MEBI) * MEBI;
}

/**
 * What is beside the data, by commands for the running server: the buffers that other settings than maxmemory bound, or none (a sixteenth of the limit for
 * those of replicas, whose default of 256 MiB is more than many containers have, and a share for clients: Redis 7, maxmemory-clients), and what is
 * to happen when the data reaches maxmemory.
 * @param exec starts a command in its container; null where KubeBlocks would undo what is set so
 */
export function redisRemedies(limit: number, exec: string | null, blocks: Blocks | null): Remedy[] {
	const hard = Math.max(16, Math.floor(limit / 16 / MEBI));
	const backlog = Math.max(1, Math.floor(hard / 4));
	const buffers = `${hard}mb ${Math.floor(hard / 2)}mb 60`;
	const command = (what: string, parameters: Readonly<Record<string, string>>, words: readonly string[]) => {
		if (blocks !== null) return opsRequest(blocks, what, parameters);
		return exec === null ? null : `${exec} redis-cli CONFIG SET ${words.map(shellWord).join(" ")}`;
	};
	const bound = command(
		"buffers",
		{
			"client-output-buffer-limit replica": buffers,
			"maxmemory-clients": "5%",
			"repl-backlog-size": String(backlog * MEBI),
		},
		[
			...["client-output-buffer-limit", `replica ${buffers}`],
			...["maxmemory-clients", "5%", "repl-backlog-size", `${backlog}mb`],
		],
	);
	const policy = command("policy", { "maxmemory-policy": POLICY }, ["maxmemory-policy", POLICY]);
	return [
		...remedy("bound-redis-buffers", "low", hard * MEBI, bound),
		...remedy("choose-eviction-policy", "high", advisedMaxmemory(limit), policy),
	];
}

function remedy(kind: Remedy["kind"], risk: Remedy["risk"], value: number, command: string | null): Remedy[] {
	return command === null ? [] : [{ kind, risk, value, change: { type: "command", command } }];
}
