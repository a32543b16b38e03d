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

/** Where images of Redis and Valkey have their password (docker.io/bitnami, apecloud/kubeblocks-addons, redis-cli itself). */
const PASSWORDS = ["REDISCLI_AUTH", "REDIS_PASSWORD", "REDIS_DEFAULT_PASSWORD", "REDIS_PASS", "VALKEY_PASSWORD"];
const PASSWORD_FILES = ["REDIS_PASSWORD_FILE", "VALKEY_PASSWORD_FILE"];
const PORTS = ["REDIS_PORT_NUMBER", "VALKEY_PORT_NUMBER", "SERVICE_PORT", "REDIS_PORT"];

/**
 * The same of a server that wants a password: a shell in the container takes it from the container's own environment and gives it to the client by
 * the environment, so that it is in no command line and does not leave the container. What is no answer ends with an error, in the server's words.
 */
export const REDIS_QUESTION_WITH_PASSWORD: readonly string[] = [
	"sh",
	"-c",
	[
		`for f in ${PASSWORD_FILES.map((name) => `"$${name}"`).join(" ")}; do [ -r "$f" ] && p=$(cat "$f"); done`,
		`REDISCLI_AUTH=${PASSWORDS.reduceRight((rest, name) => `\${${name}:-${rest}}`, "$p")}`,
		"export REDISCLI_AUTH",
		"for c in redis-cli valkey-cli keydb-cli; do command -v $c >/dev/null && break; done",
		`port=${PORTS.reduceRight((rest, name) => `\${${name}:-${rest}}`, "6379")}`,
		// A Service named redis gives its pods a REDIS_PORT of `tcp://…`.
		"case $port in *[!0-9]*) port=6379;; esac",
		"a=$($c $REDIS_CLI_TLS_CMD -p $port INFO 2>/dev/null)",
		'case $a in *maxmemory:*) ;; *) printf "%.100s" "$a" >&2; exit 1;; esac',
		'printf "%s\\n" "$a"',
		"$c $REDIS_CLI_TLS_CMD -p $port CONFIG GET client-output-buffer-limit 2>/dev/null",
		"true",
	].join("\n"),
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
