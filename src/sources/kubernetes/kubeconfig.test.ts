import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, expect, test } from "vitest";
import type { Failure } from "../../model/failure.ts";
import { type ConnectOptions, parseRequestTimeout } from "./connect-options.ts";
import { type Connection, resolveConnection } from "./kubeconfig.ts";
import { Folder, kubeconfigFor, optionsIn } from "./testing/options.ts";

async function failureOf(promise: Promise<unknown>): Promise<Pick<Failure, "code" | "params">> {
	const error = await promise.then(
		() => null,
		(thrown: unknown) => thrown as Failure,
	);
	if (error === null) throw new Error("nothing was thrown");
	return { code: error.code, params: error.params };
}

async function resolved(folder: Folder, content: string, more: Partial<ConnectOptions> = {}): Promise<Connection> {
	return await resolveConnection(optionsIn(folder, { kubeconfig: folder.write("config", content), ...more }));
}

describe("which files are read", () => {
	test("only --kubeconfig when it is given", async () => {
		using folder = new Folder();
		const other = folder.write("other", kubeconfigFor("https://other"));
		const given = folder.write("given", kubeconfigFor("https://given"));
		const found = await resolveConnection(optionsIn(folder, { kubeconfig: given, environment: { KUBECONFIG: other } }));
		expect(found.server.href).toBe("https://given/");
	});

	test("a pipe is waited for: what decrypts a kubeconfig takes a moment", async () => {
		using folder = new Folder();
		const written = folder.write("written", kubeconfigFor("https://given"));
		const pipe = folder.join("pipe");
		execFileSync("mkfifo", [pipe]);
		// Both ends are held open, as a shell holds them for `<(…)`.
		const script = 'exec 3<>"$1"; echo open; sleep 0.3; cat "$2" >&3';
		const writer = spawn("sh", ["-c", script, "sh", pipe, written], { stdio: ["ignore", "pipe", "inherit"] });
		await once(writer.stdout, "data");
		const found = await resolveConnection(optionsIn(folder, { kubeconfig: pipe }));
		expect(found.server.href).toBe("https://given/");
	});

	test("the home's, when nothing else is named", async () => {
		using folder = new Folder();
		mkdirSync(folder.join(".kube"));
		folder.write(".kube/config", kubeconfigFor("https://home"));
		expect((await resolveConnection(optionsIn(folder))).server.href).toBe("https://home/");
	});

	test("several merge: the first to hold a name wins, and the first current-context; missing files are skipped", async () => {
		using folder = new Folder();
		const first = folder.write(
			"first",
			"clusters: [{name: c, cluster: {server: https://first}}]\nusers: [{name: jane, user: {token: one}}]\n",
		);
		const second = folder.write(
			"second",
			kubeconfigFor("https://second", { "tls-server-name": "second" }, { username: "two" }),
		);
		const third = folder.write("third", kubeconfigFor("https://third").replace('"here"', '"elsewhere"'));
		const KUBECONFIG = [first, "", folder.join("missing"), second, third, first].join(delimiter);
		const found = await resolveConnection(optionsIn(folder, { environment: { KUBECONFIG } }));
		expect(found).toMatchObject({ context: "here", namespace: "web", userName: "jane" });
		expect(found.server.href).toBe("https://first/");
		// An entry is taken whole: nothing of the second file's is mixed in.
		expect(found.cluster.tlsServerName).toBe("");
		expect(found.user).toMatchObject({ token: "one", username: "" });
	});

	test("relative paths start at their own file", async () => {
		using folder = new Folder();
		mkdirSync(folder.join("sub"));
		folder.write("sub/ca.pem", "authority");
		const user = {
			"client-certificate": "c.pem",
			"client-key": "/abs/k.pem",
			tokenFile: "../token",
			exec: { command: "./plugin/x", args: [] },
		};
		const path = folder.write("sub/config", kubeconfigFor("https://x", { "certificate-authority": "ca.pem" }, user));
		const found = await resolveConnection(optionsIn(folder, { kubeconfig: path }));
		expect(found.authorities?.toString()).toBe("authority");
		expect(found.user).toMatchObject({
			clientCertificate: folder.join("sub/c.pem"),
			clientKey: "/abs/k.pem",
			tokenFile: folder.join("token"),
			exec: { command: folder.join("sub/plugin/x") },
		});
	});
});

describe("overrides", () => {
	const TWO = `
current-context: a
clusters:
- {name: one, cluster: {server: "https://one:6443/prefix", certificate-authority-data: YQ==, tls-server-name: inside}}
- {name: two, cluster: {server: "https://two"}}
users:
- {name: jane, user: {token: jane-token, as: boss, as-groups: [g1], as-uid: "7", as-user-extra: {scopes: [x, y]}}}
- {name: joe, user: {token: joe-token, exec: {apiVersion: client.authentication.k8s.io/v1, command: never, interactiveMode: Never}}}
contexts:
- {name: a, context: {cluster: one, user: jane, namespace: web}}
- {name: b, context: {cluster: two, user: joe}}
`;
	test.each<[string, Partial<ConnectOptions>, object]>([
		["none", {}, { context: "a", namespace: "web", userName: "jane" }],
		["a context", { context: "b" }, { context: "b", namespace: "default", userName: "joe" }],
		["a namespace", { namespace: "db" }, { namespace: "db" }],
		["a user", { user: "joe" }, { userName: "joe", user: { token: "joe-token", impersonate: "" } }],
		["a cluster", { cluster: "two" }, { cluster: { server: "https://two", tlsServerName: "" } }],
		[
			"a server drops the file's TLS name",
			{ server: "https://three" },
			{ cluster: { server: "https://three", tlsServerName: "" } },
		],
		[
			"no verification drops the authority",
			{ insecureSkipTlsVerify: true },
			{ authorities: null, cluster: { insecureSkipTlsVerify: true } },
		],
		["a token drops the plugin", { context: "b", token: "t" }, { user: { token: "t", exec: null } }],
		[
			"impersonation in the file",
			{},
			{
				user: {
					impersonate: "boss",
					impersonateUid: "7",
					impersonateGroups: ["g1"],
					impersonateExtra: { scopes: ["x", "y"] },
				},
			},
		],
		[
			"impersonation by flags",
			{ as: "me", asGroups: ["g2", "g3"] },
			{ user: { impersonate: "me", impersonateGroups: ["g2", "g3"] } },
		],
	])("%s", async (_, flags, expected) => {
		using folder = new Folder();
		expect(await resolved(folder, TWO, flags)).toMatchObject(expected);
	});

	test("a server's own path stays", async () => {
		using folder = new Folder();
		expect((await resolved(folder, TWO)).server.href).toBe("https://one:6443/prefix");
	});

	test("--server alone is enough", async () => {
		using folder = new Folder();
		expect((await resolveConnection(optionsIn(folder, { server: "localhost:8080" }))).server.href).toBe(
			"http://localhost:8080/",
		);
	});
});

describe("in a pod", () => {
	test.each([
		["10.0.0.1", "https://10.0.0.1/"],
		["fd00::1", "https://[fd00::1]/"],
	])("host %s", async (host, href) => {
		using folder = new Folder();
		mkdirSync(folder.join("sa"));
		folder.write("sa/token", "t");
		folder.write("sa/ca.crt", "ca");
		folder.write("sa/namespace", "mine\n");
		const environment = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: "443" };
		const found = await resolveConnection(optionsIn(folder, { environment, serviceAccount: folder.join("sa") }));
		expect(found).toMatchObject({
			context: "in-cluster",
			namespace: "mine",
			user: { tokenFile: folder.join("sa/token") },
		});
		expect(found.server.href).toBe(href);
		expect(found.authorities?.toString()).toBe("ca");
	});

	test("a kubeconfig goes first", async () => {
		using folder = new Folder();
		folder.write("token", "t");
		const environment = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
		const found = await resolved(folder, kubeconfigFor("https://file"), { environment, serviceAccount: folder.path });
		expect(found.server.href).toBe("https://file/");
	});
});

describe("what is wrong is said", () => {
	const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(",")}]`).join("\n")}\n`;
	test.each<[string, string, string, object]>([
		["broken YAML", "a: [", "kubeconfig-malformed", {}],
		["a list", "- 1", "kubeconfig-malformed", { detail: "the document is not a map" }],
		[
			"a token that is a number",
			"users: [{name: u, user: {token: 5}}]",
			"kubeconfig-malformed",
			{ detail: "users[u].user.token is not text" },
		],
		["not base64", "clusters: [{name: u, cluster: {certificate-authority-data: '***'}}]", "kubeconfig-malformed", {}],
		["a name twice", "users: [{name: u}, {name: u}]", "kubeconfig-malformed", { detail: 'two users are named "u"' }],
		["aliases without end", `${bomb}z: [${Array(2000).fill("*a").join(",")}]`, "kubeconfig-malformed", {}],
		[
			"an unknown current-context",
			"current-context: gone\ncontexts: [{name: a}, {name: b}]",
			"no-such-context",
			{ context: "gone", known: ["a", "b"] },
		],
		["no current-context", "contexts: [{name: a}]", "no-such-context", { context: "", known: ["a"] }],
		[
			"a context without a cluster",
			"current-context: a\ncontexts: [{name: a, context: {}}]",
			"context-incomplete",
			{ missing: "cluster" },
		],
		[
			"a context with an unknown cluster",
			"current-context: a\ncontexts: [{name: a, context: {cluster: x}}]",
			"context-incomplete",
			{ missing: 'cluster "x"' },
		],
		[
			"a context with an unknown user",
			kubeconfigFor("https://x").replace('"name":"jane"', '"name":"joe"'),
			"context-incomplete",
			{ missing: 'user "jane"' },
		],
		[
			"a legacy auth-provider",
			kubeconfigFor("https://x", {}, { "auth-provider": { name: "gcp" } }),
			"auth-unsupported",
			{ user: "jane", method: "gcp" },
		],
		["an address that is none", kubeconfigFor("ftp://x"), "kubeconfig-malformed", {}],
		[
			"trust and no trust",
			kubeconfigFor("https://x", { "certificate-authority-data": "YQ==", "insecure-skip-tls-verify": true }),
			"kubeconfig-malformed",
			{},
		],
		[
			"a missing authority",
			kubeconfigFor("https://x", { "certificate-authority": "gone.pem" }),
			"kubeconfig-file",
			{ detail: "ENOENT" },
		],
		["an empty file", "", "no-kubeconfig", {}],
	])("%s", async (_, content, code, params) => {
		using folder = new Folder();
		expect(await failureOf(resolved(folder, content))).toMatchObject({ code, params });
	});

	test("the file's own words are not repeated: they may be a key", async () => {
		using folder = new Folder();
		const { params } = await failureOf(resolved(folder, 'users: [{name: u, user: {token: "hunter2}}]'));
		expect(JSON.stringify(params)).not.toContain("hunter2");
	});

	test("aliases that are shared and never read cost nothing", async () => {
		using folder = new Folder();
		const rest =
			"current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://x'}}]\n";
		expect((await resolved(folder, bomb + rest)).server.href).toBe("https://x/");
	});

	test("a folder", async () => {
		using folder = new Folder();
		expect(await failureOf(resolveConnection(optionsIn(folder, { kubeconfig: folder.path })))).toEqual({
			code: "kubeconfig-is-directory",
			params: { path: folder.path },
		});
	});

	test.each(["ftp://x", "http://", "https://[::"])(
		"--server %s, which is no address, is told as the flag's",
		async (server) => {
			using folder = new Folder();
			expect(await failureOf(resolveConnection(optionsIn(folder, { server })))).toEqual({
				code: "bad-value",
				params: { flag: "--server", value: server, expected: "https://HOST:PORT" },
			});
		},
	);

	test("a missing --kubeconfig, and no file at all", async () => {
		using folder = new Folder();
		const path = folder.join("gone");
		expect(await failureOf(resolveConnection(optionsIn(folder, { kubeconfig: path })))).toMatchObject({
			code: "kubeconfig-unreadable",
		});
		expect(await failureOf(resolveConnection(optionsIn(folder, { environment: { KUBECONFIG: path } })))).toEqual({
			code: "no-kubeconfig",
			params: { looked: [path] },
		});
	});

	test("a file larger than any kubeconfig", async () => {
		using folder = new Folder();
		expect(await failureOf(resolved(folder, `# ${"x".repeat(9 * 1024 * 1024)}`))).toMatchObject({
			code: "kubeconfig-malformed",
		});
	});
});

describe("--request-timeout", () => {
	test.each([
		["0", 0],
		["5", 5000],
		["30s", 30_000],
		["1m30s", 90_000],
		["1.5h", 5_400_000],
		["250ms", 250],
	])("%s", (value, milliseconds) => {
		expect(parseRequestTimeout(value)).toBe(milliseconds);
	});
	test.each(["", "x", "-1", "5x", "s", "1.2.3s"])("%j is refused", (value) => {
		expect(() => parseRequestTimeout(value)).toThrow(/bad-value/);
	});
});
