import { expect, it } from "vitest";
import { ContainerLogs, isLogOfContainer } from "./container-logs.ts";

const START = Date.parse("2026-11-21T11:00:00Z");
const END = Date.parse("2026-11-21T12:00:00Z");
const stamp = (seconds: number) => `${new Date(END + seconds * 1000).toISOString().replace("Z", "123456Z")} `;

async function* each(lines: readonly string[]) {
	yield* lines;
}

async function linesOf(files: Record<string, string[]>, previous: boolean): Promise<string[]> {
	const logs = new ContainerLogs();
	for (const [path, lines] of Object.entries(files)) {
		const through = await Array.fromAsync(logs.through(path, each(lines)));
		expect(through).toEqual(lines);
	}
	return logs.linesOf({
		namespace: "shop",
		pod: "web-0",
		container: "app",
		previous,
		startedAt: START,
		finishedAt: END,
	});
}

const GATHERED = "quay-io/namespaces/shop/pods/web-0/app/app/logs";
const ERROR = "java.lang.OutOfMemoryError: Java heap space";

it.each<[string, Record<string, string[]>, boolean, string[]]>([
	["a must-gather's previous log", { [`${GATHERED}/previous.log`]: [`${stamp(-1)}${ERROR}`, ""] }, true, [ERROR]],
	["its present one is another instance's", { [`${GATHERED}/current.log`]: [ERROR] }, true, []],
	[
		"its present one, of a container that ended",
		{ [`${GATHERED}/current.log`]: [ERROR, "bye"] },
		false,
		[ERROR, "bye"],
	],
	[
		"the lives before and after are left out",
		{ [`${GATHERED}/previous.log`]: [`${stamp(-3700)}a`, `${stamp(-9)}b`, `${stamp(9)}c`] },
		true,
		["b"],
	],
	["a support bundle's", { "b/cluster-resources/pods/logs/shop/web-0/app-previous.log": [ERROR] }, true, [ERROR]],
	["its present one", { "b/cluster-resources/pods/logs/shop/web-0/app.log": [ERROR] }, false, [ERROR]],
	[
		"a node's, where times alone tell the instance",
		{
			"var/log/pods/shop_web-0_10d16a28-60ff-475f-a631-510d9792219f/app/3.log": [
				"no time",
				`${stamp(-1)}stderr F ${ERROR}`,
				`${stamp(30)}stdout F started`,
			],
		},
		true,
		[ERROR],
	],
	[
		"a cluster-info dump's",
		{
			"shop/web-0/logs.txt": [
				"==== START logs for container side of pod shop/web-0 ====",
				"x",
				"==== END logs for container side of pod shop/web-0 ====",
				"==== START logs for container app of pod shop/web-0 ====",
				ERROR,
				"==== END logs for container app of pod shop/web-0 ====",
				"y",
			],
		},
		false,
		[ERROR],
	],
	["another's", { "namespaces/shop/pods/web-0/side/side/logs/previous.log": [ERROR] }, true, []],
	[
		"no log any more",
		{ [`${GATHERED}/previous.log`]: ["unable to retrieve container logs for containerd://1"] },
		true,
		[],
	],
])("the last lines of a container are read from %s", async (_, files, previous, expected) => {
	expect(await linesOf(files, previous)).toEqual(expected);
});

it("keeps the end of a long log", async () => {
	const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
	const kept = await linesOf({ [`${GATHERED}/previous.log`]: lines }, true);
	expect([kept.length, kept.at(-1)]).toEqual([60, "line 4999"]);
	const long = await linesOf({ [`${GATHERED}/previous.log`]: [...lines, "x".repeat(1_000_000), "y"] }, true);
	expect([long.at(-1), long.at(-2)?.length]).toEqual(["y", 2048]);
});

it.each([
	["namespaces/shop/pods/web-0/app/app/logs/previous.log", true],
	["namespaces/shop/pods/web-0/web-0.yaml", false],
	["namespaces/shop/core/pods.yaml", false],
	["host_service_logs/masters/kubelet_service.log", false],
	["kern.log", false],
])("%s", (path, is) => {
	expect(isLogOfContainer(path)).toBe(is);
});
