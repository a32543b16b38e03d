import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { COMMANDS, isCommand } from "../src/commands/catalogue.ts";
import { FLAGS } from "../src/commands/flags.ts";

interface Plugin {
	shortCut: string;
	description: string;
	scopes: string[];
	command: string;
	args: string[];
}

describe("the k9s plugins", () => {
	const { plugins } = load(readFileSync("deploy/k9s/plugins.yaml", "utf8")) as { plugins: Record<string, Plugin> };

	test.each(Object.entries(plugins))("%s runs a command we have, with flags it takes", (_, { args }) => {
		const [, script = "", , ...given] = args;
		const [, name = "", rest = ""] = /^plimsoll (\S+) (.*) \| less/.exec(script) ?? [];
		if (!isCommand(name)) throw new Error(`no command ${name}`);
		const allowed: readonly string[] = COMMANDS[name].flags;
		for (const [, flag = ""] of rest.matchAll(/--([a-z-]+)/g)) expect(allowed).toContain(flag);
		for (const [, short] of rest.matchAll(/ -([a-z]) /g))
			expect(Object.values(FLAGS).some((flag) => "short" in flag && flag.short === short)).toBe(true);
		// Every value comes as an argument of its own: no name of a pod is ever part of the script.
		expect(script).not.toMatch(/\$[A-Z]/);
		const used = [...script.matchAll(/\$(\d)/g)].map(([, n]) => Number(n));
		expect(Math.max(...used)).toBe(given.length);
	});
});

/** Of k9s' own schema (internal/config/json/schemas/plugins.json): one that does not fit is not loaded. */
describe("the k9s plugins' file", () => {
	const file = load(readFileSync("deploy/k9s/plugins.yaml", "utf8")) as { plugins: Record<string, Plugin> };
	const plugin = {
		shortCut: { type: "string", pattern: "^(Shift-|Ctrl-)?[A-Z0-9]$" },
		...Object.fromEntries(["description", "command"].map((name) => [name, { type: "string", minLength: 1 }])),
		...Object.fromEntries(
			["override", "confirm", "dangerous", "background"].map((name) => [name, { type: "boolean" }]),
		),
		...Object.fromEntries(["scopes", "args"].map((name) => [name, { type: "array", items: { type: "string" } }])),
	};
	const required = ["shortCut", "description", "scopes", "command"];
	const plugins = {
		type: "object",
		additionalProperties: { properties: plugin, required, additionalProperties: false },
	};

	test("is what k9s reads", () => {
		const ajv = new Ajv2020({ strict: false });
		ajv.validate({ type: "object", additionalProperties: false, properties: { plugins }, required: ["plugins"] }, file);
		expect(ajv.errors ?? []).toEqual([]);
	});

	test("gives no key twice in one view", () => {
		const keys = Object.values(file.plugins).flatMap(({ shortCut, scopes }) =>
			scopes.map((one) => `${one} ${shortCut}`),
		);
		expect(new Set(keys).size).toBe(keys.length);
	});
});

/** As Headlamp runs a plugin: its source in a function, with `pluginLib` global; React reduced to what the plugin uses of it. */
describe("the Headlamp plugin", () => {
	type Element = { type: unknown; props: Record<string, unknown>; children: unknown[] };
	type Component = (props: Record<string, unknown>) => Element | null;
	const source = readFileSync("deploy/headlamp/main.js", "utf8");

	async function shown(resource: object, answer: () => Promise<unknown>): Promise<{ text: string; paths: string[] }> {
		const paths: string[] = [];
		let section: Component | undefined;
		let state: unknown;
		const pluginLib = {
			React: {
				createElement: (type: unknown, props: Record<string, unknown>, ...children: unknown[]) => ({
					type,
					props,
					children,
				}),
				useEffect: (effect: () => void) => void (state === undefined && effect()),
				useState: (first: unknown) => [
					state ?? first,
					(next: unknown) => {
						state = next;
					},
				],
			},
			CommonComponents: { SectionBox: "box", SimpleTable: "table" },
			ApiProxy: {
				request: (path: string) => {
					paths.push(path);
					return answer();
				},
			},
			registerDetailsViewSection: (made: Component) => {
				section = made;
			},
		};
		const page = { documentElement: { lang: "en" } };
		new Function("pluginLib", "document", "navigator", source)(pluginLib, page, { language: "en" });
		const element = section?.({ resource }) ?? null;
		if (element === null) return { text: "", paths };
		const render = () => (element.type as Component)(element.props);
		render();
		await new Promise((resolve) => setTimeout(resolve, 5));
		return { text: JSON.stringify(render()), paths };
	}

	const about = (kind: string, name: string) => ({
		policy: "death/container-limit",
		severity: "high",
		message: `of ${name}`,
		resources: [{ kind, name }],
	});
	const report = {
		results: [about("Pod", "web-5d9c7-x2x1v"), about("Pod", "webhook-5d9c7-x2x1v"), about("Node", "n")],
	};
	const resource = (kind: string, name: string, namespace?: string) => ({
		jsonData: { kind, metadata: { name, namespace, uid: "u" } },
	});

	test.each<[string, object, string[], string[]]>([
		["a pod", resource("Pod", "web-5d9c7-x2x1v", "shop"), ["of web-5d9c7-x2x1v"], ["of webhook-5d9c7-x2x1v"]],
		[
			"a Deployment: its pods'",
			resource("Deployment", "web", "shop"),
			["of web-5d9c7-x2x1v"],
			["of webhook-5d9c7-x2x1v"],
		],
		["a node", resource("Node", "n"), ["of n"], ["of web"]],
		["a pod with nothing", resource("Pod", "db-0", "shop"), ["Nothing known"], ["of "]],
	])("%s", async (_, one, has, hasNot) => {
		const { text } = await shown(one, async () => report);
		for (const part of has) expect(text).toContain(part);
		for (const part of hasNot) expect(text).not.toContain(part);
	});

	test("asks for the namespace's report, or the cluster's", async () => {
		expect((await shown(resource("Pod", "a", "x y"), async () => report)).paths).toEqual([
			"/apis/wgpolicyk8s.io/v1alpha2/namespaces/x%20y/policyreports/plimsoll",
		]);
		expect((await shown(resource("Node", "n"), async () => report)).paths).toEqual([
			"/apis/wgpolicyk8s.io/v1alpha2/clusterpolicyreports/plimsoll",
		]);
	});

	test("a report that is not there, or may not be read, is said", async () => {
		const refuse = (status: number) => async () => {
			throw Object.assign(new Error("Forbidden"), { status });
		};
		expect((await shown(resource("Pod", "a", "x"), refuse(404))).text).toContain("No report");
		expect((await shown(resource("Pod", "a", "x"), refuse(403))).text).toContain("Forbidden");
	});

	test("a ConfigMap has no section", async () => {
		expect((await shown(resource("ConfigMap", "a", "x"), async () => report)).text).toBe("");
	});
});
