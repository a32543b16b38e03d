import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectOptions } from "./connect-options.ts";
import { type ClusterEntry, EMPTY_CLUSTER, EMPTY_USER, type UserEntry } from "./kubeconfig-file.ts";

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

interface InCluster {
	cluster: ClusterEntry;
	user: UserEntry;
	namespace: string;
}

/** The service account of the pod we run in (client-go rest/config.go, InClusterConfig); null outside of one. */
export async function inCluster(options: ConnectOptions): Promise<InCluster | null> {
	const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, POD_NAMESPACE } = options.environment;
	const folder = options.serviceAccount ?? SERVICE_ACCOUNT;
	const tokenFile = join(folder, "token");
	if (!host || !port || !(await isFile(tokenFile))) return null;
	const authority = join(folder, "ca.crt");
	const trusted = options.certificateAuthority || ((await isFile(authority)) ? authority : "");
	return {
		cluster: {
			...EMPTY_CLUSTER,
			// An IPv6 address stands in brackets in a URL.
			server: options.server || `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
			certificateAuthority: options.insecureSkipTlsVerify ? "" : trusted,
			insecureSkipTlsVerify: options.insecureSkipTlsVerify ?? false,
			tlsServerName: options.tlsServerName ?? "",
		},
		user: {
			...EMPTY_USER,
			...(options.token ? { token: options.token } : { tokenFile }),
			impersonate: options.as ?? "",
			impersonateUid: options.asUid ?? "",
			impersonateGroups: [...(options.asGroups ?? [])],
		},
		namespace: POD_NAMESPACE || (await namespaceOf(folder)) || "default",
	};
}

async function namespaceOf(folder: string): Promise<string> {
	return await readFile(join(folder, "namespace"), "utf8").then(
		(name) => name.trim(),
		() => "",
	);
}

async function isFile(path: string): Promise<boolean> {
	return await stat(path).then(
		(found) => found.isFile(),
		() => false,
	);
}
