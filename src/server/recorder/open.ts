import { type Notice, Recording } from "../../history/store/recording.ts";
import { openStore } from "../../history/store/store-history.ts";
import { Failure } from "../../model/failure.ts";
import { openClient } from "../../sources/kubernetes/client.ts";
import type { ClusterOptions } from "../../sources/kubernetes/cluster.ts";
import { openKubelet } from "../../sources/kubernetes/direct-kubelet.ts";
import { type Connection, resolveConnection } from "../../sources/kubernetes/kubeconfig.ts";
import { keepBuffersFew, keepHeapSmall } from "../small-heap.ts";
import type { Credentials } from "./direct.ts";
import { Recorder, type RecorderEvent } from "./recorder.ts";
import type { Shared } from "./shared.ts";

interface RecorderSettings {
	cluster: ClusterOptions;
	/** Tokens of the same user beside his own, by which kubelets know him while the API server is away. */
	tokenFiles?: readonly string[];
	/** The history's file. */
	path: string;
	/** Seconds. */
	interval: number;
	retention: number;
	/** What the server that it runs in knows; null where it runs alone. */
	shared?: Shared | null;
	onNotice(notice: Notice): void;
	onEvent(event: RecorderEvent): void;
}

interface OpenRecorder {
	recorder: Recorder;
	recording: Recording;
	/** The context and the API server's address, for people. */
	server: string;
	/** Flushes and lets go of the file. */
	close(): void;
}

/** Counts of a recorder that ended longer ago than this begin anew. Seconds. */
const COUNTS_KEPT = 30 * 86_400;

/**
 * A recorder of a cluster into a file, ready to run.
 * @throws Failure of the kubeconfig and credentials, history-in-use, history-foreign, history-newer, output-unwritable
 */
export async function openRecorder(settings: RecorderSettings): Promise<OpenRecorder> {
	const { cluster, path, interval, retention, shared = null, onNotice, onEvent } = settings;
	keepHeapSmall();
	// A server does it for all that runs in it.
	const end = shared === null ? keepBuffersFew() : () => {};
	const connection = await resolveConnection(cluster);
	const client = await openClient(connection, cluster);
	const now = Date.now() / 1000;
	const recording = new Recording(path, { interval, retention, now, onNotice });
	const directly = credentialsFor(connection, settings);
	try {
		const counts = await countsIn(path, now).catch((error) => {
			// What a file too large to be checked at the start has lost may not keep the recorder from starting.
			if (error instanceof Failure && error.code === "archive-malformed") return new Map<string, number>();
			throw error;
		});
		const recorder = new Recorder({ client, directly, recording, counts, interval, shared, onEvent });
		const server = connection.context === "" ? client.server : `${connection.context} (${client.server})`;
		const close = (): void => {
			end();
			client.close();
			recording.close(Date.now() / 1000);
		};
		return { recorder, recording, server, close };
	} catch (error) {
		recording.close(now);
		throw error;
	}
}

/** Those of the user, and tokens of the same user that kubelets remember apart from it. */
function credentialsFor(connection: Connection, { cluster, tokenFiles = [] }: RecorderSettings): Credentials[] {
	// Without TLS the API server is behind a proxy that lets in for us: a kubelet would not know us.
	if (connection.server.protocol !== "https:") return [];
	const { user } = connection;
	const users = [user, ...tokenFiles.map((tokenFile) => ({ ...user, token: "", tokenFile }))];
	const knownBy = user.clientCertificate === "" && user.clientCertificateData === "" ? "token" : "certificate";
	return users.map((as) => ({
		knownBy,
		open: (address) => openKubelet({ ...connection, user: as }, address, cluster),
	}));
}

/** What the recorder before had counted. */
async function countsIn(path: string, now: number): Promise<Map<string, number>> {
	const history = openStore(path);
	try {
		const counts = new Map<string, number>();
		const request = { from: now - COUNTS_KEPT, to: Number.MAX_SAFE_INTEGER, namespaces: null, wanted: null };
		for await (const { name, bytes } of history.counters(request)) counts.set(name, bytes.at(-1) ?? 0);
		return counts;
	} finally {
		await history.close();
	}
}
