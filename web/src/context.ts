import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Known, Part, Session, SourceState } from "../../src/server/api/answers.ts";
import type { PageWords } from "../../src/words/page.ts";
import { type Data, Unanswered } from "./data.ts";
import { Fleet, prepareOrders } from "./fleet.ts";
import type { PageLanguage } from "./words.ts";

/** What every part of the page may use. */
export interface Page extends PageLanguage {
	data: Data;
	live: Live;
	session: Session;
	/** A report: one file, nothing to ask. */
	isReport: boolean;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
	const page = useContext(PageContext);
	if (page === null) throw new Error("no page");
	return page;
}

/** What the server last said, and who wants to know when it says more. */
export class Live {
	readonly #data: Data;
	readonly fleet = new Fleet();
	/** Null until the server has said. */
	source: SourceState | null = null;
	/** Since when the server cannot be heard; null while it can. */
	lostAt: number | null = null;
	/** The last few answers: who goes back finds the page as it was, at once and at the height where it was left. */
	readonly answers = new Map<string, unknown>();
	/** Deaths that came while the page was open, the newest last. */
	news: import("../../src/server/api/answers.ts").Finding[] = [];
	#fleetIsOld = true;
	readonly #listeners = new Set<(parts: ReadonlySet<Part>) => void>();
	#wanted = new Set<Part>();
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(data: Data) {
		this.#data = data;
	}

	start(): void {
		this.#data.follow({
			change: (change) => {
				this.source = change.source;
				this.news = [...this.news, ...change.deaths].slice(-20);
				this.#tell(change.parts);
			},
			resync: (change) => {
				this.source = change.source;
				this.#tell(["fleet", "findings", "nodes", "source"]);
			},
			connected: (is) => {
				this.lostAt = is ? null : (this.lostAt ?? Date.now());
				this.#tell(["source"]);
			},
		});
	}

	/** Reads the rows that changed; nothing where none has. @throws Unanswered */
	async readFleet(): Promise<void> {
		if (!this.#fleetIsOld && this.lostAt === null) return;
		this.#fleetIsOld = false;
		const since = this.fleet.since === "" ? "" : `?since=${this.fleet.since}`;
		try {
			this.fleet.merge(await this.#data.get(`fleet${since}`));
		} catch (error) {
			this.#fleetIsOld = true;
			throw error;
		}
		// Whoever opens the list next finds it in its order.
		const { rows } = this.fleet;
		whenIdle(() => prepareOrders(rows));
	}

	listen(listener: (parts: ReadonlySet<Part>) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Several changes within a moment are told as one. */
	#tell(parts: readonly Part[]): void {
		for (const part of parts) this.#wanted.add(part);
		if (parts.includes("fleet")) this.#fleetIsOld = true;
		this.#timer ??= setTimeout(() => {
			this.#timer = null;
			const told = this.#wanted;
			this.#wanted = new Set();
			for (const listener of this.#listeners) listener(told);
		}, TOGETHER_MS);
	}
}

/** What can wait until the page has nothing to do. */
export function whenIdle(task: () => void): void {
	// Safari knows no idle time.
	if (typeof requestIdleCallback === "function") requestIdleCallback(task, { timeout: 500 });
	else setTimeout(task, 50);
}

const TOGETHER_MS = 150;
const RETRY_MS = 5000;

export type Answer<T> = { value: T | null; error: Unanswered["code"] | null };

/** An answer of the server, read anew when one of these parts changes. What was read stays until there is newer. */
export function useAnswer<T>(path: string | null, parts: readonly Part[]): Answer<T> {
	const { data, live } = usePage();
	const known = (path === null ? null : (live.answers.get(path) ?? null)) as T | null;
	const [answer, setAnswer] = useState<Answer<T> & { path: string | null }>({ value: known, error: null, path });
	useEffect(() => {
		if (path === null) return;
		let ended = false;
		let retry: ReturnType<typeof setTimeout> | undefined;
		const ask = async () => {
			clearTimeout(retry);
			try {
				const value = await data.get<T>(path);
				if (ended) return;
				keep(live.answers, path, value);
				setAnswer({ value, error: null, path });
			} catch (error) {
				if (ended || !(error instanceof Unanswered)) return;
				const { code } = error;
				live.answers.delete(path);
				setAnswer((before) => ({ value: before.path === path ? before.value : null, error: code, path }));
				if (code === "unavailable") retry = setTimeout(ask, RETRY_MS);
			}
		};
		void ask();
		const stop = live.listen((told) => {
			if (parts.some((part) => told.has(part))) void ask();
		});
		return () => {
			ended = true;
			clearTimeout(retry);
			stop();
		};
	}, [path, data, live]);
	return answer.path === path ? answer : { value: known, error: null };
}

const MOST_KEPT = 16;

function keep(answers: Map<string, unknown>, path: string, value: unknown): void {
	answers.delete(path);
	answers.set(path, value);
	for (const oldest of answers.keys()) {
		if (answers.size <= MOST_KEPT) break;
		answers.delete(oldest);
	}
}

/** The fleet's rows; a new list whenever they change. */
export function useFleet(): {
	rows: readonly import("./fleet.ts").Row[];
	loading: boolean;
	error: Unanswered["code"] | null;
} {
	const { live } = usePage();
	const [error, setError] = useState<Unanswered["code"] | null>(null);
	const [rows, setRows] = useState(live.fleet.rows);
	const [loading, setLoading] = useState(live.fleet.since === "");
	const busy = useRef(false);
	useEffect(() => {
		let again = false;
		let retry: ReturnType<typeof setTimeout> | undefined;
		const read = async () => {
			clearTimeout(retry);
			if (busy.current) {
				again = true;
				return;
			}
			busy.current = true;
			const failed = await live.readFleet().then(
				() => null,
				(error: unknown) => (error instanceof Unanswered ? error.code : "unavailable"),
			);
			busy.current = false;
			setRows(live.fleet.rows);
			setError(failed);
			setLoading(live.fleet.since === "");
			if (failed === "unavailable") retry = setTimeout(read, RETRY_MS);
			if (again) {
				again = false;
				void read();
			}
		};
		void read();
		const stop = live.listen((parts) => {
			if (parts.has("fleet")) void read();
		});
		return () => {
			clearTimeout(retry);
			stop();
		};
	}, [live]);
	return { rows, loading, error };
}

/** Draws anew when the server is lost or found, or the cluster is. */
export function useSource(): Live {
	const { live } = usePage();
	const [, draw] = useState(0);
	useEffect(
		() =>
			live.listen((parts) => {
				if (parts.has("source") || parts.has("findings")) draw((n) => n + 1);
			}),
		[live],
	);
	return live;
}

/** Why nothing listed of something does not mean that there is nothing; null where it does. */
export function useUnknown(part: keyof Known): string | null {
	const { page } = usePage();
	return unknownIn(useSource().source, part, page);
}

/** The same of what a source was when it answered. */
export function unknownIn(source: SourceState | null, part: keyof Known, page: PageWords): string | null {
	if (source?.known[part] === true || source?.state === "recorded") return null;
	return source === null || source.state === "starting" ? page.loading : page.unknown.yet;
}
