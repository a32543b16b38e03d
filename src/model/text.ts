/**
 * Everything a terminal or a line-oriented reader could take for more than text: C0 and C1 controls (escape sequences start with
 * one), line and paragraph separators, the marks that turn the direction of writing around, and what cannot be seen at all: spaces without
 * width, and the tags in which a text for machines hides from people. Joiners stay: scripts and emoji are written with them.
 */
const CONTROLS =
	/[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;

/** Room enough for an API server's reason; a hostile server must not fill a screen. */
const LINE_BOUND = 400;

/** Text from outside as one line without control characters, cut at `bound` characters. */
export function oneLine(text: string, bound: number = LINE_BOUND): string {
	// Cut first: what follows is linear, but a body may be megabytes. Escape sequences cost more characters than they print.
	const line = text
		.slice(0, bound * 4)
		.replace(/\p{Cc}\[[0-9;?]*[A-Za-z]/gu, "")
		.replace(CONTROLS, " ")
		.replace(/ {2,}/g, " ")
		.trim();
	return line.length > bound ? `${line.slice(0, bound - 1)}…` : line;
}

const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
	[/\b(Bearer|Basic)\s+[\w~+/.=-]{8,}/gi, "$1 …"],
	// A JSON Web Token: three base64url parts, the first of which encodes `{"`.
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, "…"],
	[/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]{1,512}@/gi, "$1…@"],
	[
		/\b((?:access_|id_|refresh_)?token|password|passwd|secret|client_secret|api_?key)(["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
		"$1$2…",
	],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "…"],
];

/** The text without what looks like a credential: bearer tokens, JSON Web Tokens, URL passwords, `token=…`, private keys. */
export function withoutCredentials(text: string): string {
	return CREDENTIALS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** Another system's own words, fit for a gap or a failure: one line, no control characters, no credentials. */
export function asDetail(text: string): string {
	return oneLine(withoutCredentials(text.slice(0, LINE_BOUND * 4)));
}

/** A name from outside, shown whole: what a terminal would obey is written out as `\x1b`, so that a hostile name is seen for what it is. */
export function printable(text: string): string {
	return text.replace(CONTROLS, (run) =>
		[...run].map((c) => `\\x${(c.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`).join(""),
	);
}

/** Quoted for a POSIX shell where it needs to be; names come from objects that anybody may have written. */
export function shellWord(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
