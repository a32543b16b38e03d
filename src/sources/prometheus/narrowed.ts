import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import type { Engine } from "./engine.ts";
import { quote } from "./query.ts";
import type { Matcher, Selection } from "./raw-series.ts";

/**
 * Labels that every series asked for must have, as `--prometheus-match` has them: `cluster=east`, or `cluster="east"`.
 * @throws Failure bad-value
 */
export function matchersOf(given: readonly string[]): Matcher[] {
	return given.map((text) => {
		const [, name, quoted, plain] = /^([a-zA-Z_]\w*)=(?:"([^"]+)"|([^"~].*))$/.exec(text) ?? [];
		const value = quoted ?? plain;
		if (name === undefined || value === undefined)
			throw new Failure("bad-value", {
				flag: "--prometheus-match",
				value: asDetail(text),
				expected: "LABEL=VALUE",
			});
		return { name, op: "=", value };
	});
}

/** The engine as if it kept nothing else: of several clusters one. Questions carry the matchers in their text, remote reads by `only`. */
export function narrowedTo(engine: Engine, only: Selection): Engine {
	if (only.length === 0) return engine;
	const text = only.map(({ name, op, value }) => `${name}${op}${quote(value)},`).join("");
	return {
		name: engine.name,
		...(engine.relayed === undefined ? {} : { relayed: engine.relayed }),
		only,
		send: (path, request) => engine.send(narrowedPath(path, text), request),
		close: () => engine.close(),
	};
}

/** Parameters that hold selectors. */
const ASKING: ReadonlySet<string> = new Set(["query", "match[]"]);

function narrowedPath(path: string, matchers: string): string {
	const [place = "", search] = path.split(/\?(.*)/s);
	if (search === undefined) return path;
	const parameters = [...new URLSearchParams(search)].map(([name, value]): [string, string] => [
		name,
		ASKING.has(name) ? narrowedQuery(value, matchers) : value,
	]);
	return `${place}?${new URLSearchParams(parameters)}`;
}

/** A name may hold a brace; what stands in quotes is left as it is. */
function narrowedQuery(query: string, matchers: string): string {
	return query.replace(/"(?:[^"\\]|\\.)*"|\{/gs, (part) => (part === "{" ? `{${matchers}` : part));
}
