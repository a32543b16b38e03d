import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openArchive } from "../sources/archive/archive.ts";
import { parseTarget } from "./target.ts";
import { surveyEnds } from "./verify-ends.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "plimsoll-ends-"));
	await writeFile(join(folder, "pods.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: PODS }));
});
afterAll(() => rm(folder, { recursive: true }));

interface Made {
	name: string;
	/** The state of its one container's last end. */
	ended?: object;
	status?: object;
}

function pod({ name, ended, status = {} }: Made): object {
	const lastState = ended === undefined ? {} : { terminated: { startedAt: at(90), finishedAt: at(30), ...ended } };
	const state = { running: { startedAt: at(29) } };
	const owner = { kind: "StatefulSet", name: name.replace(/-\d+$/, ""), uid: "o", controller: true };
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { namespace: "shop", name, uid: name, ownerReferences: [owner] },
		spec: { nodeName: "n-1", containers: [{ name: "main", image: "db", resources: { limits: { memory: "64Mi" } } }] },
		status: {
			phase: "Running",
			containerStatuses: [{ name: "main", restartCount: 1, ready: true, state, lastState }],
			...status,
		},
	};
}

const DISRUPTED = {
	type: "DisruptionTarget",
	status: "True",
	reason: "TerminationByKubelet",
	lastTransitionTime: at(20),
};
const EVICTED = {
	phase: "Failed",
	reason: "Evicted",
	containerStatuses: [],
	startTime: at(90),
	conditions: [DISRUPTED],
};
const PODS = [
	pod({ name: "db-0", ended: { exitCode: 137, reason: "OOMKilled" } }),
	pod({ name: "db-1", ended: { exitCode: 1, reason: "Error" } }),
	pod({ name: "db-2" }),
	pod({
		name: "db-3",
		status: {
			...EVICTED,
			message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi.",
		},
	}),
	pod({
		name: "db-4",
		status: { ...EVICTED, message: "The node was low on resource: ephemeral-storage. Container main was using 9Gi." },
	}),
	pod({ name: "other-0", ended: { exitCode: 137, reason: "OOMKilled" } }),
];

test("OOM kills, evictions for memory and other ends are told apart, of the target alone", async () => {
	const source = await openArchive(folder, { now: NOW, stdin: Readable.from([]) });
	try {
		const ends = await surveyEnds(source, parseTarget("sts/db"), "shop", NOW);
		const told = ends.map(({ cause, at, container }) => `${cause} ${(NOW - at) / 60_000} ${container}`);
		expect(told.toSorted()).toEqual(["eviction 20 null", "kill 30 main", "other 20 null", "other 30 main"]);
	} finally {
		await source.close();
	}
});
