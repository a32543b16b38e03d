import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Failure } from "../../model/failure.ts";
import {
	defaultLintSettings,
	LINT_OPTIONS,
	type LintSettings,
	type LintSeverity,
	type LintThresholds,
} from "../../model/lint-settings.ts";
import { parseBytes } from "../../model/quantity.ts";
import { asDetail } from "../../model/text.ts";
import { readSmall } from "../small-file.ts";
import { Places } from "./lines.ts";
import { type MapNode, type Node, parseTree, type ScalarNode } from "./tree.ts";

const SETTINGS_FILE = ".plimsoll.yaml";
/** A file of settings is a page long. */
const SIZE_BOUND = 1024 * 1024;
const SEVERITIES: readonly LintSeverity[] = ["off", "info", "warning", "error"];

/** The `.plimsoll.yaml` nearest above a path; it is not looked for above the root of a repository. Null where there is none. */
export function findSettings(from: string): string | null {
	let folder = resolve(from);
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) folder = dirname(folder);
	for (;;) {
		const file = join(folder, SETTINGS_FILE);
		if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
		const parent = dirname(folder);
		if (parent === folder || statSync(join(folder, ".git"), { throwIfNoEntry: false }) !== undefined) return null;
		folder = parent;
	}
}

/**
 * Reads `.plimsoll.yaml`; `known` are the rules it may name. Throws `settings-unreadable`, `settings-malformed`, `settings-unknown-key` or
 * `settings-bad-value`: what is misspelt would otherwise be silently without effect.
 */
export async function readSettings(path: string, known: readonly string[]): Promise<LintSettings> {
	return parseSettings(path, await textOf(path), known);
}

async function textOf(path: string): Promise<string> {
	try {
		return (await readSmall(path, SIZE_BOUND)).toString("utf8");
	} catch (error) {
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		throw new Failure("settings-unreadable", { path, detail }, error);
	}
}

export function parseSettings(path: string, text: string, known: readonly string[]): LintSettings {
	const clean = text.startsWith("\ufeff") ? text.slice(1) : text;
	const { root, problems } = parseTree(clean, 0);
	const reader = new Reader(path, new Places(path, clean), known);
	const [problem] = problems;
	if (problem !== undefined) {
		const { line } = reader.places.of(problem.start, problem.end);
		throw new Failure("settings-malformed", { path, line, detail: problem.detail });
	}
	const folder = dirname(resolve(path));
	return root === null ? defaultLintSettings(folder) : reader.settings(root, folder);
}

class Reader {
	readonly path: string;
	readonly places: Places;
	readonly known: readonly string[];
	readonly patterns: readonly string[];

	constructor(path: string, places: Places, known: readonly string[]) {
		this.path = path;
		this.places = places;
		this.known = known;
		this.patterns = [...known, ...new Set(known.map((id) => `${id.split("/")[0]}/*`)), "*"];
	}

	settings(root: Node, folder: string): LintSettings {
		const settings = defaultLintSettings(folder);
		const thresholds: LintThresholds = { ...settings.thresholds };
		for (const [key, value] of this.entries(root, "", ["lint"])) {
			for (const [part, node] of this.entries(value, key, ["rules", "ignore", "overrides"])) {
				if (part === "rules") settings.rules = this.rules(node, "lint.rules", thresholds);
				else if (part === "ignore") settings.ignore = this.texts(node, "lint.ignore");
				else settings.overrides = this.items(node, "lint.overrides").map((item) => this.override(item));
			}
		}
		return { ...settings, thresholds };
	}

	override(node: Node): LintSettings["overrides"][number] {
		let [paths, rules]: [string[], ReadonlyMap<string, LintSeverity>] = [[], new Map()];
		for (const [key, value] of this.entries(node, "lint.overrides", ["paths", "rules"])) {
			if (key === "paths") paths = this.texts(value, "lint.overrides.paths");
			else rules = this.rules(value, "lint.overrides.rules", null);
		}
		return { paths, rules };
	}

	/** Severities by rule; options of rules go into `thresholds`, where they are allowed at all. */
	rules(node: Node, at: string, thresholds: LintThresholds | null): Map<string, LintSeverity> {
		const found = new Map<string, LintSeverity>();
		for (const [rule, value] of this.entries(node, at, this.patterns)) {
			if (value.kind === "scalar") {
				found.set(rule, this.severity(value, `${at}.${rule}`));
				continue;
			}
			const options = thresholds === null ? {} : (LINT_OPTIONS[rule] ?? {});
			for (const [option, setting] of this.entries(value, `${at}.${rule}`, ["severity", ...Object.keys(options)])) {
				const name = `${at}.${rule}.${option}`;
				if (option === "severity") found.set(rule, this.severity(setting, name));
				else if (thresholds !== null) {
					const threshold = option as keyof LintThresholds;
					thresholds[threshold] = this.number(setting, name, options[threshold] ?? "number");
				}
			}
		}
		return found;
	}

	severity(node: Node, key: string): LintSeverity {
		// `off` is a switch in YAML 1.1, and text here.
		const severity = SEVERITIES.find((one) => node.kind === "scalar" && node.value === one);
		return severity ?? this.bad(node, key, SEVERITIES.join(" | "));
	}

	number(node: Node, key: string, kind: "number" | "bytes"): number {
		const text = node.kind === "scalar" ? node.value : "";
		const value = kind === "bytes" ? parseBytes(text) : /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : null;
		return value ?? this.bad(node, key, kind === "bytes" ? "64Mi" : "8");
	}

	texts(node: Node, key: string): string[] {
		return this.items(node, key).map((item) =>
			item.kind === "scalar" ? item.value : this.bad(item, key, '["vendor/**"]'),
		);
	}

	items(node: Node, key: string): readonly Node[] {
		if (isNull(node)) return [];
		return node.kind === "list" ? node.items : this.bad(node, key, "[…]");
	}

	/** The entries of a map, all of whose keys must be among these. */
	entries(node: Node, key: string, allowed: readonly string[]): (readonly [string, Node])[] {
		if (isNull(node)) return [];
		if (node.kind !== "map") return this.bad(node, key === "" ? SETTINGS_FILE : key, `${allowed[0]}: …`);
		return entriesOf(node).map(([name, entry]) => {
			if (!allowed.includes(name)) {
				const { line } = this.places.of(entry.key.start, entry.key.end);
				throw new Failure("settings-unknown-key", {
					path: this.path,
					line,
					key: name,
					within: key,
					known: [...allowed],
				});
			}
			return [name, entry.value] as const;
		});
	}

	bad(node: Node, key: string, expected: string): never {
		const { line } = this.places.of(node.start, node.end);
		const value = node.kind === "scalar" ? node.value : node.kind;
		throw new Failure("settings-bad-value", { path: this.path, line, key, value, expected });
	}
}

function entriesOf(node: MapNode): [string, { key: ScalarNode; value: Node }][] {
	return [...node.entries];
}

function isNull(node: Node): boolean {
	return node.kind === "scalar" && node.plain && /^(?:|~|null)$/.test(node.value);
}
