import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

const UID = "da5471fc-e48a-4440-85fa-df8d8d42820d";
const CONTAINER = "a7".repeat(32);

/** As a sidecar was killed in a pod that a roll-out then replaced: its events name both containers, the kernel neither. */
test.each([
	["of several containers is no known end of any", ["main", "proxy"], []],
	["of its one container is that one's", ["proxy"], ["kill proxy"]],
])("a kill in a pod that is gone %s", async (_, names, wanted) => {
	const gone = await mkdtemp(join(tmpdir(), "plimsoll-ends-gone-"));
	const regarding = { kind: "Pod", namespace: "shop", name: "sidecar-9c5778694-dn6kp", uid: UID };
	const told = (reason: string, about: object, message: string) => ({
		apiVersion: "v1",
		kind: "Event",
		metadata: { name: `${reason}${JSON.stringify(about).length}`, namespace: "shop" },
		reason,
		message,
		involvedObject: about,
		firstTimestamp: at(40),
		lastTimestamp: at(40),
		count: 1,
		source: { component: "kubelet", host: "n-1" },
	});
	const events = names.map((name) =>
		told("Started", { ...regarding, fieldPath: `spec.containers{${name}}` }, "Container started"),
	);
	const replicaSet = { kind: "ReplicaSet", namespace: "shop", name: "sidecar-9c5778694", uid: "rs" };
	events.push(told("SuccessfulCreate", replicaSet, `Created pod: ${regarding.name}`));
	const group = `/kubepods/burstable/pod${UID}/${CONTAINER}`;
	const kernel = [
		`oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=c,mems_allowed=0,oom_memcg=${group},task_memcg=${group},task=python3.11,pid=12052,uid=0`,
		"Memory cgroup out of memory: Killed process 12052 (python3.11) total-vm:51644kB, anon-rss:40436kB, file-rss:5156kB, shmem-rss:0kB, UID:0 pgtables:136kB oom_score_adj:999",
	];
	const log = ["memory: usage 40960kB, limit 40960kB, failcnt 12", ...kernel].map(
		(line) => `${at(30)} n-1 kernel: ${line}`,
	);
	try {
		await writeFile(
			join(gone, "events.json"),
			JSON.stringify({ apiVersion: "v1", kind: "List", items: [PODS[5], ...events] }),
		);
		await writeFile(join(gone, "kern.log"), `${log.join("\n")}\n`);
		const source = await openArchive(gone, { now: NOW });
		const ends = await surveyEnds(source, parseTarget("deploy/sidecar"), "shop", NOW);
		expect(ends.map(({ cause, container }) => `${cause} ${container}`)).toEqual(wanted);
		await source.close();
	} finally {
		await rm(gone, { recursive: true });
	}
});

test("a kill by a daemon of the node is one for memory, too", async () => {
	const talos = await mkdtemp(join(tmpdir(), "plimsoll-ends-talos-"));
	const killed = pod({ name: "db-0", ended: { exitCode: 137, reason: "Error" } }) as { metadata: { uid: string } };
	killed.metadata.uid = UID;
	const cgroup = `/sys/fs/cgroup/kubepods/burstable/pod${UID}`;
	try {
		await writeFile(join(talos, "pods.json"), JSON.stringify(killed));
		await writeFile(
			join(talos, "kern.log"),
			`${at(30)} n-1 kernel: [talos] Sending SIGKILL to cgroup {"cgroup": "${cgroup}"}\n`,
		);
		const source = await openArchive(talos, { now: NOW });
		const ends = await surveyEnds(source, parseTarget("sts/db"), "shop", NOW);
		expect(ends.map(({ cause, container }) => `${cause} ${container}`)).toEqual(["kill main"]);
		await source.close();
	} finally {
		await rm(talos, { recursive: true });
	}
});

test("what a daemon of the node kills for want of memory is a kill", async () => {
	const killed = await mkdtemp(join(tmpdir(), "plimsoll-ends-daemon-"));
	const dead = { ...(pod({ name: "web-0", ended: { exitCode: 137, reason: "Error" } }) as { metadata: object }) };
	const items = [{ ...dead, metadata: { ...dead.metadata, uid: UID } }];
	const line = `user: warning: [${at(30)}]: [talos] Sending SIGKILL to cgroup {"cgroup": "/sys/fs/cgroup/kubepods/burstable/pod${UID}"}`;
	try {
		await writeFile(join(killed, "pods.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
		await writeFile(join(killed, "dmesg.log"), `${line}\n`);
		const source = await openArchive(killed, { now: NOW });
		const ends = await surveyEnds(source, parseTarget("sts/web"), "shop", NOW);
		expect(ends.map(({ cause, container }) => `${cause} ${container}`)).toEqual(["kill main"]);
		await source.close();
	} finally {
		await rm(killed, { recursive: true });
	}
});

test("OOM kills, evictions for memory and other ends are told apart, of the target alone", async () => {
	const source = await openArchive(folder, { now: NOW });
	try {
		const ends = await surveyEnds(source, parseTarget("sts/db"), "shop", NOW);
		const told = ends.map(({ cause, at, container }) => `${cause} ${(NOW - at) / 60_000} ${container}`);
		expect(told.toSorted()).toEqual(["eviction 20 null", "kill 30 main", "other 20 null", "other 30 main"]);
	} finally {
		await source.close();
	}
});
