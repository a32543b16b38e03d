import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { narrowKubeletConfig } from "../kubelet/configz.ts";
import { narrowSummary } from "../kubelet/summary.ts";
import { openArchive } from "./archive.ts";
import { kubeletEntries } from "./entries.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "plimsoll-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: object): void => {
	mkdirSync(join(folder, name, ".."), { recursive: true });
	writeFileSync(join(folder, name), JSON.stringify(content));
};
const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name }, status: {} });
const summary = (name: string, workingSetBytes: number, time = "2026-11-21T10:00:00Z") => ({
	node: { nodeName: name, memory: { time, workingSetBytes } },
	pods: [{ podRef: { namespace: "shop", name: "web-0", uid: "u" }, containers: [] }],
});
const config = (memory: string) => ({ kubeletconfig: { evictionHard: { "memory.available": memory } } });

async function read(nodes: string[]) {
	const source = await openArchive(folder, { now: 0 });
	return {
		stats: (await Array.fromAsync(source.nodeStats?.(nodes) ?? [])).map((one) => [one.node, one.memory.workingSet]),
		configs: (await Array.fromAsync(source.kubeletConfigs?.(nodes) ?? [])).map((one) => [
			one.node,
			one.evictionHard["memory.available"],
		]),
	};
}

test("what kubectl get --raw printed is found by its form; a configuration's node by the file's name", async () => {
	write("nodes.json", { apiVersion: "v1", kind: "List", items: [node("a"), node("b")] });
	write("whatever.json", summary("a", 5));
	write("later.json", summary("a", 6, "2026-11-21T10:05:00Z"));
	write("stranger.json", summary("c", 7));
	write("b.configz.json", config("1Gi"));
	write("a/configz.json", config("2Gi"));
	write("nobody.json", config("3Gi"));
	const { stats, configs } = await read(["a", "b"]);
	expect(stats).toEqual([["a", 6]]);
	expect(configs.toSorted()).toEqual([
		["a", "2Gi"],
		["b", "1Gi"],
	]);
});

test("a single node's configuration needs no name", async () => {
	write("nodes.json", { apiVersion: "v1", kind: "NodeList", items: [node("a")] });
	write("configz.json", config("1Gi"));
	expect((await read(["a"])).configs).toEqual([["a", "1Gi"]]);
});

test("a capture keeps both and gives them back", async () => {
	const stats = narrowSummary(summary("a/../b", 5));
	const kept = narrowKubeletConfig(config("1Gi"), "a/../b");
	async function* one<T>(item: T | null) {
		if (item !== null) yield item;
	}
	for await (const { name, body } of kubeletEntries(one(stats), one(kept))) {
		expect(name).toMatch(/^kubelet\/a_.._b-(stats|configz)\.json$/);
		write(name, JSON.parse((await Array.fromAsync(body)).join("")));
	}
	write("nodes.json", { apiVersion: "v1", kind: "NodeList", items: [node("a/../b"), node("x")] });
	expect(await read(["a/../b"])).toEqual({ stats: [["a/../b", 5]], configs: [["a/../b", "1Gi"]] });
});
