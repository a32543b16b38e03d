import { unescape as unescaped } from "node:querystring";
import { said } from "../../model/said.ts";
import { TryAgain } from "./outbox.ts";

const ANSWER_MS = 10_000;

/**
 * Posts JSON. The address is never part of an error: a Slack webhook's address is its password.
 * @throws TryAgain when it may work later; Error when it will not
 */
export async function postJson(url: string, body: unknown, signal: AbortSignal): Promise<void> {
	let response: Response;
	try {
		const { address, headers } = loginIn(url);
		response = await fetch(address, {
			method: "POST",
			headers: { ...headers, "content-type": "application/json" },
			body: JSON.stringify(body),
			// What is told goes where it was meant to; that another place is named is an answer.
			redirect: "manual",
			signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
		});
	} catch (error) {
		const { cause } = error as { cause?: { code?: unknown } };
		throw new TryAgain(typeof cause?.code === "string" ? cause.code : said("no answer"));
	}
	await response.body?.cancel();
	if (response.ok) return;
	if (response.status === 429 || response.status >= 500)
		throw new TryAgain(`HTTP ${response.status}`, patienceOf(response.headers.get("retry-after"), Date.now()));
	throw new Error(`HTTP ${response.status}`);
}

/** `fetch` refuses addresses that hold a name and password, which many an Alertmanager has in front of it. */
function loginIn(url: string): { address: URL; headers: Readonly<Record<string, string>> } {
	const address = new URL(url);
	const { username, password } = address;
	if (username === "" && password === "") return { address, headers: {} };
	[address.username, address.password] = ["", ""];
	const login = Buffer.from(`${unescaped(username)}:${unescaped(password)}`).toString("base64");
	return { address, headers: { authorization: `Basic ${login}` } };
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3). */
export function patienceOf(header: string | null, now: number): number | null {
	if (header === null || header.trim() === "") return null;
	const seconds = Number(header);
	const after = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
	return Number.isFinite(after) ? Math.max(0, after) : null;
}
