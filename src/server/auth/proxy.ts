import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import { Failure } from "../../model/failure.ts";
import type { Identity } from "./identity.ts";

/**
 * The families of headers that proxies use: the API server's own front proxies (requestheader-*), and oauth2-proxy as a reverse proxy and behind nginx's
 * auth_request. A proxy strips from a request only those it sets itself, so what is read is one family, told by name: of any other the browser could have
 * written them.
 */
export const PROXY_HEADERS = ["x-remote", "x-forwarded", "x-auth-request"] as const;
export type ProxyHeaders = (typeof PROXY_HEADERS)[number];

const NAMES = {
	"x-remote": { user: "x-remote-user", groups: "x-remote-group" },
	"x-forwarded": { user: "x-forwarded-user", groups: "x-forwarded-groups" },
	"x-auth-request": { user: "x-auth-request-user", groups: "x-auth-request-groups" },
} as const satisfies Record<ProxyHeaders, { user: string; groups: string }>;

/** Which proxies may say who asks. */
export interface TrustedProxy {
	/** Peers by address; null when only certificates count. */
	peers: BlockList | null;
	/** A peer whose client certificate our listener has verified counts too. */
	certificates: boolean;
	headers: ProxyHeaders;
}

/** What is known of the other end of a connection. */
export interface Peer {
	remoteAddress?: string | undefined;
	/** That it showed a certificate that ours has verified; on TLS connections. */
	authorized?: boolean;
}

/**
 * @param trustProxy addresses and networks as `--trust-proxy` has them
 * @returns null where nobody is trusted
 * @throws Failure bad-value
 */
export function trustedProxy(
	trustProxy: readonly string[],
	certificates: boolean,
	headers: ProxyHeaders,
): TrustedProxy | null {
	if (trustProxy.length === 0 && !certificates) return null;
	const peers = new BlockList();
	for (const value of trustProxy) {
		const [address = "", prefix, ...rest] = value.split("/");
		const kind = isIP(address) === 6 ? "ipv6" : "ipv4";
		const most = kind === "ipv6" ? 128 : 32;
		const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
		if (isIP(address) === 0 || bits < 0 || bits > most || rest.length > 0)
			throw new Failure("bad-value", { flag: "--trust-proxy", value, expected: "10.0.0.5 | 10.0.0.0/24" });
		peers.addSubnet(address, bits, kind);
	}
	return { peers: trustProxy.length === 0 ? null : peers, certificates, headers };
}

/** Who asks, if a proxy that is trusted says so; null for anybody else's headers. */
export function identityByProxy(proxy: TrustedProxy, peer: Peer, headers: IncomingHttpHeaders): Identity | null {
	return isTrusted(peer, proxy) ? identityInHeaders(headers, proxy.headers) : null;
}

function isTrusted({ remoteAddress, authorized }: Peer, { peers, certificates }: TrustedProxy): boolean {
	if (certificates && authorized === true) return true;
	const address = (remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
	return peers !== null && address !== "" && peers.check(address, address.includes(":") ? "ipv6" : "ipv4");
}

function identityInHeaders(headers: IncomingHttpHeaders, family: ProxyHeaders): Identity | null {
	const names = NAMES[family];
	const one = (name: string) => String(headers[name] ?? "").trim();
	const user = one(names.user);
	if (user === "") return null;
	const groups = one(names.groups)
		.split(",")
		.map((group) => group.trim())
		.filter((group) => group !== "");
	// What a proxy has let in is authenticated; the API server adds the same to every such user.
	return { user, uid: "", groups: [...new Set([...groups, "system:authenticated"])], extra: {} };
}
