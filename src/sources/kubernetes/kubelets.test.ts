import { afterEach, expect, test } from "vitest";
import { Gaps } from "./gaps.ts";
import { Kubelets } from "./kubelets.ts";
import { clientTo } from "./testing/client.ts";
import { type Handler, startServer, type TestServer } from "./testing/server.ts";

let server: TestServer | null = null;
afterEach(async () => {
	await server?.stop();
	server = null;
});

async function kubelets(handler: Handler) {
	server = await startServer(handler);
	const gaps = new Gaps();
	return { gaps, kubelets: new Kubelets(await clientTo(server.url), gaps, new AbortController().signal), server };
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => await Array.fromAsync(items);
const json: (body: object, status?: number) => Handler =
	(body, status = 200) =>
	(_, response) =>
		response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const status = (code: number, reason: string) => json({ kind: "Status", code, reason, message: `${reason}!` }, code);

test("each node's kubelet is asked through the API server's proxy", async () => {
	const { gaps, kubelets: asked } = await kubelets((request, response, url) => {
		const node = url.pathname.split("/")[4] ?? "";
		const body = url.pathname.endsWith("/configz")
			? { kubeletconfig: { evictionHard: { "memory.available": "100Mi" } } }
			: { node: { nodeName: node, memory: { workingSetBytes: 7 } }, pods: [] };
		json(body)(request, response, url);
	});
	expect((await collect(asked.stats(["a", "b"]))).map(({ node, memory }) => [node, memory.workingSet]).sort()).toEqual([
		["a", 7],
		["b", 7],
	]);
	expect((await collect(asked.configs(["a"]))).map(({ node, evictionHard }) => [node, evictionHard])).toEqual([
		["a", { "memory.available": "100Mi" }],
	]);
	expect(gaps.all()).toEqual([]);
});

test("a refusal is one gap for all nodes, and is not asked for a thousand times", async () => {
	const { gaps, kubelets: asked, server: asking } = await kubelets(status(403, "Forbidden"));
	const names = Array.from({ length: 100 }, (_, i) => `node-${i}`);
	expect(await collect(asked.stats(names))).toEqual([]);
	expect(gaps.all()).toMatchObject([{ source: "kubelet", reason: "forbidden" }]);
	expect(gaps.all()[0]?.what).toMatch(/^memory statistics of .* and 97 more$/);
	expect(asking.requests.length).toBeLessThan(20);
});

test("one kubelet that is away leaves the others", async () => {
	const { gaps, kubelets: asked } = await kubelets((request, response, url) => {
		const node = url.pathname.split("/")[4] ?? "";
		const handler =
			node === "away" ? status(404, "NotFound") : json(node === "odd" ? {} : { node: { nodeName: node }, pods: [] });
		handler(request, response, url);
	});
	expect((await collect(asked.stats(["away", "odd", "here"]))).map(({ node }) => node)).toEqual(["here"]);
	expect(gaps.all().map(({ what, reason }) => [what, reason])).toEqual([
		["memory statistics of away", "absent"],
		["memory statistics of odd", "malformed"],
	]);
});
