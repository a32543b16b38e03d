import { parseArgs } from "node:util";
import { Failure } from "../model/failure.ts";
import { FLAGS, type FlagName, type FlagSpec, KUBECTL_FLAGS } from "./flags.ts";
import { nearest } from "./nearest.ts";

const UNSET_WHEN_EMPTY: ReadonlySet<string> = new Set<FlagName>([
	"namespace",
	"selector",
	"field-selector",
	...KUBECTL_FLAGS,
]);

/** A command line taken apart. Flags may stand anywhere, as with kubectl; `-ojson`, `-o json` and `--output=json` are one. */
export class Arguments {
	/** As people type it: `plimsoll why`. */
	readonly command: string;
	readonly positionals: readonly string[];
	readonly #values: ReadonlyMap<string, readonly (string | true)[]>;

	constructor(
		command: string,
		positionals: readonly string[],
		values: ReadonlyMap<string, readonly (string | true)[]>,
	) {
		this.command = command;
		this.positionals = positionals;
		this.#values = values;
	}

	/** A switch. */
	on(name: FlagName): boolean {
		return this.#values.get(name)?.at(-1) === true;
	}

	/** A value; the last one given wins. Undefined when not given. */
	value(name: FlagName): string | undefined {
		const last = this.#values.get(name)?.at(-1);
		return typeof last === "string" ? last : undefined;
	}

	/** All values of a flag that may be repeated. */
	values(name: FlagName): string[] {
		return (this.#values.get(name) ?? []).filter((value) => typeof value === "string");
	}

	given(name: FlagName): boolean {
		return this.#values.has(name);
	}
}

/** Parses what follows the command's name by the flags it allows. Throws a usage Failure for anything else. */
export function parse(command: string, argv: readonly string[], allowed: readonly FlagName[]): Arguments {
	const specs = new Map<string, FlagSpec>(allowed.map((name) => [name, FLAGS[name]]));
	const tokens = tokensOf(argv, specs);
	const positionals: string[] = [];
	const values = new Map<string, (string | true)[]>();
	for (const [i, token] of tokens.entries()) {
		if (token.kind === "positional") {
			// As of a variable that is not set: neither a name nor a path.
			if (token.value === "") throw new Failure("extra-argument", { command, argument: token.value });
			positionals.push(token.value);
		}
		if (token.kind !== "option") continue;
		const spec = specs.get(token.name);
		if (spec === undefined) {
			const known = allowed.map((name) => `--${name}`);
			throw new Failure("unknown-flag", { flag: token.rawName, command, nearest: nearest(token.rawName, known) });
		}
		const next = tokens[i + 1];
		if (spec.value === undefined && token.value === undefined && next?.kind === "positional") {
			// `--dry-run server` would look for a pod of that name.
			const [value] = spec.inline?.filter((one) => one === next.value) ?? [];
			if (value !== undefined)
				throw new Failure("bad-value", { flag: token.rawName, value, expected: `${token.rawName}=${value}` });
		}
		const value = readValue(token, spec);
		// As of a variable that is not set: kubectl's own flags are then not given, as there.
		if (value === "") {
			if (UNSET_WHEN_EMPTY.has(token.name)) continue;
			throw new Failure("missing-value", { flag: token.rawName });
		}
		if (value === false) values.delete(token.name);
		else values.set(token.name, [...(values.get(token.name) ?? []), value]);
	}
	return new Arguments(command, positionals, values);
}

function tokensOf(argv: readonly string[], specs: ReadonlyMap<string, FlagSpec>) {
	const options = Object.fromEntries(
		[...specs].map(([name, { value, short }]) => [
			name,
			{
				type: value === undefined ? ("boolean" as const) : ("string" as const),
				multiple: true,
				...(short && { short }),
			},
		]),
	);
	return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Where the first word stands that is no flag and no flag's value; -1 when there is none. */
export function firstPositional(argv: readonly string[]): number {
	return tokensOf(argv, new Map(Object.entries(FLAGS))).find(({ kind }) => kind === "positional")?.index ?? -1;
}

function readValue(
	{ rawName, value, inlineValue }: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
	spec: FlagSpec,
): string | boolean {
	if (spec.value !== undefined) {
		if (value === undefined) throw new Failure("missing-value", { flag: rawName });
		// `-o=json`, as kubectl allows; parseArgs leaves the sign to short flags.
		return inlineValue === true && !rawName.startsWith("--") ? value.replace(/^=/, "") : value;
	}
	if (value !== undefined && spec.inline?.includes(value)) return value;
	// `--all-namespaces=false`, as kubectl allows.
	if (value === undefined || value === "true") return true;
	if (value === "false") return false;
	throw new Failure("bad-value", {
		flag: rawName,
		value,
		expected: ["true", "false", ...(spec.inline ?? [])].join(" | "),
	});
}
