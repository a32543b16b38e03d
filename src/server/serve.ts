import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import openapi from "../../docs/schema/openapi.v1.json" with { type: "json" };
import type { History } from "../history/history.ts";
import { Failure } from "../model/failure.ts";
import { VERSION } from "../model/version.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import type { ClusterSource } from "../sources/kubernetes/cluster.ts";
import { readSmall } from "../sources/small-file.ts";
import type { Source } from "../sources/source.ts";
import { KubernetesLogin } from "./auth/kubernetes.ts";
import { LinkLogin } from "./auth/link.ts";
import type { Login } from "./auth/login.ts";
import { Permissions } from "./auth/permissions.ts";
import { type ProxyHeaders, trustedProxy } from "./auth/proxy.ts";
import { Seal } from "./auth/sealed.ts";
import { isLoopback } from "./http/headers.ts";
import { createServer, parseListen } from "./http/server.ts";
import { Leadership } from "./lease.ts";
import { Metrics, type RecorderFigures } from "./metrics.ts";
import type { Targets } from "./notify/notifier.ts";
import type { Shared } from "./recorder/shared.ts";
import { keepBuffersFew, keepHeapSmall, withoutLastCompiler } from "./small-heap.ts";
import { lookForLeaks } from "./state/leaks.ts";
import { type Cost, Live } from "./state/live.ts";
import { nodeTrackOf } from "./state/node-series.ts";
import { recordedState } from "./state/recorded.ts";
import { State } from "./state/state.ts";
import { withHistory } from "./state/tracks.ts";

export interface ServeOptions {
	/** As `--listen` has it. */
	listen: string;
	login: "link" | "kubernetes";
	/** Beyond loopback although anyone who reaches it could ask. */
	allowRemote: boolean;
	hosts: readonly string[];
	tlsCert: string | null;
	tlsKey: string | null;
	/** Addresses and networks of proxies that say who asks. */
	trustProxy: readonly string[];
	trustProxyCa: string | null;
	/** Which headers they say it in. */
	proxyHeaders: ProxyHeaders;
	sessionKeyFile: string | null;
	/** `NAMESPACE/NAME`. */
	lease: string | null;
	/** Where memory series are kept, asked for one workload at a time; the cluster is null for a capture. */
	history(cluster: ClusterSource | null): Promise<History | null>;
	/** The same for nodes, where one is named; the engine of a cluster is asked by the cluster itself. */
	nodeHistory: (() => Promise<History | null>) | null;
	/**
	 * Keeps a history until the signal aborts, and hands over what tells how it goes; only the leader does, and goes on while the API server is away and nobody
	 * can lead. Null: nobody does here.
	 */
	record:
		| ((signal: AbortSignal, show: (figures: () => RecorderFigures) => void, shared: Shared | null) => Promise<void>)
		| null;
	/** A capture, or how to open the cluster. */
	from: { source: Source; at: number; until?: number | undefined } | { open(): Promise<ClusterSource> };
	/** Whom to tell of news; nobody where null. */
	notify: Targets | null;
	user: string;
	now(): number;
	signal: AbortSignal;
	/** Told of each address that lets somebody in, and then of things that should not happen. */
	onAddress(url: string): void;
	onDefect(error: unknown): void;
}

/** The long-running form: until the signal aborts. */
export async function serve(options: ServeOptions): Promise<void> {
	keepHeapSmall();
	withoutLastCompiler();
	const { signal } = options;
	signal.addEventListener("abort", keepBuffersFew(), { once: true });
	const at = parseListen(options.listen);
	if (at === null) {
		const expected = "127.0.0.1:8080 | [::1]:8080 | :8080";
		throw new Failure("bad-value", { flag: "--listen", value: options.listen, expected });
	}
	if (!isLoopback(at.host) && options.login === "link" && !options.allowRemote)
		throw new Failure("listen-remote", { address: options.listen });
	const tls = await tlsOf(options);
	const cost: Cost = { watchRestarts: 0, surveys: 0, surveySeconds: 0, scrapes: 0, scrapeSeconds: 0, failures: 0 };

	const { live, state } = await looked(options, cost);
	const metrics = new Metrics(state, cost);
	let address = "";
	const link = new LinkLogin(options.user, (token) => options.onAddress(`${address}/?token=${token}`));
	const login: Login = live === null || options.login === "link" ? link : await inCluster(options, live.client, state);
	const server = createServer({
		served: {
			state,
			login,
			version: VERSION,
			openapi,
			tracks: (workload) => withHistory(() => options.history(live?.reader ?? null), state, workload),
			nodeTrack: (node) => {
				const places = { history: options.nodeHistory, cluster: live?.reader ?? null };
				return nodeTrackOf(state, node, places);
			},
		},
		hosts: new Set(options.hosts.map((name) => name.toLowerCase())),
		metrics: () => metrics.text(),
		tls,
		onDefect: options.onDefect,
		count: (status) => metrics.count(status),
	});
	server.listen(at.port, at.host);
	await once(server, "listening").catch((error: Error) => {
		throw new Failure("listen-failed", { address: options.listen, detail: error.message }, error);
	});
	const { port } = server.address() as AddressInfo;
	const host = at.host === "::" || at.host === "0.0.0.0" ? "127.0.0.1" : at.host;
	address = `${tls === null ? "http" : "https"}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
	if (login === link) link.begin(port);
	else options.onAddress(`${address}/`);

	// The Lease is given back last: what was under way when the signal came stands on it, and whoever leads next does not tell it again.
	const leaving = new AbortController();
	const lead = live === null ? null : leadership({ ...options, signal: leaving.signal }, live.client, metrics);
	try {
		await Promise.all([
			live?.run() ?? untilAborted(signal),
			lead?.run(),
			whileLeading(options, lead, metrics, live?.news ?? null),
			(live === null ? untilAborted(signal) : tell(options, state, live.client, lead)).finally(() => leaving.abort()),
		]);
	} finally {
		leaving.abort();
		await live?.close();
		server.closeAllConnections();
		server.close();
	}
}

/** What is known from the start: all of a capture, or what follows a cluster from now on. */
async function looked(options: ServeOptions, cost: Cost): Promise<{ live: Live | null; state: State }> {
	const { from, now, signal, history, nodeHistory, onDefect } = options;
	if ("open" in from) {
		const state = new State("", now);
		const live = await Live.start({ open: from.open, state, cost, signal, history, nodeHistory, onDefect });
		state.source = { ...state.source, name: live.name };
		return { live, state };
	}
	const { source, at, until } = from;
	const [series, nodeSeries] = [await history(null), (await nodeHistory?.()) ?? null];
	try {
		const state = await recordedState(source, at, null, { history: series, nodeHistory: nodeSeries, until });
		await lookForLeaks(state, series, { kubelets: source });
		state.publish(["findings"]);
		return { live: null, state };
	} finally {
		await source.close();
		await series?.close();
		await nodeSeries?.close();
	}
}

async function tell(
	{ notify, signal, now, onDefect }: ServeOptions,
	state: State,
	client: KubeClient,
	lead: Leadership | null,
): Promise<void> {
	if (notify === null) return await untilAborted(signal);
	const { notify: run } = await import("./notify/notifier.ts");
	await run({
		...notify,
		events: notify.events ? client : null,
		// The log has those whose pods are gone.
		findings: () => [...state.findings(), ...state.log.all()],
		lead,
		cluster: notify.cluster || state.source.name,
		signal,
		now,
		onLost: (receiver, detail) => onDefect(new Failure("message-lost", { receiver, detail })),
	});
}

/** How often a replica looks whether it has come to lead, or leads no more. */
const LEADS_MS = 500;

async function whileLeading(
	{ record, signal, onDefect }: ServeOptions,
	lead: Leadership | null,
	metrics: Metrics,
	shared: Shared | null,
): Promise<void> {
	// It is tried again and again, and told once: another replica that is about to end may write the file still.
	let told = "";
	while (record !== null && !signal.aborted) {
		if (lead?.leads !== false) {
			const stop = new AbortController();
			// Who leads no more because nobody answers records on: those are the minutes that tell who leaks without the API server.
			const check = setInterval(() => (signal.aborted || lead?.isAnothers === true) && stop.abort(), LEADS_MS);
			const show = (figures: () => RecorderFigures) => {
				told = "";
				metrics.recorder = figures;
			};
			await record(AbortSignal.any([signal, stop.signal]), show, shared)
				.catch((error: unknown) => {
					if (String(error) !== told) onDefect(error);
					told = String(error);
				})
				.finally(() => {
					metrics.recorder = () => null;
					clearInterval(check);
				});
		}
		await sleep(LEADS_MS, undefined, { signal }).catch(() => {});
	}
}

async function untilAborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	// The listening server keeps the process alive.
	await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

async function inCluster(options: ServeOptions, client: KubeClient, state: State): Promise<Login> {
	const namespaces = () => new Set(state.rows.namespaces);
	const { trustProxy, trustProxyCa, proxyHeaders } = options;
	const proxy = trustedProxy(trustProxy, trustProxyCa !== null, proxyHeaders);
	const secret =
		options.sessionKeyFile === null ? randomBytes(32) : await fileOf("--session-key-file", options.sessionKeyFile);
	return new KubernetesLogin(new Permissions(client, namespaces), new Seal(secret), proxy);
}

/** How often the certificate's files are looked at. */
const RELOAD_MS = 5000;

async function tlsOf({ tlsCert, tlsKey, trustProxyCa }: ServeOptions) {
	if ((tlsCert === null) !== (tlsKey === null)) {
		const [one, other] = tlsCert === null ? ["--tls-key", "--tls-cert"] : ["--tls-cert", "--tls-key"];
		throw new Failure("flag-needs", { flag: one, other });
	}
	if (tlsCert === null || tlsKey === null) {
		if (trustProxyCa !== null) throw new Failure("flag-needs", { flag: "--trust-proxy-ca", other: "--tls-cert" });
		return null;
	}
	const ca = trustProxyCa === null ? null : await fileOf("--trust-proxy-ca", trustProxyCa);
	return { certFile: tlsCert, keyFile: tlsKey, ca, reloadMs: RELOAD_MS };
}

async function fileOf(flag: string, path: string): Promise<Buffer> {
	return await readSmall(path).catch((error: NodeJS.ErrnoException) => {
		throw new Failure("file-unreadable", { flag, path, detail: error.code ?? error.message }, error);
	});
}

function leadership({ lease, signal }: ServeOptions, client: KubeClient, metrics: Metrics): Leadership | null {
	if (lease === null) return null;
	const [namespace = "", name = "", ...rest] = lease.split("/");
	if (namespace === "" || name === "" || rest.length > 0)
		throw new Failure("bad-value", { flag: "--lease", value: lease, expected: "NAMESPACE/NAME" });
	const identity = `${hostname()}_${randomBytes(4).toString("hex")}`;
	const election = new Leadership({ client, namespace, name, identity, signal });
	metrics.leader = () => election.leads;
	return election;
}
