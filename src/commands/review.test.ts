import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Folder, kubeconfigFor } from "../sources/kubernetes/testing/options.ts";
import { sendJson, startServer } from "../sources/kubernetes/testing/server.ts";
import { runMain } from "./testing/run.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
let folder = "";

function killed(name: string, finishedAt: string) {
	const terminated = { reason: "OOMKilled", exitCode: 137, startedAt: "2026-11-01T00:00:00Z", finishedAt };
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { namespace: "shop", name, uid: name },
		spec: { nodeName: "n1", containers: [{ name: "app", image: "x", resources: { limits: { memory: "64Mi" } } }] },
		status: {
			phase: "Running",
			containerStatuses: [
				{ name: "app", ready: true, restartCount: 1, state: { running: {} }, lastState: { terminated } },
			],
		},
	};
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "review-"));
	const items = [killed("old", "2026-11-14T12:00:00Z"), killed("new", "2026-11-20T12:00:30Z")];
	await writeFile(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
});
afterAll(() => rm(folder, { recursive: true }));

test.each<[string, string[], string[]]>([
	["of today: both", [], ["new", "old"]],
	["as of a day on which the newer was still alive", ["--at", "2026-11-19T00:00:00Z"], ["old"]],
	["as of its end to the second", ["--at", "2026-11-20T12:00:30Z"], ["new", "old"]],
	["the older is of another month", ["--since", "3d"], ["new"]],
])("deaths in a review %s", async (_, argv, expected) => {
	const { code, out } = await runMain(["review", "--from", folder, "-o", "json", ...argv], { now: () => NOW });
	const { sums, matters } = JSON.parse(out);
	const names = matters.map(({ finding }: { finding: { subject: { name: string } } }) => finding.subject.name);
	expect([code, sums.deaths, names.sort()]).toEqual([0, expected.length, expected]);
});

test("of a cluster the last review is remembered; a look at the past neither uses it nor takes its place", async () => {
	using home = new Folder();
	// A cluster is of now, whatever the context's clock says.
	const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
	const server = await startServer((request, response) => {
		const isPods = new URL(request.url ?? "", "http://x").pathname.endsWith("/pods");
		const items = isPods ? [killed("old", ago(7)), killed("new", ago(1))] : [];
		sendJson(response, { kind: "List", metadata: {}, items });
	});
	try {
		const env = { HOME: home.path, KUBECONFIG: home.write("config", kubeconfigFor(server.url)) };
		const review = async (...argv: string[]) => {
			const { out } = await runMain(["review", "-n", "shop", "-o", "json", ...argv], { env });
			const { previous, matters } = JSON.parse(out);
			const standing = ({ standing, finding }: { standing: string; finding: { subject: { name: string } } }) =>
				`${finding.subject.name} ${standing}`;
			return [previous === null ? "against none" : "against another", ...matters.map(standing).sort()];
		};
		expect(await review()).toEqual(["against none", "new new", "old new"]);
		expect(await review("--at", ago(2))).toEqual(["against none", "old new"]);
		expect(await review("--at", ago(-7))).toEqual(["against another", "new still", "old still"]);
		expect(await review()).toEqual(["against another", "new still", "old still"]);
		expect(await review("--at", ago(0.5))).toEqual(["against none", "new new", "old new"]);
	} finally {
		await server.stop();
	}
});
