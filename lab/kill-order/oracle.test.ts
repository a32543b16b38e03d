import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { podRequest } from "../../src/model/requests.ts";
import { narrowPod } from "../../src/sources/kubernetes/narrow.ts";
import { isCritical, oomScoreAdj, oomScorePolicy } from "../../src/verdicts/pressure/oom-score-adj.ts";
import { LAB } from "../paths.ts";
import { Random } from "./random.ts";

/** The kubelet's own code, compiled: thousands of random pods must come out alike. */
const PODS = 5000;
const KUBERNETES = "v1.37.1";

type Quantities = { cpu?: string; memory?: string };
type Resources = { requests?: Quantities; limits?: Quantities };

const memory = (random: Random): string => {
	const forms = [
		`${random.whole(1, 900)}Mi`,
		`${random.whole(1, 40)}Gi`,
		`${random.whole(1, 999)}M`,
		`${random.whole(0, 2 ** 31)}`,
		"128974848000m",
	] as const;
	return random.one(forms);
};

/** As the API server stores it: a limit is a request too where none is given. */
const resources = (random: Random): Resources => {
	const kind = random.whole(0, 4);
	if (kind === 0) return {};
	const requests: Quantities = {};
	const limits: Quantities = {};
	for (const name of ["cpu", "memory"] as const) {
		if (random.chance(0.2)) continue;
		const quantity = name === "cpu" ? `${random.whole(1, 2000)}m` : memory(random);
		requests[name] = quantity;
		if (kind >= 2) limits[name] = quantity;
		if (kind === 4 && random.chance(0.3)) limits[name] = name === "cpu" ? "64" : "90Gi";
	}
	return { requests, limits };
};

const randomPod = (random: Random): object => {
	const named = (name: string) => ({ name, image: "app", resources: resources(random) });
	const containers = Array.from({ length: random.whole(1, 4) }, (_, i) => named(`main-${i}`));
	const initContainers = Array.from({ length: random.whole(0, 3) }, (_, i) => ({
		...named(`init-${i}`),
		...(random.chance(0.5) ? { restartPolicy: "Always" } : {}),
	}));
	const priorityClassName = random.one(["", "", "system-node-critical", "system-cluster-critical", "high"]);
	const podLevel = random.chance(0.3)
		? { resources: { requests: { cpu: "8", memory: `${random.whole(1, 200)}Gi` }, limits: { memory: "200Gi" } } }
		: {};
	return {
		metadata: {
			name: "pod",
			namespace: "shop",
			annotations: random.one([
				{},
				{},
				{ "kubernetes.io/config.source": "api" },
				{ "kubernetes.io/config.source": "file", "kubernetes.io/config.mirror": "x" },
			]),
		},
		spec: {
			containers,
			initContainers,
			priorityClassName,
			...podLevel,
			...(random.chance(0.2) ? { overhead: { memory: "130Mi" } } : {}),
			...(random.chance(0.9) ? { priority: random.one([0, 0, -10, 1000, 2_000_000_000, 2_000_001_000]) } : {}),
		},
		// Mostly the class the API server computed; now and then none, so that ours is asked.
		status: random.chance(0.3) ? { qosClass: random.one(["Guaranteed", "Burstable", "BestEffort"]) } : {},
	};
};

test(`${PODS} random pods come out as the kubelet ${KUBERNETES} has them`, () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-oracle-"));
	try {
		const oracle = join(folder, "oomscore");
		execFileSync("nice", ["-n", "10", "go", "build", "-o", oracle, "./oracle/oomscore"], { cwd: LAB });
		const random = new Random(20261121);
		const asked = Array.from({ length: PODS }, () => ({
			pod: randomPod(random),
			capacity: random.whole(2 ** 28, 2 ** 38),
		}));
		const answers = execFileSync(oracle, {
			input: asked.map((question) => JSON.stringify(question)).join("\n"),
			encoding: "utf8",
			maxBuffer: 2 ** 28,
		})
			.trim()
			.split("\n");
		expect(answers).toHaveLength(PODS);
		for (const [i, { pod: object, capacity }] of asked.entries()) {
			const pod = narrowPod(object);
			if (pod === null) throw new Error("a random pod could not be read");
			const policy = oomScorePolicy(KUBERNETES);
			expect(
				{
					adj: Object.fromEntries(pod.containers.map((c) => [c.name, oomScoreAdj(pod, c, policy, capacity)])),
					qosClass: pod.qosClass,
					request: podRequest(pod),
					critical: isCritical(pod),
				},
				JSON.stringify(asked[i]),
			).toEqual(JSON.parse(answers[i] ?? "null"));
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}, 600_000);
