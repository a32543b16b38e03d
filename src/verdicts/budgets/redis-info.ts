/** INFO's fields and CONFIG GET's settings, by the names of knowledge/budgets/redis.yaml. */
const FIELDS: Readonly<Record<string, string>> = {
	maxmemory: "maxmemory",
	connected_slaves: "replicas",
	used_memory: "used",
	rdb_last_cow_size: "copiedRdb",
	aof_last_cow_size: "copiedAof",
	repl_backlog_size: "backlog",
};

/** The commands that ask a running server. */
export const REDIS_QUESTIONS: readonly (readonly string[])[] = [
	["redis-cli", "INFO"],
	["redis-cli", "CONFIG", "GET", "client-output-buffer-limit"],
];

/** What a server answers to them; nothing for what is no such answer (a server that wants a password says so). */
export function readRedisAnswers(text: string): Record<string, number> {
	const figures: Record<string, number> = {};
	for (const line of text.split(/\r?\n/)) {
		const [, field = "", value] = /^([a-z_]+):(\d{1,16})$/.exec(line.trim()) ?? [];
		const name = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
		if (name !== undefined && value !== undefined) figures[name] = Number(value);
	}
	const replica = /\b(?:slave|replica) (\d{1,16}) \d+ \d+/.exec(text)?.[1];
	if (replica !== undefined) figures.replicaBuffer = Number(replica);
	return figures;
}

/** The share of the data that was rewritten during the last fork, where there was one. */
export function rewrittenShare({
	used = 0,
	copiedRdb = 0,
	copiedAof = 0,
}: Readonly<Record<string, number>>): number | null {
	const copied = Math.max(copiedRdb, copiedAof);
	return used > 0 && copied > 0 ? Math.min(1, copied / used) : null;
}
