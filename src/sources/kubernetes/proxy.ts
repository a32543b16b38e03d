import { BlockList, isIP } from "node:net";

/**
 * The proxy for a server from the environment, or null: Go's rules, which kubectl follows (golang.org/x/net/http/httpproxy).
 * Decided here because Node's own NO_PROXY knows no CIDR blocks, which clusters' usually have.
 */
export function proxyFromEnvironment(
	server: URL,
	environment: Readonly<Record<string, string | undefined>>,
): string | null {
	const of = (name: string): string => environment[name.toUpperCase()] || environment[name.toLowerCase()] || "";
	const proxy = of(server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
	if (proxy === "" || isLocal(server) || isExcluded(server, of("NO_PROXY"))) return null;
	return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function hostOf(server: URL): string {
	return server.hostname
		.replace(/^\[|\]$/g, "")
		.replace(/\.$/, "")
		.toLowerCase();
}

/** Go never asks a proxy for this machine itself. */
function isLocal(server: URL): boolean {
	const host = hostOf(server);
	return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isExcluded(server: URL, exclusions: string): boolean {
	return exclusions.split(",").some((entry) => matches(server, entry.trim().toLowerCase()));
}

function matches(server: URL, entry: string): boolean {
	if (entry === "") return false;
	if (entry === "*") return true;
	const host = hostOf(server);
	const family = isIP(host);
	const [, network = "", bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
	if (bits !== undefined) return family !== 0 && isIP(network) === family && inBlock(host, network, Number(bits));
	const [, name = entry, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
	const ours = server.port || (server.protocol === "https:" ? "443" : "80");
	if (port !== undefined && port !== ours) return false;
	const bare = name.replace(/^\[|\]$/g, "");
	if (family !== 0) return bare === host;
	const suffix = bare.replace(/^\*(?=\.)/, "");
	// A leading dot means subdomains only; a plain name means itself and its subdomains.
	return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function inBlock(address: string, network: string, bits: number): boolean {
	const family = isIP(network) === 6 ? "ipv6" : "ipv4";
	if (bits > (family === "ipv6" ? 128 : 32)) return false;
	const block = new BlockList();
	block.addSubnet(network, bits, family);
	return block.check(address, family);
}
