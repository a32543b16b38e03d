import { isMemoryName, isPlainValue, memoryPartOfVariable, memoryWords } from "./memory-settings.ts";
import { looksRandom, REMOVED } from "./scrub.ts";

/** `name value`, `name = value`, `"name": "value",`: redis.conf, postgresql.conf, my.cnf, YAML, JSON, properties. */
const NAMED_LINE = /^\s*(?:- )?["']?([\w.*[\]-]{1,80})["']?(?:\s*[:=]\s*|\s+)(\S[^\n]*?)\s*[,;]?\s*$/;
/** `<name>value</name>`: ClickHouse, Hadoop. */
const XML_LINE = /^\s*<([\w.-]{1,80})>([^<>]{1,120})<\/\1>\s*$/;
/** Others end what such a heading begins. */
const OTHER_HEADING = /^\s*\[[^[\]]{1,80}\]\s*$/;
/** A file that is read in the place of the line: whether there is one decides what may be said of a setting's absence. */
const INCLUDE = /^(\s*!?include(?:dir|_dir|_if_exists)?)[\s=]+(?:(["']?)([\w./*?-]{1,120})\2|.*)\s*$/i;
/** Headings that say which program the settings under them are for. */
const HEADING =
	/^\s*(?:\[(?:mysqld|mysql|client|server|mariadb|mysqld_safe|www|global|PHP|uwsgi|storage\.block-cache)\]|(?:evictionHard|evictionSoft|kubeReserved|systemReserved|memorySwap):)\s*$/;

/** A config map's value: the lines that are memory settings, and how many others there were. `key` names the value: a file or a variable. */
export function redactConfig(key: string, text: string): string {
	if (!text.includes("\n")) {
		const part = memoryPartOfVariable(key, text);
		if (part !== null) return part;
		if (isMemoryName(key) && isPlainValue(text)) return text;
	}
	const kept: string[] = [];
	let removed = 0;
	for (const line of text.split("\n")) {
		const setting = memoryLine(line);
		if (setting !== null) kept.push(setting);
		else if (line.trim() !== "") removed++;
	}
	if (removed > 0) kept.push(`# ${REMOVED}: ${removed}`);
	return kept.join("\n");
}

function memoryLine(line: string): string | null {
	if (line.length > 2000) return null;
	if (HEADING.test(line)) return line;
	if (OTHER_HEADING.test(line)) return `[${REMOVED}]`;
	const include = INCLUDE.exec(line);
	if (include !== null) return `${include[1]} ${isHarmlessPath(include[3] ?? "") ? include[3] : REMOVED}`;
	if (/^\s*(?:#|;|\/\/|!|--\s|<!--)/.test(line)) return null;
	// `shared_buffers = 1GB   # min 128kB`.
	const text = line.replace(/\s+#.*$/, "");
	const named = NAMED_LINE.exec(text) ?? XML_LINE.exec(text);
	if (named !== null && isMemoryName(settingName(named[1] ?? "")) && isPlainValue(named[2] ?? "")) return text;
	return memoryWords(text).join(" ") || null;
}

/** `php_admin_value[memory_limit]` of a pool. */
function settingName(name: string): string {
	return /^php_(?:admin_)?value\[([\w.]+)\]$/.exec(name)?.[1] ?? name;
}

function isHarmlessPath(path: string): boolean {
	return /[/.]/.test(path) && path.split(/[/._-]/).every((part) => part.length <= 32 && !looksRandom(part));
}
