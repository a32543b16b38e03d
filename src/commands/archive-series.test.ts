import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { runMain } from "./testing/run.ts";

/** A folder as people have it: what kubectl printed, and a series file beside it that ended long ago. */
let folder = "";
const LAST = Date.UTC(2025, 9, 19, 18, 53, 20) / 1000;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "archive-series-"));
	const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "cart-7d9f6c5b4", controller: true, uid: "r" };
	const pod = {
		apiVersion: "v1",
		kind: "Pod",
		metadata: {
			...{ name: "cart-7d9f6c5b4-x2v9k", namespace: "shop", uid: "u", labels: { "pod-template-hash": "7d9f6c5b4" } },
			...{ creationTimestamp: "2025-10-01T00:00:00Z", ownerReferences: [owner] },
		},
		spec: {
			nodeName: "n1",
			containers: [{ name: "app", image: "shop/cart:1", resources: { limits: { memory: "512Mi" } } }],
		},
		status: { phase: "Running" },
	};
	await writeFile(join(folder, "pods.json"), JSON.stringify({ kind: "List", apiVersion: "v1", items: [pod] }));
	const rows = (series: string, slope: number) =>
		Array.from({ length: 3000 }, (_, i) => `${series},${LAST - (2999 - i) * 300},${1e8 + i * slope},536870912`);
	const leaking = [...rows("shop/cart-7d9f6c5b4-x2v9k/app", 30_000), ...rows("no-pods-name", 30_000)];
	await writeFile(join(folder, "memory.csv"), `series,t,bytes,capacity\n${leaking.join("\n")}\n`);
	const node = Array.from({ length: 300 }, (_, i) => `node/n1,${LAST - (299 - i) * 300},${1e9 + i * 1e6},8589934592`);
	await writeFile(join(folder, "nodes.csv"), `series,t,bytes,capacity\n${node.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const cart = { kind: "Deployment", namespace: "shop", name: "cart", container: "app" };

describe("series files beside objects are judged, as of their last sample", () => {
	test.each<[string, Partial<Finding>[]]>([
		[
			"leaks",
			[
				{ rule: "leak/steady", subject: { series: "no-pods-name" } },
				{ rule: "leak/steady", subject: cart },
			],
		],
		["leaks deploy/cart -n shop", [{ rule: "leak/steady", subject: cart }]],
		["leaks -n elsewhere", []],
		[
			"scan --no-memory",
			[
				{ rule: "leak/steady", subject: { series: "no-pods-name" } },
				{ rule: "leak/steady", subject: cart },
			],
		],
		["verify deploy/cart -n shop --since 3d --no-memory", [{ rule: "verify/unchanged", subject: cart }]],
	])("%s", async (line, expected) => {
		const { out, err, code } = await runMain([...line.split(" "), "--from", folder, "-o", "json"]);
		expect([code, err]).toEqual([0, ""]);
		const { findings } = JSON.parse(out) as { findings: Finding[] };
		expect(findings.map(({ rule, subject }) => ({ rule, subject }))).toEqual(expected);
	});

	test("size", async () => {
		const { out } = await runMain(["size", "-A", "--from", folder, "-o", "json"]);
		const { recommendations } = JSON.parse(out) as { recommendations: { limit: number; basis: { samples: number } }[] };
		expect(recommendations).toMatchObject([{ limit: 536870912, basis: { samples: 3000 } }]);
	});

	test.each([
		[["leaks", "deploy/none", "-n", "shop"], 3, "There is no deploy/none in namespace shop"],
		[["leaks", "--watch"], 2, "--watch"],
		[["leaks", "--history", "x.db", "--context", "y"], 2, "--context"],
	])("%j ends with %i", async (line, expected, said) => {
		const { err, code } = await runMain([...line, "--from", folder]);
		expect(code).toBe(expected);
		expect(err).toContain(said);
	});
});
