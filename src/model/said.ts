/**
 * What we say ourselves in a gap's `what` and `detail`, a failure's detail and an evidence's source, beside what other systems say there. All travel as text, through
 * reports in JSON, captures, recordings and the page, and this is their form there, the same in all languages; a language reads it back by
 * `readSaid`. What a placeholder holds follows from its name (`HOLDS`), so that another system's words are not taken for ours.
 */
export const SAID = [
	// What was asked for.
	"kernel log",
	"kernel log of {nodes}",
	"memory statistics",
	"memory statistics of {nodes}",
	"kubelet configuration",
	"kubelet configuration of {nodes}",
	"{count} nodes",
	"{names} and {count} more",
	"container logs",
	"version",
	"settings of pod {pod}",
	"config maps",
	"{resource} in namespace {namespace}",
	"{resource} outside namespace {namespace}",
	"memory series",
	"some series",
	"{metric} in {path}",
	"memory of {count} pods",
	"memory of further pods",
	"memory of system slices",
	"memory of {container}",
	"how {container} ended before it was started again",
	"how {count} containers ended before they were started again, {container} among them",
	"the pod of the killed process {name}",
	"the pods of {count} killed processes, {name} among them",
	"the start of pod {pod}",
	"starts of {count} pods, {pod} among them",
	"its memory limit is too low: the kernel kills what starts it",
	"the moment of a death in the kernel log of {nodes}",
	"what was read names another host: {names}",
	"it begins later, ends before or has a hole there",
	"its times name no zone, so it may end before or begin later: take it by dmesg --time-format iso, or journalctl -k -o short-iso",
	"its lines carry no time of day: take it by dmesg --time-format iso, or journalctl -k -o short-iso",
	"owners and images of pods",
	"pods with memory series",
	"counts of objects",
	"counts of requests",
	"scrapes of the API server",
	"what governs sizes",
	"newest samples",
	"node {node}",
	"API server",
	"recorder",
	"{what}, {from} to {until}",
	// Why it could not be had.
	"not running",
	"the file could not be written",
	"more than a token",
	"{container} in several clusters: {clusters}",
	"of several clusters, and none of them has just these pods: {clusters}",
	"not asked after failures",
	"no service with a known label",
	"no {metric}",
	"no answer within {ms} ms",
	"no end within {seconds} s",
	// What the system says of a path.
	"no such file or folder",
	"no permission",
	"a folder, not a file",
	"a part of the path is no folder",
	"no space left on the device",
	"the file system cannot be written",
	"it answers without TLS: is it http://?",
	"over {bytes} bytes",
	"more than {bytes} bytes",
	"{size} bytes, over {bytes}",
	"more than {count} files",
	"remote read: {why}",
	"HTTP {status}, no JSON",
	"no Prometheus answer",
	"no matrix",
	"no vector",
	"no WebSocket answer",
	"no byte ranges",
	"broken off",
	"exit code {code}",
	"exit code {code}: {output}",
	"masked, or of an extension",
	"a frame of {bytes} bytes",
	"a message of {bytes} bytes",
	"no items",
	"an item that is no JSON",
	"pages without end",
	"{path}: {broken}",
	"a list without resourceVersion",
	"a broken line",
	"event of type {type}",
	"no answer from the SOCKS proxy",
	"not a SOCKS5 proxy",
	"the SOCKS proxy asks for a login",
	"the SOCKS proxy refused the login",
	"the SOCKS proxy closed the connection",
	"proxy {proxy}: not http, https or socks5",
	// Of what was cut off or damaged.
	"line {count}: {written}",
	"cut off",
	"cut short",
	"wrong sum",
	"an unknown column",
	"a list too long",
	"more rows than a chunk has",
	"stretches longer than the chunk",
	"no count",
	"no length",
	"a value of more than 64 bits",
	"a value before its size",
	"a number is cut off",
	"a number without end",
	"a field is cut off",
	"a literal is cut off",
	"a copy from nowhere",
	"a frame's checksum is wrong",
	"unpacks to {bytes} bytes",
	"wire type {code}",
	"gzip stream ends after {bytes} unpacked bytes",
	"tar header is damaged",
	"tar ends inside a header",
	"tar ends inside {path}",
	"zip header is damaged",
	"zip ends inside a header",
	"zip ends inside {path}",
	"encrypted, or packed in a way that is not read",
	"printed by kubectl for people, and not read: take {instead}",
	"packed with {command}, which is not read: unpack it first",
	"JSON ends inside a value",
	"YAML ends inside a list",
	"{count} objects left out: broken, or over {bytes} bytes",
	"{count} objects left out: broken, or over {bytes} bytes; YAML that is no block list is read up to 32 MiB, JSON in any size",
	"quota {quota}: {amount}",
	"a key must be text",
	"no answer",
	"no record of a review",
	"not UTF-8",
	"binary",
	"unreadable",
	"it is larger than any set of advisories",
	// Of kubeconfigs and credentials.
	"not YAML",
	"certificate-authority and insecure-skip-tls-verify exclude each other",
	"server {address} is not an http or https address",
	"two {field} are named {name}",
	"{field} is not a map",
	"{field} is not a list",
	"{field} is not text",
	"{field} is not a list of texts",
	"{field} is neither true nor false",
	"{field} is not base64",
	"the document is not a map",
	"a client certificate without client-key",
	"the client certificate cannot be read",
	"the client key cannot be read",
	"the client key does not belong to the client certificate",
	"{file} is empty",
	"exec has no command",
	"cluster information over {bytes} bytes",
	"{command} needs a terminal",
	"{command} did not end within {seconds} s",
	"{command} wrote over {bytes} bytes",
	"{command} not found",
	"{command} not found: {hint}",
	"{command} ended with {code}: {output}",
	"{command} did not write JSON",
	"{command} wrote no ExecCredential",
	"{command} answered {version}, not {expected}",
	"{command} gave neither token nor certificate",
	"{command} gave a certificate or a key, not both",
	// Where evidence was read.
	"pod {ref} status",
	"pod {ref} container {place}",
	"node {node} status",
	"event of {resource} {object}",
	"kubelet of {node}",
] as const;
export type Said = (typeof SAID)[number];

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Given<S extends string> = [Names<S>] extends [never] ? [] : [Record<Names<S>, string | number>];

/** The text of it, whose placeholders are given by name. */
export function said<S extends Said>(what: S, ...[given]: Given<S>): string {
	const values: Readonly<Record<string, string | number>> = given ?? {};
	return filled(what, (name) => String(values[name]));
}

/** A template with its placeholders replaced. */
export function filled(template: string, valueFor: (name: string) => string): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => valueFor(name));
}

const NUMBER = "\\d+(?:\\.\\d+)?";
const WORD = "[^\\s:]+";
const NAME = "[\\w.-]+";
const TIME = "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z";
/** What placeholders hold that hold less than any text. */
const HOLDS: Readonly<Record<string, string>> = {
	...{ count: NUMBER, bytes: NUMBER, size: NUMBER, seconds: NUMBER, ms: NUMBER, status: NUMBER },
	...{ command: WORD, code: WORD, version: WORD, expected: WORD, quota: WORD, amount: WORD, from: TIME, until: TIME },
	...{
		node: NAME,
		names: `${NAME}(?:, ${NAME})*`,
		resource: "[a-z]+",
		metric: "[a-z]+_\\w+",
		field: "\\S+",
		file: "\\S*/\\S*",
		ref: "\\S+/\\S+",
		object: "\\S+",
		place: "\\S+(?: \\S+)?",
	},
};

/** A placeholder that holds nothing but another of ours. */
const OURS = "broken";
/** Longer texts are another system's. */
const LONGEST = 600;

let patterns: { said: Said; names: string[]; pattern: RegExp }[] | null = null;
const WHOLE: ReadonlySet<string> = new Set(SAID);

/** Which of ours a text is, with what its placeholders held; null for another system's words. */
export function readSaid(text: string): { said: Said; values: Readonly<Record<string, string>> } | null {
	if (text.length > LONGEST) return null;
	if (WHOLE.has(text) && !text.includes("{")) return { said: text as Said, values: {} };
	patterns ??= SAID.filter((one) => one.includes("{")).map((one) => {
		const names = [...one.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
		const literal = one.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
		return {
			said: one,
			names,
			pattern: new RegExp(`^${filled(literal, (name) => `(${HOLDS[name] ?? ".+?"})`)}$`, "s"),
		};
	});
	for (const { said: one, names, pattern } of patterns) {
		const found = pattern.exec(text);
		if (found === null) continue;
		const values = Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? ""]));
		if (values[OURS] === undefined || readSaid(values[OURS]) !== null) return { said: one, values };
	}
	return null;
}

/** What Node says of a path, in words for people; the path stands in the sentence anyway, and a file that is written aside has a name nobody gave. */
const OF_PATHS: Readonly<Record<string, Said>> = {
	ENOENT: "no such file or folder",
	EACCES: "no permission",
	EPERM: "no permission",
	EISDIR: "a folder, not a file",
	ENOTDIR: "a part of the path is no folder",
	ENOSPC: "no space left on the device",
	EROFS: "the file system cannot be written",
};

/** `ENOENT`, or `ENOENT: no such file or directory, open 'x'`, as it is said to people; anything else as it is. */
export function plainly(detail: string): string {
	const [, code = ""] = /^(?:Error: )?(E[A-Z]+)(?:: [^,']+, [a-z]+(?: '.*')?)?$/s.exec(detail) ?? [];
	return OF_PATHS[code] ?? detail;
}
