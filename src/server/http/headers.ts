import { BlockList, isIP } from "node:net";

/**
 * Sent with every answer. Nothing but our own files may run, and nobody may frame us. Styles are set by script one property at a time, which
 * this policy allows; there is no inline style or script.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
	"content-security-policy":
		"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(), geolocation=(), microphone=()",
};

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

export function isLoopback(host: string): boolean {
	const kind = isIP(host);
	if (kind === 0) return host === "localhost" || host.endsWith(".localhost");
	return LOOPBACK.check(host, kind === 6 ? "ipv6" : "ipv4");
}

/** The name in a Host header, without its port and brackets, in lower case. */
export function hostName(header: string): string {
	const match = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(header);
	return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}

/**
 * Whether a Host header names this server. A page of a foreign name whose DNS points here (DNS rebinding) has that name in it: only
 * loopback, addresses, which no DNS can turn, and the names that were configured are ours.
 */
export function isOurHost(header: string | undefined, allowed: ReadonlySet<string>): boolean {
	const name = hostName(header ?? "");
	return name !== "" && (isLoopback(name) || isIP(name) !== 0 || allowed.has(name));
}

/** Whether a request that changes something comes from our own page. Browsers send Origin with every POST; others are no browsers' and bear no cookie. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, site: string | undefined): boolean {
	if (site !== undefined && site !== "same-origin" && site !== "none") return false;
	if (origin === undefined) return true;
	const from = URL.parse(origin);
	return from !== null && host !== undefined && from.host === host.toLowerCase();
}
