/**
 * Which server to talk to and as whom, by kubectl's rules (client-go tools/clientcmd/{loader,client_config,merged_client_builder}.go).
 * Read here rather than by @kubernetes/client-node: loading that costs some 870 ms and 130 MB, it refuses several files that
 * share a name, and takes the last current-context where kubectl takes the first.
 */
import { delimiter, join } from "node:path";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { readSmall } from "../small-file.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { inCluster } from "./in-cluster.ts";
import {
	type ClusterEntry,
	type ContextEntry,
	EMPTY_CLUSTER,
	EMPTY_USER,
	type Kubeconfig,
	readKubeconfig,
	type UserEntry,
} from "./kubeconfig-file.ts";

/** Everything a client needs: one server, one user. */
export interface Connection {
	/** The context's name; `in-cluster` in a pod; empty when only flags were given. */
	context: string;
	server: URL;
	/** The context's namespace, or `default`. */
	namespace: string;
	cluster: ClusterEntry;
	/** Certificate authorities, PEM; null for the system's. */
	authorities: Buffer | null;
	userName: string;
	user: UserEntry;
}

/**
 * Finds the connection.
 * @throws Failure no-kubeconfig, kubeconfig-*, no-such-context, context-incomplete, auth-unsupported
 */
export async function resolveConnection(options: ConnectOptions): Promise<Connection> {
	const looked = kubeconfigPaths(options);
	const { config, origin } = await loadMerged(options, looked);
	const contextName = options.context || config.currentContext;
	const context = config.contexts.get(contextName);
	if (contextName !== "" && context === undefined) {
		throw new Failure("no-such-context", { context: contextName, known: [...config.contexts.keys()] });
	}
	const found = clusterOf(config, context, contextName, options);
	if (found.server === "") {
		// kubectl: an empty configuration means the pod's own service account, where there is one.
		const own = contextName === "" && !options.cluster ? await inCluster(options) : null;
		if (own !== null)
			return finish("in-cluster", options.namespace || own.namespace, own.cluster, "service account", own.user, origin);
		if (config.contexts.size === 0 && config.clusters.size === 0) throw new Failure("no-kubeconfig", { looked });
		if (contextName === "") throw new Failure("no-such-context", { context: "", known: [...config.contexts.keys()] });
		throw incomplete(
			contextName,
			context?.cluster ? `server of cluster ${JSON.stringify(context.cluster)}` : "cluster",
		);
	}
	const namespace = options.namespace || context?.namespace || "default";
	const userName = options.user || context?.user || "";
	return finish(contextName, namespace, found, userName, userOf(config, userName, contextName, found, options), origin);
}

/**
 * What the kubeconfig has names for.
 * @throws Failure kubeconfig-*
 */
export async function kubeconfigNames(
	options: ConnectOptions,
): Promise<Record<"contexts" | "clusters" | "users", readonly string[]>> {
	const { contexts, clusters, users } = (await loadMerged(options, kubeconfigPaths(options))).config;
	return { contexts: [...contexts.keys()], clusters: [...clusters.keys()], users: [...users.keys()] };
}

function kubeconfigPaths(options: ConnectOptions): string[] {
	if (options.kubeconfig) return [options.kubeconfig];
	const listed = options.environment.KUBECONFIG ?? "";
	if (listed === "") return [join(options.home, ".kube", "config")];
	return [...new Set(listed.split(delimiter).filter((path) => path !== ""))];
}

/** The first file to hold a name wins, and so does the first current-context (client-go tools/clientcmd/loader.go, Load). */
async function loadMerged(
	options: ConnectOptions,
	paths: readonly string[],
): Promise<{ config: Kubeconfig; origin: string }> {
	const merged: Kubeconfig = { currentContext: "", clusters: new Map(), users: new Map(), contexts: new Map() };
	for (const path of paths) {
		const file = await readKubeconfig(path);
		if (file === null) {
			if (options.kubeconfig) throw new Failure("kubeconfig-unreadable", { path, detail: "ENOENT" });
			continue;
		}
		merged.currentContext ||= file.currentContext;
		keepFirst(merged.clusters, file.clusters);
		keepFirst(merged.users, file.users);
		keepFirst(merged.contexts, file.contexts);
	}
	return { config: merged, origin: paths.join(delimiter) };
}

function keepFirst<T>(into: Map<string, T>, from: ReadonlyMap<string, T>): void {
	for (const [name, entry] of from) if (!into.has(name)) into.set(name, entry);
}

function incomplete(context: string, missing: string): Failure {
	return new Failure("context-incomplete", { context, missing });
}

function clusterOf(
	config: Kubeconfig,
	context: ContextEntry | undefined,
	contextName: string,
	options: ConnectOptions,
): ClusterEntry {
	const name = options.cluster || context?.cluster || "";
	const known = config.clusters.get(name);
	if (known === undefined && (options.cluster || (name !== "" && !options.server))) {
		throw incomplete(contextName, `cluster ${JSON.stringify(name)}`);
	}
	const cluster = { ...(known ?? EMPTY_CLUSTER) };
	if (options.server) {
		if (serverOf(options.server, "https") === null)
			throw new Failure("bad-value", { flag: "--server", value: options.server, expected: "https://HOST:PORT" });
		cluster.server = options.server;
		cluster.tlsServerName = "";
	}
	if (options.tlsServerName) cluster.tlsServerName = options.tlsServerName;
	// A flag about trust replaces all that the file says about trust (client_config.go, getCluster).
	if (options.insecureSkipTlsVerify || options.certificateAuthority) {
		cluster.insecureSkipTlsVerify = options.insecureSkipTlsVerify ?? false;
		cluster.certificateAuthority = options.certificateAuthority ?? "";
		cluster.certificateAuthorityData = "";
	}
	return cluster;
}

function userOf(
	config: Kubeconfig,
	name: string,
	context: string,
	cluster: ClusterEntry,
	options: ConnectOptions,
): UserEntry {
	const known = config.users.get(name);
	const credentialGiven = options.token || options.clientCertificate;
	// kubectl goes on as system:anonymous when a context's user is missing, and the server's 401 explains nothing: say it here.
	if (known === undefined && (options.user || (name !== "" && !credentialGiven && !/^http:/i.test(cluster.server)))) {
		throw incomplete(context, `user ${JSON.stringify(name)}`);
	}
	const user = { ...(known ?? EMPTY_USER) };
	if (options.token) {
		user.token = options.token;
		user.tokenFile = "";
		// client-go leaves a request alone that already carries a token (plugin/pkg/client/auth/exec, roundTripper).
		user.exec = null;
		user.authProvider = "";
	}
	if (options.clientCertificate) {
		user.clientCertificate = options.clientCertificate;
		user.clientCertificateData = "";
	}
	if (options.clientKey) {
		user.clientKey = options.clientKey;
		user.clientKeyData = "";
	}
	if (options.as) user.impersonate = options.as;
	if (options.asUid) user.impersonateUid = options.asUid;
	if (options.asGroups && options.asGroups.length > 0) user.impersonateGroups = [...options.asGroups];
	if (user.authProvider !== "") throw new Failure("auth-unsupported", { user: name, method: user.authProvider });
	return user;
}

async function finish(
	context: string,
	namespace: string,
	cluster: ClusterEntry,
	userName: string,
	user: UserEntry,
	origin: string,
): Promise<Connection> {
	const malformed = (detail: string): Failure => new Failure("kubeconfig-malformed", { path: origin, detail });
	const trusts = cluster.certificateAuthority !== "" || cluster.certificateAuthorityData !== "";
	if (trusts && cluster.insecureSkipTlsVerify) {
		throw malformed(said("certificate-authority and insecure-skip-tls-verify exclude each other"));
	}
	const scheme = trusts || cluster.insecureSkipTlsVerify ? "https" : "http";
	const server = serverOf(cluster.server, scheme);
	if (server === null) {
		throw malformed(
			said("server {address} is not an http or https address", { address: JSON.stringify(cluster.server) }),
		);
	}
	const authorities = await readAuthorities(cluster);
	return { context, server, namespace, cluster, authorities, userName, user };
}

/** By client-go's rule for a server without a scheme (rest/url_utils.go, DefaultServerURL); null for what is no web address. */
function serverOf(address: string, scheme: string): URL | null {
	const server = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `${scheme}://${address}`);
	return server !== null && /^https?:$/.test(server.protocol) ? server : null;
}

async function readAuthorities(cluster: ClusterEntry): Promise<Buffer | null> {
	if (cluster.certificateAuthorityData !== "") return Buffer.from(cluster.certificateAuthorityData, "base64");
	const path = cluster.certificateAuthority;
	if (path === "") return null;
	return await readSmall(path).catch((error: NodeJS.ErrnoException) => {
		throw new Failure("kubeconfig-file", { path, detail: error.code ?? error.message }, error);
	});
}
