export const REMOVED = "<removed>";

/** Parts of names that say their value is a secret. */
const SECRET_NAME =
	/pass|pwd|secret|token|key|auth|dsn|cred|cookie|session|salt|otp|\bpin\b|signature|private|login|conn(?:ection)?[-_]?str/i;

export function isSecretName(name: string): boolean {
	return SECRET_NAME.test(name);
}

/** `DB_PASS=x`, `"password": "x"`, `"password" => "x"`, and the same as JSON within JSON. */
const NAMED =
	/((?:[\w.-]{0,60}(?:passw(?:or[dt])?|passphrase|(?<![a-z])(?:pass|auth)(?![a-z])|pwd|secret|token|(?:api|access|account|encryption|private|signing)[_-]?key|credentials?|dsn|signature)[\w.-]{0,60}|密码|口令|密钥|令牌)[\\"'\]]{0,4}\s{0,3}(?:=>|[=:：])\s{0,3})(\\+"[^"]*"?|"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|(?:Bearer|Basic)\s+\S+|\S+)/gi;
/** What stands in a header is one credential up to its end, spaces and all. */
const HEADER = /\b((?:authorization|cookie)["']?\s{0,3}[=:]\s{0,3})("[^"]*"?|'[^']*'?|[^\n"']+)/gi;
const FLAGGED =
	/((?:--?[\w-]{0,40}(?:pass|secret|token|key|auth|cred)[\w-]{0,40}|\brequirepass|\bmasterauth|\bidentified by)\s+)("[^"]*"?|'[^']*'?|\S+)/gi;
/** `the password is x`, `DB_PASSWORD<tab>x`; what is said of one, as that it is wrong, is none. */
const TOLD =
	/((?:\b(?:password|passwd|passphrase|secret|token)\s{1,3}(?:is|was|set to|changed to)\s{1,3}|\b[A-Z\d_]{0,60}(?:PASSWORD|PASSWD|SECRET|TOKEN)[A-Z\d_]{0,60}[\t ]{1,8}))(?!(?:not|in(?:correct|valid)|wrong|required|expired|missing|empty|too|set|unset|null|being|already|no|for|of|is|was)\b)("[^"]*"?|'[^']*'?|\S+)/g;
/** A URL's user and password, which may themselves hold `/` and `@`. */
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"'<>]{0,2048}@/gi;
/** The same without a scheme, as Go's MySQL driver takes it and curl: `root:x@tcp(db:3306)/app`. A digest behind an image's tag is none. */
const LOGIN = /(\b[\w.%-]{1,60}:)[^\s"'<>]{1,200}@(?!sha\d)(?=[\w[(])/g;
const BEARER = /\b(Bearer|Basic)\s+[\w~+/.=-]{8,}/gi;
const JWT = /\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g;
const KNOWN_KEYS =
	/\b(?:(?:AKIA|ASIA|AROA|AIDA|ANPA)[A-Z0-9]{12,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{30,}|[sr]k[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,}|glpat-[\w-]{16,}|hf_\w{16,}|npm_\w{16,}|dop_v1_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,})/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const RUN = /[A-Za-z0-9]{16,}/g;
/** Base64 with its own signs, padded or not. */
const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
/** Container ids, image digests, static pods' UIDs: what the kubelet's messages are about. */
const HEX_ID = /^(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})$/;

/**
 * Class and flag names that would pass for keys, and without which nobody can tell that a program ran into its own bound; and what the kubelet writes of a
 * container that it stops for its hook.
 */
const RUNTIME_WORDS =
	/^(?:(?:On|ExitOn|CrashOn|HeapDumpOn)?OutOfMemory(?:Error|Exception)|Failed(?:PostStart|PreStop)Hook)$/;

/** Messages the kubelet writes keep the ids of containers; what an application wrote (`own`) does not keep hexadecimal words. */
type Author = "kubelet" | "own";

/** The text without anything that is, or could be, a credential. Linear. */
export function scrub(text: string, author: Author = "kubelet"): string {
	return text
		.replace(PRIVATE_KEY, REMOVED)
		.replace(URL_CREDENTIALS, `$1${REMOVED}@`)
		.replace(LOGIN, `$1${REMOVED}@`)
		.replace(HEADER, `$1${REMOVED}`)
		.replace(NAMED, `$1${REMOVED}`)
		.replace(FLAGGED, `$1${REMOVED}`)
		.replace(TOLD, `$1${REMOVED}`)
		.replace(BEARER, `$1 ${REMOVED}`)
		.replace(JWT, REMOVED)
		.replace(KNOWN_KEYS, REMOVED)
		.replace(BASE64, (word) => (looksEncoded(word) ? REMOVED : word))
		.replace(RUN, (word) => (mayStay(word, author) ? word : REMOVED));
}

function mayStay(word: string, author: Author): boolean {
	return !looksRandom(word) || (author === "kubelet" && HEX_ID.test(word)) || RUNTIME_WORDS.test(word);
}

/**
 * Whether a word could be a key: long with small letters, capitals and digits, or changing between these more often than names do. In random base 62
 * about 6 in 10 neighbours differ in kind, in hexadecimal about 5, in `CreateContainerConfigError` under 3.
 */
export function looksRandom(word: string): boolean {
	if (word.length < 8) return false;
	if (word.length >= 16 && /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word)) return true;
	let changes = 0;
	for (let i = 1; i < word.length; i++) if (kind(word.charCodeAt(i)) !== kind(word.charCodeAt(i - 1))) changes++;
	return changes >= (word.length - 1) * 0.34;
}

function looksEncoded(word: string): boolean {
	return (
		/[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && /[+=]|^[^/.-]*$/.test(word) && looksRandom(word)
	);
}

function kind(code: number): number {
	if (code >= 97) return 0;
	if (code >= 65) return 1;
	return code >= 48 && code <= 57 ? 2 : 3;
}
