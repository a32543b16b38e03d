import type { Language } from "../../src/words/index.ts";
import type { PageWords } from "../../src/words/page.ts";
import type { Words } from "../../src/words/words.ts";

/** One language: what the reports say, and what only the page says. */
export interface PageLanguage {
	language: Language;
	words: Words;
	page: PageWords;
}

export async function loadLanguage(language: Language): Promise<PageLanguage> {
	const { words, page } = language === "zh-CN" ? await import("./words/zh-CN.ts") : await import("./words/en.ts");
	return { language, words, page };
}

const KEY = "plimsoll-language";

/** What was chosen here, else the browser's first language that we speak. */
export function preferredLanguage(): Language {
	const chosen = read(KEY);
	if (chosen === "en" || chosen === "zh-CN") return chosen;
	for (const tag of navigator.languages) {
		if (/^zh(-(CN|SG|Hans)\b|$)/i.test(tag)) return "zh-CN";
		if (/^en\b/i.test(tag)) return "en";
	}
	return "en";
}

export function rememberLanguage(language: Language): void {
	write(KEY, language);
}

/** A browser may refuse to keep anything, and a file opened from disk has no place to. */
export function read(key: string): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

export function write(key: string, value: string): void {
	try {
		localStorage.setItem(key, value);
	} catch {}
}
