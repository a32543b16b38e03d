import { readFileSync } from "node:fs";
import { load, loadAll } from "js-yaml";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(`deploy/${path}`, "utf8");
const template = (name: string) => read(`helm/plimsoll/templates/${name}`);

/** A template's text as it is where every condition holds but those that name one of these; what is left of its language are names. */
function rendered(text: string, off: readonly string[]): string {
	const lines: string[] = [];
	const held: boolean[] = [];
	for (const line of text.split("\n")) {
		const [, opened] = /\{\{-? (?:if|with|range) (.*?) \}\}/.exec(line) ?? [];
		const closes = /\{\{-? end \}\}/.test(line);
		if (opened !== undefined && !closes) held.push(!off.some((name) => opened.includes(name)));
		else if (closes && opened === undefined) held.pop();
		else if (held.every(Boolean)) lines.push(line.replaceAll(/\{\{.*?\}\}/g, "x"));
	}
	return lines.join("\n");
}

interface Role {
	kind: string;
	rules?: object[];
}

test("the plain manifests give the rights that the chart gives", () => {
	const rules = (text: string) =>
		(loadAll(text) as Role[])
			.filter(({ kind }) => kind === "ClusterRole" || kind === "Role")
			.map(({ kind, rules: all }) => [kind, JSON.parse(JSON.stringify(all).replaceAll('["plimsoll"]', '["x"]'))]);
	expect(rules(rendered(template("rbac.yaml"), ["notify.events", "record.claim"]))).toEqual(
		rules(read("kubernetes/plimsoll.yaml")),
	);
});

test("who may see the page does not bound who may ask the webhook: the API server is no pod that could be named", () => {
	const [, policy = ""] = /^(kind: NetworkPolicy$.*)/ms.exec(rendered(template("guards.yaml"), [])) ?? [];
	const { spec } = load(policy) as { spec: { ingress: { ports: { port: string }[]; from?: unknown }[] } };
	expect(spec.ingress.map(({ ports, from }) => [ports.map(({ port }) => port), from === undefined])).toEqual([
		[["page"], false],
		[["webhook"], true],
	]);
});
