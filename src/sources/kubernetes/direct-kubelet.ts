import { type KubeClient, openClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import type { Connection } from "./kubeconfig.ts";

/** The kubelet's own port (kubernetes pkg/cluster/ports). */
const PORT = 10_250;

/**
 * A client for the kubelet at a node's address, as the same user who talks to the API server. Its certificate must hold by the cluster's
 * authority, as the API server's must: a token is not handed to whoever answers at an address. No proxy: nodes are near or not at all.
 * @throws Failure as `openClient`
 */
export async function openKubelet(
	connection: Connection,
	address: string,
	options: ConnectOptions & { version: string },
): Promise<KubeClient> {
	// An IPv6 address stands in brackets in a URL.
	const server = new URL(`https://${address.includes(":") ? `[${address}]` : address}:${PORT}`);
	const cluster = { ...connection.cluster, server: server.href, tlsServerName: "", proxyUrl: "" };
	const environment = { ...options.environment, NO_PROXY: "*", no_proxy: "*" };
	return await openClient({ ...connection, server, cluster }, { ...options, environment });
}
