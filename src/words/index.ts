import type { ExportsWords } from "./exports.ts";
import type { FixWords } from "./fix.ts";
import type { ReviewWords } from "./review.ts";
import type { Words } from "./words.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Loads one language; the other is never read. */
export async function loadWords(language: Language): Promise<Words> {
	const { words } = language === "zh-CN" ? await import("./zh-CN.ts") : await import("./en.ts");
	return words;
}

/** Long texts that one command needs are loaded apart from the rest of a language. */
export async function loadExportsWords(language: Language): Promise<ExportsWords> {
	const { exportsWords } = language === "zh-CN" ? await import("./zh-CN/exports.ts") : await import("./en/exports.ts");
	return exportsWords;
}

export async function loadFixWords(language: Language): Promise<FixWords> {
	const { fix } = language === "zh-CN" ? await import("./zh-CN/fix.ts") : await import("./en/fix.ts");
	return fix;
}

export async function loadReviewWords(language: Language): Promise<ReviewWords> {
	const { review } = language === "zh-CN" ? await import("./zh-CN/review.ts") : await import("./en/review.ts");
	return review;
}

/** What --lang names, as locales write it too (`zh`, `zh_CN.UTF-8`, `en-GB`); null for a language that is not spoken. */
export function languageNamed(text: string): Language | null {
	if (isSimplified(text)) return "zh-CN";
	return /^en([_.@-]|$)/i.test(text) ? "en" : null;
}

function isSimplified(locale: string): boolean {
	return /^zh([_.-](CN|SG|Hans)|$|[.@])/i.test(locale);
}

/** The language a locale asks for (LC_ALL, LC_MESSAGES, LANG in this order, as setlocale(3)): Simplified Chinese or English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
	const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
	return isSimplified(locale) ? "zh-CN" : "en";
}
