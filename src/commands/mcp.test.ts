import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The protocol's own client, and the command as an assistant starts it. */
describe("plimsoll mcp", () => {
	const client = new Client({ name: "test", version: "1" });
	beforeAll(async () => {
		const args = ["mcp", "--from", "lab/recordings/demo.tar.gz"];
		await client.connect(new StdioClientTransport({ command: "./bin/plimsoll", args, stderr: "inherit" }));
	});
	afterAll(async () => await client.close());
	const call = async (name: string, given: Record<string, unknown> = {}) => {
		const { content, isError } = await client.callTool({ name, arguments: given });
		const [first] = content as { type: string; text: string }[];
		return { text: first?.text ?? "", isError: isError === true };
	};

	test("lists its tools, all of them read-only", async () => {
		const { tools } = await client.listTools();
		expect(tools.map(({ name }) => name)).toEqual(
			expect.arrayContaining(["scan", "why", "nodes", "leaks", "size", "lint", "advisories", "rules"]),
		);
		expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
	});

	test("tells why, with the report's own JSON", async () => {
		const scan = JSON.parse((await call("scan")).text);
		expect(scan.findings.map(({ rule }: { rule: string }) => rule)).toContain("death/container-limit");
		const { namespace, name } = scan.findings.find(({ rule }: { rule: string }) => rule.startsWith("death/")).subject;
		const why = JSON.parse((await call("why", { target: name, namespace })).text);
		expect(why.findings.length).toBeGreaterThan(0);
	});

	test.each<[string, Record<string, unknown>, RegExp]>([
		["scan", {}, /"rule": ?"death\/container-limit"/],
		["scan", { namespace: "shop" }, /"namespace": ?"shop"/],
		["why", { target: "deploy/cart", namespace: "shop" }, /"rule": ?"death\/container-limit"/],
		["nodes", {}, /plimsoll-lab/],
		["nodes", { node: "plimsoll-lab" }, /plimsoll-lab/],
		["size", {}, /"recommendations"/],
		["size", { namespace: "shop", oomRisk: "0.05" }, /"recommendations"/],
		[
			"lint",
			{ manifests: "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: x}]}\n" },
			/"rule"/,
		],
		["advisories", {}, /k3s-agent-oom-servers-down/],
		["advisories", { id: "k3s-agent-oom-servers-down" }, /k3s/],
		["rules", {}, /death\/container-limit/],
		["rules", { rule: "death/container-limit" }, /OOMKilled/],
	])("%s answers %j", async (name, given, expected) => {
		expect(await call(name, given)).toEqual({ text: expect.stringMatching(expected), isError: false });
	});

	test("a namespace that looks like a flag is a namespace that is not there", async () => {
		expect(await call("scan", { namespace: "--kubeconfig=/etc/passwd" })).toEqual({
			text: expect.stringContaining("There is no namespace/--kubeconfig=/etc/passwd in "),
			isError: true,
		});
	});

	test("every tool is asked above, and none but what is listed", async () => {
		const { tools } = await client.listTools();
		expect(tools.map(({ name }) => name).toSorted()).toEqual([
			"advisories",
			"leaks",
			"lint",
			"nodes",
			"rules",
			"scan",
			"size",
			"why",
		]);
	});

	test("lints what it is handed", async () => {
		const manifests =
			"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: x:1, resources: {limits: {memory: 512m}}}]}\n";
		const { findings } = JSON.parse((await call("lint", { manifests })).text);
		expect(findings.map(({ rule }: { rule: string }) => rule)).toContain("lint/suspicious-unit");
	});

	test("an answer that is too long stays JSON, and says that it was cut", async () => {
		const pod = (i: number) =>
			`apiVersion: v1\nkind: Pod\nmetadata: {name: a${i}}\nspec: {containers: [{name: c, image: x:1, resources: {limits: {memory: 512m}}}]}\n`;
		const manifests = Array.from({ length: 500 }, (_, i) => pod(i)).join("---\n");
		const { content } = await client.callTool({ name: "lint", arguments: { manifests } });
		const [answer, note] = (content as { text: string }[]).map(({ text }) => text);
		const { findings } = JSON.parse(answer ?? "");
		expect(findings.length).toBeGreaterThan(100);
		expect(Object.keys(findings.at(-1))).toEqual(Object.keys(findings[0]));
		expect(note).toMatch(/too long/);
	});

	test.each<[string, string, Record<string, unknown>, RegExp]>([
		["a pod that is not there", "why", { target: "no-such-pod" }, /no-such-pod/],
		["a name that looks like a flag", "why", { target: "--kubeconfig=/etc/passwd" }, /--kubeconfig/],
		["a node that is not there", "nodes", { node: "no-such-node" }, /no-such-node/],
		["a history that is not there", "leaks", {}, /no memory series/],
		["a risk that is none", "size", { oomRisk: "often" }, /often/],
		["manifests that are none", "lint", { manifests: "{" }, /./],
		["an advisory that is none", "advisories", { id: "../../etc/passwd" }, /passwd/],
		["a rule that is none", "rules", { rule: "death/boredom" }, /death\/boredom/],
	])("%s is an error that says so", async (_, name, given, expected) => {
		expect(await call(name, given)).toEqual({ text: expect.stringMatching(expected), isError: true });
	});

	test.each<[string, string, Record<string, unknown>]>([
		["a tool that is none", "fix", {}],
		["a parameter that is none", "scan", { kubeconfig: "/etc/passwd" }],
		["a parameter of another type", "why", { target: 5 }],
		["a parameter that is missing", "why", {}],
	])("%s is refused", async (_, name, given) => {
		await expect(client.callTool({ name, arguments: given })).rejects.toThrow();
	});
});

test("a question that is taken back ends, with what it asked of the cluster, and the next is answered", async () => {
	const open = new Set<Socket>();
	const hanging = createServer((socket) => {
		open.add(socket.resume());
		socket.on("error", () => {}).on("close", () => open.delete(socket));
	});
	await once(hanging.listen(0, "127.0.0.1"), "listening");
	const { port } = hanging.address() as AddressInfo;
	const client = new Client({ name: "test", version: "1" });
	const args = ["mcp", "--kubeconfig", "/dev/null", "--server", `http://127.0.0.1:${port}`];
	await client.connect(new StdioClientTransport({ command: "./bin/plimsoll", args, stderr: "inherit" }));
	try {
		const abort = new AbortController();
		const asked = client.callTool({ name: "scan", arguments: {} }, undefined, { signal: abort.signal });
		while (open.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
		abort.abort("enough");
		await expect(asked).rejects.toThrow("enough");
		while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
		expect(await client.callTool({ name: "rules", arguments: {} })).toMatchObject({ content: [{ type: "text" }] });
	} finally {
		await client.close();
		hanging.close();
	}
});
