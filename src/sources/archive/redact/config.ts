import { isMemoryName, isPlainValue, memoryPartOfVariable, memoryWords } from "./memory-settings.ts";
import { REMOVED } from "./scrub.ts";

/** `name value`, `name = value`, `"name": "value",`: redis.conf, postgresql.conf, my.cnf, YAML, JSON, properties. */
const NAMED_LINE = /^\s*(?:- )?["']?([\w.*-]{1,80})["']?(?:\s*[:=]\s*|\s+)(\S[^\n]*?)\s*[,;]?\s*$/;
/** `<name>value</name>`: ClickHouse, Hadoop. */
const XML_LINE = /^\s*<([\w.-]{1,80})>([^<>]{1,120})<\/\1>\s*$/;
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
	const named = NAMED_LINE.exec(line) ?? XML_LINE.exec(line);
	if (named !== null && isMemoryName(named[1] ?? "") && isPlainValue(named[2] ?? "")) return line;
	if (/^\s*(?:#|;|\/\/|!|--\s)/.test(line)) return null;
	return memoryWords(line).join(" ") || null;
}
