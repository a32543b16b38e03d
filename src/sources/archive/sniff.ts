import { parsePrintk } from "../kernel/printk.ts";

/** What a file holds, told from its beginning alone: names lie, and people rename. */
type Content = "json" | "yaml" | "series" | "text" | "binary" | "empty";

const KERNEL_LINE =
	/^# kernel log of \S|^[ \t]*(?:<\d{1,3}>)?\[ *\d{1,12}\.\d{3,9}\]|^\d{1,6},\d{1,20},\d{1,18},[^;\n]{1,80};|^[ \t]*\[[\p{L}.]{1,6} {1,2}[\p{L}\d. ]{2,14} \d\d:\d\d:\d\d \d{4}\]|"_TRANSPORT" ?: ?"kernel"|^ {0,4}_TRANSPORT=kernel$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]|^(?:[\w.:-]{1,253}: )?(?:kern|user) *: *[a-z]{3,7} *: \[?\d{4}-\d\d-\d\dT/mu;
/** `TIME HOST kernel: `, if nothing else stands before it: programs speak of kernels, too. */
const TAGGED = /^[^\n]{0,160}?\bkernel: /gm;
const CONTAINER_PATH =
	/(?:^|\/)(?:pods?|podlogs|pod-logs|containers)\/|(?:^|\/)logs\.txt$|\/logs\/(?:current|previous)[^/]*$/i;
/** Fields that the journal puts into every record (systemd.journal-fields(7)). */
const JOURNAL = /"__REALTIME_TIMESTAMP" ?:|"_BOOT_ID" ?:/;
/** Google Cloud's LogEntry holds such records in it, on many lines. */
const WRAPPED = /"(?:json|text)Payload" ?:/;
/** Of Kubernetes' objects; and of Google Cloud's LogEntry, as `gcloud logging read` prints it unless it is told otherwise. */
const YAML = /^(?:- )?(?:apiVersion|kind|items|metadata|insertId):(?:\s|$)/m;
/** A list or an object, not the `[ 1269.36]` or `[Sat Nov …` of a kernel log. */
const JSON_START = /^(?:\{|\[\s*(?:\{|\]))/;

export function contentOf(head: Buffer): Content {
	if (head.length === 0) return "empty";
	const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
	// UTF-16 holds a NUL with every Latin letter; it is read as UTF-8 from here on.
	const text = (
		utf16 ? new TextDecoder(head[0] === 0xff ? "utf-16le" : "utf-16be").decode(head) : head.toString("utf8")
	).replace(/^\ufeff/, "");
	// Of the journal's export, where a value with line breaks stands behind its length.
	if (text.startsWith("__CURSOR=")) return "text";
	if (text.includes("\0")) return "binary";
	const start = text.trimStart();
	if (start === "") return "empty";
	if (JSON_START.test(start))
		return start.startsWith("{") && JOURNAL.test(text) && !WRAPPED.test(text) ? "text" : "json";
	if (/^series,t,bytes,capacity\b|^# (?:TYPE|HELP|UNIT) [a-zA-Z_:]|^container_memory_\w+\{/.test(start))
		return "series";
	if (YAML.test(text) && !looksLikeKernelLog(head)) return "yaml";
	return "text";
}

export function looksLikeKernelLog(head: Buffer): boolean {
	const text = head.toString("utf8");
	return KERNEL_LINE.test(text) || text.matchAll(TAGGED).some(([start]) => parsePrintk(`${start}x`, 0)?.text === "x");
}

/** Whose silence says nothing of the node: the log of a container, by the path that dumps, must-gathers and support bundles keep it at, or by kubectl's head. */
export function isContainerLog(name: string, head: Buffer): boolean {
	return CONTAINER_PATH.test(name) || head.toString("latin1", 0, 200).startsWith("==== START logs for container ");
}

const DESCRIBED = /^Name: {2,}([\w.-]{1,253})\n(?:Namespace: {2,}([\w.-]{1,63})\n)?/;
const TABLE =
	/^(?:NAMESPACE +)?(?:LAST SEEN +TYPE +REASON|NAME +(?:READY|STATUS|CPU\(cores\)|DESIRED|COMPLETIONS|TYPE|DATA|CLASS|AGE|REFERENCE)\b)/;

/** The command that prints what a verdict can use, where a file is `kubectl describe` or a table of `kubectl get` and `top`; null for any other text. */
export function insteadOfTable(head: Buffer): string | null {
	const text = head
		.toString("utf8")
		.replace(/^\ufeff/, "")
		.replaceAll("\r\n", "\n")
		.trimStart();
	if (TABLE.test(text)) return "kubectl get pods,nodes,events -A -o json";
	const [, name, namespace] = DESCRIBED.exec(text) ?? [];
	if (name === undefined) return null;
	if (namespace === undefined && /^Allocatable:/m.test(text)) return `kubectl get node ${name} -o json`;
	if (namespace === undefined || !/^Containers:/m.test(text)) return null;
	return `kubectl get pod ${name} -n ${namespace} -o json`;
}

/** The node a capture's kernel log is from: its first line (entries.ts) says so, as dmesg does not. */
export function nodeNamedIn(head: Buffer): string | null {
	return /^# kernel log of (\S{1,253})\n/.exec(head.toString("utf8", 0, 300))?.[1] ?? null;
}
