import {
	isMemoryFlag,
	isMemoryName,
	isPlainValue,
	isReference,
	isSetting,
	memoryWords,
	NUMBERED,
} from "./memory-settings.ts";
import { isSecretName, looksRandom, REMOVED } from "./scrub.ts";

/** Programs, and words that choose what a program does, that tell a verdict which settings to look for. */
const KNOWN_WORDS: ReadonlySet<string> = new Set(
	"java node nodejs npm yarn pnpm python python2 python3 gunicorn uwsgi uvicorn celery flask django-admin ruby puma bundle rails sidekiq php php-fpm dotnet deno bun perl beam.smp erl redis-server redis-sentinel valkey-server keydb-server postgres mysqld mariadbd mongod mongos memcached nginx httpd apache2 haproxy envoy rabbitmq-server elasticsearch opensearch kafka-server-start.sh zookeeper catalina.sh prometheus etcd varnishd dragonfly tikv-server clickhouse-server sh bash ash dash zsh tini dumb-init docker-entrypoint.sh sleep stress stress-ng exec start run serve server worker beat flower inspect status mysql mysqldump mysqladmin mysqld_safe mariadb-dump psql postmaster pg_dump pg_dumpall pg_restore pg_basebackup mongosh mongodump mongorestore redis-cli valkey-cli valkey-sentinel redis_exporter memcached_exporter memcached-exporter elasticsearch_exporter kafka_exporter kafka-exporter prometheus_varnish_exporter kafka-server-start etcdctl etcdutl promtool prometheus-operator prometheus-adapter clickhouse-client clickhouse-keeper clickhouse-backup tikv-ctl varnishlog varnishncsa envoy-gateway contour hypercorn openresty".split(
		" ",
	),
);
const SHELLS = /^(?:.*\/)?(?:ba|da|a|z|k)?sh$/;
const SHELL_COMMAND = /^-[a-z]*c$/;
/** Flags with one dash and a whole word: JVM and Go. Others are cut after their letter, as `-pPASSWORD` is one word too. */
const LONG_SINGLE_DASH =
	/^-(?:jar|cp|classpath|server|client|ea|esa|d64|config|logtostderr|alsologtostderr|version|help)$/;
const EXTENSION = /\.(?:js|mjs|cjs|ts|jar|war|py|rb|php|dll|sh|conf|cnf|cfg|ini|ya?ml|json|toml|properties|xml)$/;
const PATH = /^(?:\.{0,2}\/)?(?:[\w.@+-]{1,64}\/){0,20}[\w.@+-]{1,64}\/?$/;
const NAMED = /^(-{0,2})([A-Za-z][\w.-]{0,79})=([\s\S]*)$/;
/** A password may be all digits: `redis-cli -a 123456`, `mongosh -p 123456`. */
const PASSWORD_FLAG = /^-[pa]$/;
const FLAG = /^(?:--[A-Za-z][\w.-]{0,79}|-[A-Za-z0-9])$/;

/**
 * A container's command and arguments with everything removed that is not known to be harmless: flag names, memory settings, plain numbers and
 * switches, paths and well-known programs stay. A word after a flag that sounds secret is removed whatever it looks like. Scripts are reduced to
 * their memory settings. A flag's name stays only if it could not itself be a secret.
 */
export function redactArguments(
	command: readonly unknown[],
	args: readonly unknown[],
): { command: string[]; args: string[] } {
	const redactor = new ArgumentRedactor();
	return {
		command: command.map((word) => redactor.next(word)),
		args: args.map((word) => redactor.next(word)),
	};
}

class ArgumentRedactor {
	#flag: string | null = null;
	#shell = false;

	next(word: unknown): string {
		if (typeof word !== "string") return REMOVED;
		const flag = this.#flag;
		this.#flag = null;
		if (flag === "-jar") return isPath(word) ? word : REMOVED;
		if (flag !== null && (PASSWORD_FLAG.test(flag) || isSecretName(flag)) && !isMemoryName(flag))
			return isNewFlag(word) ? this.#word(word) : REMOVED;
		if (flag !== null && isPlainValue(word)) return word;
		if (this.#shell && flag === "-c") return script(word);
		return this.#word(word);
	}

	#word(word: string): string {
		if (isMemoryFlag(word) || isPlainValue(word)) return word;
		if (SHELLS.test(word)) this.#shell = true;
		if (this.#shell && SHELL_COMMAND.test(word)) {
			this.#flag = "-c";
			return word;
		}
		const named = NAMED.exec(word);
		if (named !== null) return redactNamed(named);
		if (FLAG.test(word)) {
			if (looksLikeSecretName(word) && !isMemoryName(word)) return REMOVED;
			this.#flag = word;
			return word;
		}
		if (LONG_SINGLE_DASH.test(word)) {
			this.#flag = word;
			return word;
		}
		// Files with more flags.
		if (word.startsWith("@/")) return isPath(word.slice(1)) ? word : REMOVED;
		if (/^-[A-Za-z]\d{1,6}[kmg]?$/i.test(word) && !/^-[pa]/i.test(word)) return word;
		if (/^-[A-Za-z][^\s]+$/.test(word)) return `${word.slice(0, 2)}${REMOVED}`;
		return KNOWN_WORDS.has(word) || isPath(word) ? word : script(word);
	}
}

function redactNamed([word, dashes = "", name = "", value = ""]: RegExpExecArray): string {
	// `-pPASSWORD` may hold an equals sign too.
	if (dashes === "-" && name.length > 1 && !isMemoryName(name)) return `-${name.slice(0, 1)}${REMOVED}`;
	if (!isMemoryName(name) && looksLikeSecretName(name)) return REMOVED;
	const secret = isSecretName(name) && !isMemoryName(name);
	// `-c config_file=/etc/postgresql.conf`.
	if (!secret && (isPlainValue(value) || (isPath(value) && (dashes !== "" || name === "config_file")))) return word;
	const settings = memoryWords(value).join(" ");
	if (!secret && settings !== "") return `${dashes}${name}=${settings}`;
	return `${dashes}${name}=${REMOVED}`;
}

function isNewFlag(word: string): boolean {
	return /^--[a-z][a-z0-9-]{1,40}(?:=|$)/.test(word) && !looksLikeSecretName(word);
}

/** Names are words; a name that reads like random letters may be a secret in the wrong place. */
function looksLikeSecretName(name: string): boolean {
	return name.split(/[._-]/).some((part) => part.length >= 8 && looksRandom(part)) || /[^-._]{24,}/.test(name);
}

/** A file's path: absolute, relative with a dot, or with an extension that settings and programs have; no part of it random. */
function isPath(word: string): boolean {
	if (!PATH.test(word) || !(/^\.{0,2}\//.test(word) || EXTENSION.test(word))) return false;
	return word.split(/[/._-]/).every((part) => part.length <= 32 && !looksRandom(part));
}

const SEPARATOR = /^[;|&]+$/;

/** A shell's line: its separators, programs, references and memory settings; in the place of all between them one mark. */
function script(text: string): string {
	const words = text.replace(/(-[\w:.-]{1,80}=?)(["'])([^"'\s]{0,80})\2/g, "$1$3").match(/[;|&]+|[^\s;|&]+/g) ?? [];
	const kept: string[] = [];
	for (let i = 0; i < words.length && kept.length < MOST_WORDS; i++) {
		const [before, word, next] = [kept.at(-1) ?? "", words[i] ?? "", words[i + 1] ?? ""];
		const own = scriptWord(before, word, next);
		if (own !== REMOVED || before !== REMOVED) kept.push(own);
		// `--maxmemory 1gb`, `--client-output-buffer-limit replica 256mb 64mb 60`.
		while (isMemoryName(own) && isPlainValue(words[i + 1] ?? "") && words[i + 1] !== undefined)
			kept.push(words[++i] ?? "");
	}
	return kept.every((word) => word === REMOVED || SEPARATOR.test(word)) ? REMOVED : kept.join(" ");
}

const MOST_WORDS = 1000;
/** No setting is longer, and patterns are not free. */
const LONGEST_WORD = 400;

function scriptWord(before: string, quoted: string, next: string): string {
	if (quoted.length > LONGEST_WORD) return REMOVED;
	if (SEPARATOR.test(quoted) || quoted === '""' || quoted === "''") return SEPARATOR.test(quoted) ? quoted : REMOVED;
	const word = quoted.replace(/^["'(]+|["')]+$/g, "");
	const [, name = "", value = ""] = /^(-{0,2}[A-Za-z][\w.-]{0,79})=["']?(.*)$/.exec(word) ?? [];
	if (isMemoryFlag(word) || isReference(quoted) || isReference(word)) return word;
	if (value !== "" && isSetting(name) && isPlainValue(value)) return `${name}=${value}`;
	if (isMemoryFlag(value) && !isSecretName(name) && !looksLikeSecretName(name)) return `${name}=${value}`;
	if (isMemoryName(word) && next !== "" && isPlainValue(next)) return word;
	if (NUMBERED.test(word.slice(0, 2)) && /^\d{1,6}$/.test(word.slice(2) || next)) return word;
	if (NUMBERED.test(before) && /^\d{1,6}$/.test(word)) return word;
	const named = word.startsWith("--") ? NAMED.exec(word) : null;
	if (named !== null) return redactNamed(named);
	if (FLAG.test(word) || LONG_SINGLE_DASH.test(word)) return looksLikeSecretName(word) ? REMOVED : word;
	if (/^-[A-Za-z]/.test(word)) return `${word.slice(0, 2)}${REMOVED}`;
	return KNOWN_WORDS.has(word) || isPath(word) ? word : REMOVED;
}
