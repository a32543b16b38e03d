import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, readSaid, SAID, said } from "./said.ts";

/** Something each placeholder may hold. */
const EXAMPLES: Readonly<Record<string, string>> = {
	...{ count: "12", bytes: "4096", size: "8192", seconds: "2.5", ms: "2000", status: "502", code: "3" },
	...{ from: "2026-11-21T10:00:00Z", until: "2026-11-21T10:19:05.123Z", resource: "pods", metric: "container_rss" },
	...{
		names: "n1, n2.example",
		node: "ip-10-0-0-1",
		field: "users[a].user",
		file: "/var/run/token",
		place: "app args[0]",
		broken: "no items",
	},
	...{
		quota: "mem",
		amount: "limits.memory",
		command: "/usr/bin/aws",
		version: "v1beta1",
		expected: "v1",
		address: '"ftp://x"',
	},
};

describe("what we say ourselves", () => {
	it.each(SAID)("%s is read back, with what its placeholders held", (template) => {
		const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
		const values = Object.fromEntries(names.map((name) => [name, EXAMPLES[name] ?? "web/api"]));
		expect(readSaid(filled(template, (name) => values[name] ?? ""))).toEqual({ said: template, values });
	});

	it.each([
		'pods "web" not found',
		'nodes "n1" not found',
		'node "n1" not found',
		"404 page not found",
		"the server could not find the requested resource",
		"upstream connect error: no healthy upstream",
		"no healthy upstream",
		"connect ECONNREFUSED 127.0.0.1:9090",
		"/api/v1/pods: gateway timeout",
		'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "web"',
		"query processing would load too many samples into memory in query execution",
		"",
		"HTTP 401",
	])("another system's words stay as they are: %s", (text) => {
		expect(readSaid(text)).toBeNull();
	});

	it("what a name holds is given back whole, whatever it is", () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, maxLength: 100 }), (container) => {
				const text = said("memory of {container}", { container });
				const read = readSaid(text);
				// A name that reads as a count is one of several pods' memory: said the same way, read the same way.
				if (read?.said === "memory of {container}") expect(read.values).toEqual({ container });
			}),
		);
	});

	it("any text at all is answered", () => {
		fc.assert(fc.property(fc.string({ maxLength: 3000, unit: "binary" }), (text) => void readSaid(text)));
	});
});
