import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Failure } from "../model/failure.ts";
import type { Gap } from "../model/gap.ts";
import { said } from "../model/said.ts";
import { asDetail } from "../model/text.ts";
import { applyEdits, type CheckedEdit } from "./file-edits.ts";
import { unifiedDiff } from "./unified-diff.ts";

interface FixedFile {
	path: string;
	edits: number;
	diff: string;
}

/**
 * Makes edits in the files they name, or with `dryRun` only shows them. A file is replaced whole or not at all, and keeps its mode; one whose
 * bytes are not the text they seem (invalid UTF-8) is left alone and told as a gap. Throws `output-unwritable`.
 */
export function fixFiles(edits: readonly CheckedEdit[], dryRun: boolean, gaps: Gap[]): FixedFile[] {
	return [...Map.groupBy(edits, ({ file }) => file)].flatMap(([path, own]) => {
		const read = readExactly(path);
		if (typeof read === "string") {
			gaps.push({ source: "manifests", what: path, reason: "failed", detail: read });
			return [];
		}
		const { text, encoding } = read;
		const fixed = applyEdits(text, own);
		if (fixed.edits === 0) return [];
		if (!dryRun) writeWhole(path, Buffer.from(fixed.text, encoding));
		return [{ path, edits: fixed.edits, diff: unifiedDiff(path, text, fixed.text) }];
	});
}

/** The text and how it was encoded, if encoding it again gives the same bytes; else why not. */
function readExactly(path: string): { text: string; encoding: "utf8" | "utf16le" } | string {
	try {
		const bytes = readFileSync(path);
		const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8";
		const text = bytes.toString(encoding);
		return Buffer.from(text, encoding).equals(bytes) ? { text, encoding } : said("not UTF-8");
	} catch (error) {
		return asDetail(error instanceof Error ? error.message : String(error));
	}
}

function writeWhole(path: string, bytes: Buffer): void {
	let partial = "";
	try {
		// Through a link to what it points at, which then stays a link.
		const target = realpathSync(path);
		partial = `${target}.${randomBytes(4).toString("hex")}.partial`;
		writeFileSync(partial, bytes, { flag: "wx" });
		chmodSync(partial, statSync(target).mode);
		renameSync(partial, target);
	} catch (error) {
		if (partial !== "") rmSync(partial, { force: true });
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		throw new Failure("output-unwritable", { path, detail }, error);
	}
}
