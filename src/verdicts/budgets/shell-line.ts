import type { ManifestContainer } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { type Word, within } from "./words.ts";

const SHELL = /(?:^|\/)(?:ba|da|a)?sh$/;
const ASSIGNMENT = /(?:^|[\s;&|(])([A-Za-z_]\w*)=("[^"]*"|'[^']*'|(?:\$\([^)]*\)+|[^\s;&|"'()])*)/g;

/** The line that a shell is given, `sh -c LINE`; null where the command is no shell's. */
export function shellLine({ words }: ManifestContainer): Written | null {
	const [first, flag, line] = words;
	const isShell = SHELL.test(first?.value ?? "") && /^-\w*c$/.test(flag?.value ?? "");
	return isShell && line !== undefined ? line : null;
}

/** Variables that it sets by itself: `NODE_OPTIONS=… node a.js`, `export GOMEMLIMIT=…`. */
export function assignmentsIn(container: ManifestContainer): readonly { name: string; word: Word }[] {
	const line = shellLine(container);
	if (line === null || !line.value.includes("=")) return [];
	return [...line.value.matchAll(ASSIGNMENT)].map((match) => {
		const [whole, name = "", raw = ""] = match;
		const quotes = /^["']/.test(raw) ? 1 : 0;
		const value = raw.slice(quotes, raw.length - quotes);
		const place = within(line, match.index + whole.length - raw.length + quotes, value.length);
		return { name, word: { value, place } };
	});
}
