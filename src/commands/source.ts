import { homedir } from "node:os";
import { Failure } from "../model/failure.ts";
import { VERSION } from "../model/version.ts";
import type { ClusterOptions, ClusterSource } from "../sources/kubernetes/cluster.ts";
import type { EngineOptions } from "../sources/prometheus/engine.ts";
import { headersOf, tenantHeader } from "../sources/prometheus/headers.ts";
import { matchersOf } from "../sources/prometheus/narrowed.ts";
import type { Source } from "../sources/source.ts";
import type { Arguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { CLUSTER_FLAGS, type FlagName } from "./flags.ts";

/** The archive that --from names, or the cluster that the kubectl flags name. */
export async function openSource(context: Context, args: Arguments): Promise<Source> {
	const from = args.value("from");
	if (from === undefined) return openCluster(context, args);
	const other = CLUSTER_FLAGS.find((flag) => args.given(flag));
	if (other !== undefined) throw new Failure("flags-conflict", { one: "--from", other: `--${other}` });
	const { openArchive } = await import("../sources/archive/archive.ts");
	return openArchive(from, { now: context.now(), stdin: context.stdin });
}

/** The cluster, by kubectl's flags and environment. */
export async function openCluster(context: Context, args: Arguments): Promise<ClusterSource> {
	const { openCluster } = await import("../sources/kubernetes/cluster.ts");
	return openCluster(clusterOptions(context, args));
}

/** How to reach the cluster, by kubectl's flags and environment. */
export function clusterOptions(context: Context, args: Arguments): ClusterOptions {
	// A credential plugin may ask its questions where a person can read and answer.
	const person = context.stdin.isTTY === true && context.stderr.isTTY === true;
	const terminal = person
		? { write: (chunk: Uint8Array) => void context.stderr.write(Buffer.from(chunk).toString()) }
		: undefined;
	const node = args.value("kmsg");
	return {
		kubeconfig: args.value("kubeconfig"),
		context: args.value("context"),
		cluster: args.value("cluster"),
		user: args.value("user"),
		namespace: args.value("namespace"),
		server: args.value("server"),
		token: args.value("token"),
		as: args.value("as"),
		asGroups: args.values("as-group"),
		asUid: args.value("as-uid"),
		insecureSkipTlsVerify: args.on("insecure-skip-tls-verify"),
		requestTimeout: args.value("request-timeout"),
		certificateAuthority: args.value("certificate-authority"),
		clientCertificate: args.value("client-certificate"),
		clientKey: args.value("client-key"),
		tlsServerName: args.value("tls-server-name"),
		kmsg: node === undefined ? undefined : { node, path: "/dev/kmsg" },
		prometheus: engineOptions(context, args) ?? undefined,
		prometheusHeaders: engineHeaders(args),
		prometheusOnly: matchersOf(args.values("prometheus-match")),
		environment: context.env,
		home: context.env.HOME ?? homedir(),
		terminal,
		signal: context.takenBack,
		version: VERSION,
	};
}

/** Flags that say how to be let in by the engine of --prometheus-url: nothing of them fits an engine behind the API server. */
const DIRECT_ONLY = [
	"prometheus-token-file",
	"prometheus-ca-file",
	"prometheus-cert-file",
	"prometheus-key-file",
	"prometheus-insecure",
] as const satisfies readonly FlagName[];

/** The engine that --prometheus-url names; null without it. */
export function engineOptions(context: Context, args: Arguments): EngineOptions | null {
	const url = args.value("prometheus-url");
	if (url === undefined) {
		const useless = DIRECT_ONLY.find((flag) => args.given(flag));
		if (useless === undefined) return null;
		throw new Failure("flag-needs", { flag: `--${useless}`, other: "--prometheus-url" });
	}
	return {
		url,
		headers: args.values("prometheus-header"),
		tokenFile: args.value("prometheus-token-file"),
		caFile: args.value("prometheus-ca-file"),
		certificateFile: args.value("prometheus-cert-file"),
		keyFile: args.value("prometheus-key-file"),
		insecure: args.on("prometheus-insecure"),
		tenant: args.value("prometheus-tenant"),
		only: matchersOf(args.values("prometheus-match")),
		environment: context.env,
	};
}

/** Headers for engines behind the API server. */
function engineHeaders(args: Arguments): Record<string, string> {
	return { ...tenantHeader(args.value("prometheus-tenant")), ...headersOf(args.values("prometheus-header")) };
}
