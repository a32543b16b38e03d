import { said } from "../../model/said.ts";
import { splitLines } from "../kubernetes/lines.ts";
import { type Bytes, CutShort } from "./bytes.ts";
import type { ListHead } from "./json-values.ts";

type YamlPiece =
	/** One item of a list: a sequence of one element. */
	| { kind: "item"; text: string; list: ListHead }
	/** A document that is not a list in block style. */
	| { kind: "document"; text: string }
	| { kind: "end"; list: ListHead }
	/** A document or an item longer than the limit, left out. */
	| { kind: "oversized" };

/** `items:` alone on its line begins a list in block style. */
const ITEMS = /^items:\s*(?:#.*)?$/;
const SEPARATOR = /^(?:---|\.\.\.)(?:\s|$)/;
const LINE_LIMIT = 8 << 20;

/**
 * Cuts YAML into documents, and lists as kubectl prints them into their items, by lines: a block sequence's items begin at the same column
 * with `- `, and nothing inside an item can begin there. The list's kind is read from its own lines, which may follow the items.
 * Holds one item, or one document, of at most `limit` bytes. Throws `CutShort` when the last list breaks off, after all that came of it was given.
 */
export async function* yamlPieces(bytes: Bytes, limits: { item: number; document: number }): AsyncGenerator<YamlPiece> {
	const splitter = new YamlSplitter(limits);
	for await (const line of splitLines(bytes, LINE_LIMIT)) yield* splitter.line(line.replace(/\r$/, ""));
	const broken = splitter.isInList;
	yield* splitter.documentEnd();
	if (broken) throw new CutShort(said("YAML ends inside a list"));
}

class YamlSplitter {
	readonly #limits: { item: number; document: number };
	#text: string[] = [];
	#length = 0;
	#oversized = false;
	#list: ListHead | null = null;
	#kind = "";
	#hasVersion = false;
	/** The column at which items begin, once the first was seen; null outside `items`. */
	#column: number | null = null;
	#state: "document" | "items" | "after" = "document";

	constructor(limits: { item: number; document: number }) {
		this.#limits = limits;
	}

	/** kubectl writes a list's kind behind its items: until it comes, the list goes on. */
	get isInList(): boolean {
		return this.#list?.kind === "" && this.#hasVersion;
	}

	*line(line: string): Generator<YamlPiece> {
		if (SEPARATOR.test(line)) {
			yield* this.documentEnd();
			// A document may begin on the separator's own line.
			const rest = line.startsWith("---") ? line.slice(3).trimStart() : "";
			if (rest !== "" && !rest.startsWith("#")) this.#keep(rest, this.#limits.document);
			return;
		}
		if (line.startsWith("apiVersion:")) {
			// Twice in one mapping is no YAML, but what files put together without separators, or kubectl's --local, look like.
			if (this.#hasVersion) yield* this.documentEnd();
			this.#hasVersion = true;
		}
		const kind = /^kind: *["']?([A-Za-z]{1,100})["']?\s*$/.exec(line)?.[1];
		if (kind !== undefined) {
			this.#kind = kind;
			if (this.#list !== null) this.#list.kind = kind;
		}
		if (this.#state === "items") yield* this.#inItems(line);
		else if (this.#state === "document" && ITEMS.test(line)) {
			this.#drop();
			this.#list = { kind: this.#kind };
			this.#state = "items";
		} else if (this.#state === "document") this.#keep(line, this.#limits.document);
	}

	*#inItems(line: string): Generator<YamlPiece> {
		const indent = line.length - line.trimStart().length;
		const begins = /^ *- /.test(line) || /^ *-$/.test(line);
		if (begins && (this.#column === null || indent === this.#column)) {
			yield* this.#item();
			this.#column = indent;
			this.#keep(line, this.#limits.item);
		} else if (line.trim() === "" || (this.#column !== null && indent > this.#column) || line.startsWith("#")) {
			if (this.#length > 0) this.#keep(line, this.#limits.item);
		} else {
			yield* this.#item();
			this.#state = "after";
		}
	}

	*#item(): Generator<YamlPiece> {
		if (this.#oversized) yield { kind: "oversized" };
		else if (this.#length > 0 && this.#list !== null)
			yield { kind: "item", text: this.#text.join("\n"), list: this.#list };
		this.#drop();
	}

	*documentEnd(): Generator<YamlPiece> {
		if (this.#state === "items") yield* this.#item();
		if (this.#list !== null) yield { kind: "end", list: this.#list };
		else if (this.#oversized) yield { kind: "oversized" };
		else if (this.#text.some((line) => line.trim() !== "" && !line.startsWith("#")))
			yield { kind: "document", text: this.#text.join("\n") };
		this.#drop();
		this.#list = null;
		this.#kind = "";
		this.#hasVersion = false;
		this.#column = null;
		this.#state = "document";
	}

	#keep(line: string, limit: number): void {
		this.#length += line.length + 1;
		if (this.#length > limit) {
			this.#oversized = true;
			this.#text = [];
		}
		if (!this.#oversized) this.#text.push(line);
	}

	#drop(): void {
		this.#text = [];
		this.#length = 0;
		this.#oversized = false;
	}
}

/** The kind of an item or a document from its own lines, without parsing it; null where it does not stand there plainly. */
export function kindIn(text: string): string | null {
	const indent = /^( *)- /.exec(text)?.[1];
	const pattern =
		indent === undefined
			? /^kind: *["']?(\w{1,100})["']?\s*$/m
			: new RegExp(`^ {${indent.length}}(?:- |  )kind: *["']?(\\w{1,100})["']?\\s*$`, "m");
	return pattern.exec(text)?.[1] ?? null;
}

/** More aliases, or deeper nesting, than any object of Kubernetes has is a bomb: js-yaml shares what an alias names, but a reader would walk it. */
const PARSING = { maxAliases: 100, maxDepth: 64, maxTotalMergeKeys: 100 };

/** The value of a piece; throws js-yaml's error for text that is no YAML. */
export async function parseYaml(piece: { kind: "item" | "document"; text: string }): Promise<unknown> {
	// Loaded only when there is YAML: most archives have none.
	const { load } = await import("js-yaml");
	const value: unknown = load(piece.text, PARSING);
	return piece.kind === "item" && Array.isArray(value) ? value[0] : value;
}
