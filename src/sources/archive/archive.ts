import { Failure } from "../../model/failure.ts";
import type { OomKill } from "../../model/kernel.ts";
import { type Said, said } from "../../model/said.ts";
import { asDetail, printable } from "../../model/text.ts";
import type { Millis } from "../../model/time.ts";
import { logRecords } from "../kernel/journal.ts";
import type { KernelLogReach } from "../kernel/reach.ts";
import { readOomKills } from "../kernel/read.ts";
import { splitLines } from "../kubernetes/lines.ts";
import { readSeriesChunks } from "../series/file.ts";
import type { Source } from "../source.ts";
import { ArchiveSource, type KernelLog } from "./archive-source.ts";
import { Budget, type Bytes, CutShort, NO_BYTES, TooLarge } from "./bytes.ts";
import { isLogOfContainer } from "./container-logs.ts";
import { NODE_SERIES } from "./entries.ts";
import { Facts, OBJECT_NAMES, RAW_KINDS } from "./facts.ts";
import { type FoundFile, filesAt } from "./files.ts";
import { jsonValues } from "./json-values.ts";
import { contentOf, insteadOfTable, isContainerLog, looksLikeKernelLog, nodeNamedIn } from "./sniff.ts";
import { kindIn, parseYaml, yamlPieces } from "./yaml-values.ts";
import { inYearOf } from "./years.ts";

interface ArchiveOptions {
	/** For kernel logs without a year. */
	now: Millis;
	/** What `-` stands for; nothing where it is not given. */
	stdin?: Bytes;
	limits?: Partial<ArchiveLimits>;
}

/** Bytes. */
export interface ArchiveLimits {
	/** Read and unpacked, over all files. */
	total: number;
	/** One object. etcd takes 1.5 MiB; printed with indentation it is a few times that. */
	object: number;
	/** A YAML document that does not split into items. */
	yamlDocument: number;
}

const LIMITS: ArchiveLimits = { total: 4 * 2 ** 30, object: 8 << 20, yamlDocument: 32 << 20 };
/** Longer lines are not the kernel's. */
const LINE_LIMIT = 128 << 10;
/** A series file whose first row is a node's. */
const OF_NODES = new RegExp(`^[^\\n]*\\n"?${NODE_SERIES}`);
/** Kinds that are read; an object of another kind in YAML is not even parsed. */
const READ_KINDS: ReadonlySet<string> = new Set([
	"Pod",
	"Node",
	"Event",
	"ConfigMap",
	"MemorySample",
	"LastLines",
	"Capture",
	...OBJECT_NAMES,
	...RAW_KINDS,
]);

/**
 * Opens a capture, or any folder or file of Kubernetes objects and kernel logs, as a source. Everything is read once, here; only narrow facts are
 * kept, so memory grows with the number of pods, nodes, events, kills and samples, not with the size of what is read. What cannot be read is a gap.
 * @throws Failure archive-* when nothing in it can be used
 */
export async function openArchive(
	path: string,
	{ now, stdin = NO_BYTES, limits = {} }: ArchiveOptions,
): Promise<Source> {
	const reader = new ArchiveReader(path, now, { ...LIMITS, ...limits });
	await reader.readAll(stdin);
	return reader.source();
}

const LEFT_OUT = "{count} objects left out: broken, or over {bytes} bytes";

class ArchiveReader {
	readonly #path: string;
	readonly #now: Millis;
	readonly #limits: ArchiveLimits;
	readonly #budget: Budget;
	readonly #facts = new Facts();
	readonly #logs: KernelLog[] = [];
	readonly #gaps: { what: string; reason: "truncated" | "malformed" | "forbidden" | "failed"; detail: string }[] = [];
	#tooLarge: TooLarge | null = null;
	#recognised = 0;
	#seriesFiles = 0;

	constructor(path: string, now: Millis, limits: ArchiveLimits) {
		this.#path = path;
		this.#now = now;
		this.#limits = limits;
		this.#budget = new Budget(limits.total);
	}

	async readAll(stdin: Bytes): Promise<void> {
		const trouble = (name: string, error: unknown) => this.#trouble(name, error);
		try {
			for await (const file of filesAt(this.#path, stdin, this.#budget, trouble)) {
				await this.#file(file);
				if (this.#tooLarge?.limit === this.#limits.total) break;
			}
		} catch (error) {
			if (error instanceof Failure) throw error;
			// The container of a file that was cut short is cut short too: said once is enough.
			if (!(error instanceof CutShort && this.#gaps.some((gap) => gap.reason === "truncated")))
				this.#trouble(this.#path, error);
		}
		this.#facts.finish();
	}

	async #file(file: FoundFile): Promise<void> {
		const content = isLogOfContainer(file.name) ? "text" : contentOf(file.head);
		try {
			if (content === "json") await this.#objects(file, this.#json(file));
			else if (content === "yaml") await this.#objects(file, this.#yaml(file));
			else if (content === "text") await this.#text(file);
			else if (content === "series" && OF_NODES.test(file.head.toString("utf8"))) await this.#nodeSeries(file);
			else {
				// Series are another reader's; the rest is nobody's. What looks empty may still break off.
				if (content === "series") {
					this.#recognised++;
					this.#seriesFiles++;
				}
				for await (const _ of file.bytes) if (content === "binary") break;
			}
		} catch (error) {
			this.#trouble(file.name, error);
		}
	}

	/** Few series, a day long at most: kept whole. */
	async #nodeSeries({ name, bytes }: FoundFile): Promise<void> {
		const { series, gaps } = await readSeriesChunks(bytes, name);
		for (const one of series) if (one.name.startsWith(NODE_SERIES)) this.#facts.addNodeSeries(one);
		for (const { reason, detail } of gaps)
			this.#gaps.push({ what: printable(name), reason: reason === "truncated" ? reason : "malformed", detail });
		this.#recognised++;
	}

	/** @param records what is left of the file once its objects are taken: records of a log, each on a line */
	async #objects({ name, head }: FoundFile, records: AsyncIterable<string>): Promise<void> {
		const ofContainer = isLogOfContainer(name) || isContainerLog(name === this.#path ? "" : name, head);
		await this.#kernelLog(name, records, { node: null, isOne: null, ofContainer });
	}

	async *#json({ name, bytes }: FoundFile): AsyncGenerator<string> {
		let unread = 0;
		let known = 0;
		const before = this.#facts.kinds.size;
		try {
			for await (const value of jsonValues(bytes, this.#limits.object)) {
				if ("json" in value) {
					const found = this.#addJson(value.json, value.list?.kind ?? "", name);
					if (found === true) known++;
					else if (found === false) unread++;
					else yield* found;
				} else if (value.endOf !== undefined) {
					known++;
					this.#facts.kinds.add(value.endOf.kind.replace(/List$/, "") || "List");
				} else unread++;
			}
		} finally {
			if (known > 0 || this.#facts.kinds.size > before) this.#recognised++;
			if (unread > 0 && known > 0) this.#unread(name, unread);
		}
	}

	/** Whether the object is one that is known; records of a log come back as lines. */
	#addJson(json: string, listKind: string, file: string): boolean | string[] {
		let value: unknown;
		try {
			value = JSON.parse(json);
		} catch {
			return false;
		}
		return this.#facts.add(value, listKind, file) || linesOf(value);
	}

	async *#yaml({ name, bytes }: FoundFile): AsyncGenerator<string> {
		let unread = 0;
		let known = 0;
		try {
			for await (const piece of yamlPieces(bytes, { item: this.#limits.object, document: this.#limits.yamlDocument })) {
				if (piece.kind === "oversized") unread++;
				else if (piece.kind === "end") {
					known++;
					this.#facts.kinds.add(piece.list.kind.replace(/List$/, "") || "List");
				} else {
					const kind = kindIn(piece.text);
					if (kind !== null && !READ_KINDS.has(kind) && !kind.endsWith("List")) {
						known++;
						this.#facts.kinds.add(kind);
					} else {
						const found = await this.#addYaml(piece);
						if (found === true) known++;
						else if (found === false) unread++;
						else yield* found;
					}
				}
			}
		} finally {
			if (known > 0) this.#recognised++;
			if (unread > 0)
				this.#unread(name, unread, `${LEFT_OUT}; YAML that is no block list is read up to 32 MiB, JSON in any size`);
		}
	}

	async #addYaml(piece: {
		kind: "item" | "document";
		text: string;
		list?: { kind: string };
	}): Promise<boolean | string[]> {
		try {
			const value = await parseYaml(piece);
			return this.#facts.add(value, piece.list?.kind ?? "") || linesOf(value);
		} catch {
			return false;
		}
	}

	async #text({ name, head, bytes }: FoundFile): Promise<void> {
		// Of a file that is named itself, where it lies says nothing.
		const ofContainer = isLogOfContainer(name) || isContainerLog(name === this.#path ? "" : name, head);
		const all = splitLines(bytes, LINE_LIMIT);
		const lines = ofContainer ? this.#facts.logs.through(name, all) : all;
		const isOne = !ofContainer && looksLikeKernelLog(head);
		if (await this.#kernelLog(name, lines, { node: nodeNamedIn(head), isOne, ofContainer })) return;
		const instead = insteadOfTable(head);
		const detail =
			instead === null ? null : said("printed by kubectl for people, and not read: take {instead}", { instead });
		if (detail !== null) this.#gaps.push({ what: printable(name), reason: "malformed", detail });
	}

	/**
	 * Keeps what a kernel log tells. False where the lines are none.
	 * @param isOne whether they are one although they may tell of no kill; null where it is one if a kernel wrote any of them
	 */
	async #kernelLog(
		name: string,
		lines: AsyncIterable<string>,
		{ node, isOne, ofContainer }: { node: string | null; isOne: boolean | null; ofContainer: boolean },
	): Promise<boolean> {
		const kills: OomKill[] = [];
		// A log that breaks off is told of before it ends.
		let reach: KernelLogReach = { stretches: [], yearless: false, hosts: new Set() };
		const onReach = (found: KernelLogReach) => {
			reach = found;
		};
		let taken = false;
		try {
			for await (const kill of readOomKills(lines, { host: "", now: this.#now, onReach })) kills.push(kill);
		} finally {
			const { stretches, yearless, hosts } = reach;
			taken = kills.length > 0 || (isOne ?? (!ofContainer && stretches.length > 0));
			if (taken) {
				this.#recognised++;
				this.#logs.push({ name, node, kills, spans: ofContainer ? [] : stretches, yearless, hosts });
			}
		}
		return taken;
	}

	#unread(name: string, count: number, what: Said & `${typeof LEFT_OUT}${string}` = LEFT_OUT): void {
		const detail = said(what, { count, bytes: this.#limits.object });
		this.#gaps.push({ what: printable(name), reason: "malformed", detail });
	}

	#trouble(name: string, error: unknown): void {
		if (error instanceof TooLarge) this.#tooLarge = error;
		const code = (error as { code?: unknown } | null)?.code;
		const reason =
			error instanceof TooLarge || error instanceof CutShort
				? "truncated"
				: code === "EACCES" || code === "EPERM"
					? "forbidden"
					: typeof code === "string" && code.startsWith("Z_")
						? "malformed"
						: "failed";
		this.#gaps.push({
			what: printable(name),
			reason,
			detail: asDetail(error instanceof Error ? error.message : String(error)),
		});
	}

	source(): Source {
		const facts = this.#facts;
		const kills = this.#logs.reduce((sum, log) => sum + log.kills.length, 0);
		const found =
			facts.pods.size + facts.nodes.size + facts.events.size + facts.samples.size + facts.kubelets.size + kills;
		if (found === 0) this.#fail();
		const gaps = [...facts.captureGaps, ...this.#gaps.map((gap) => ({ source: "archive", ...gap }))];
		return new ArchiveSource(this.#path, facts, inYearOf(facts, this.#logs), gaps, this.#seriesFiles > 0);
	}

	/** Nothing was found: throws if that is because nothing could be read, and not because there is nothing. */
	#fail(): void {
		const path = this.#path;
		if (this.#tooLarge !== null) throw new Failure("archive-too-large", { path, limit: this.#tooLarge.limit });
		const cut = this.#gaps.find((gap) => gap.reason === "truncated");
		if (cut !== undefined) throw new Failure("archive-truncated", { path, detail: cut.detail });
		const broken = this.#gaps[0];
		if (this.#recognised > 0) return;
		if (broken !== undefined) {
			const code = broken.reason === "malformed" ? "archive-malformed" : "archive-unreadable";
			throw new Failure(code, { path, detail: said("{path}: {broken}", { path: broken.what, broken: broken.detail }) });
		}
		throw new Failure("archive-empty", { path });
	}
}

function linesOf(value: unknown): string[] | false {
	const records = logRecords(value);
	return records.length > 0 && records.map((record) => JSON.stringify(record));
}
