import type { ApiError, Change, Session } from "../../src/server/api/answers.ts";
import { endSession } from "./session.ts";

/** Where the page's answers come from: the server, or a report that holds them. */
export interface Data {
	/** @throws Unanswered */
	get<T>(path: string): Promise<T>;
	/** Follows the changes until the returned function is called; null where nothing changes. */
	follow(listener: Listener): (() => void) | null;
}

export interface Listener {
	change(change: Change): void;
	/** Everything may have changed. */
	resync(change: Change): void;
	/** Whether the server can be heard. */
	connected(is: boolean): void;
}

export class Unanswered extends Error {
	readonly code: ApiError["error"];
	constructor(code: ApiError["error"]) {
		super(code);
		this.code = code;
	}
}

const CODES: Readonly<Record<number, ApiError["error"]>> = {
	400: "bad-request",
	401: "unauthenticated",
	403: "forbidden",
	404: "not-found",
};

export class ServerData implements Data {
	readonly #early = new Map<string, Promise<Response | null>>();

	/** Asks for what will surely be wanted in a moment, while the words are still being read. */
	prepare(paths: readonly string[]): void {
		for (const path of paths) this.#early.set(path, ask(path));
	}

	async get<T>(path: string): Promise<T> {
		const early = this.#early.get(path);
		this.#early.delete(path);
		const response = await (early ?? ask(path));
		if (response?.status === 401) endSession();
		if (response === null || !response.ok) throw new Unanswered(CODES[response?.status ?? 0] ?? "unavailable");
		const answer = await parsed<T>(response);
		if (answer === null) throw new Unanswered("unavailable");
		return answer;
	}

	follow(listener: Listener): () => void {
		const source = new EventSource("/api/v1/changes");
		source.addEventListener("open", () => listener.connected(true));
		source.addEventListener("error", () => {
			listener.connected(false);
			// A server that answers with an error is not asked again by the browser itself.
			if (source.readyState === EventSource.CLOSED) void comeBack();
		});
		source.addEventListener("change", (event) => listener.change(JSON.parse(event.data) as Change));
		source.addEventListener("resync", (event) => listener.resync(JSON.parse(event.data) as Change));
		let again: ReturnType<typeof setTimeout> | undefined;
		let next: (() => void) | null = null;
		let isOver = false;
		const comeBack = async () => {
			if (await isLoggedOut()) return endSession();
			if (!isOver) again = setTimeout(reopen, REOPEN_MS);
		};
		const reopen = () => {
			next = this.follow(listener);
		};
		return () => {
			isOver = true;
			clearTimeout(again);
			source.close();
			next?.();
		};
	}
}

async function ask(path: string): Promise<Response | null> {
	return await fetch(`/api/v1/${path}`, { headers: { accept: "application/json" } }).catch(() => null);
}

/** Null: an answer that broke off, or a page that something in between put in its place. */
async function parsed<T>(response: Response): Promise<T | null> {
	return (await response.json().catch(() => null)) as T | null;
}

/** Whether the server answers that it knows nobody here; where it does not answer, nobody can tell. */
async function isLoggedOut(): Promise<boolean> {
	const response = await ask("session");
	if (response?.ok !== true) return false;
	const session = await parsed<Session>(response);
	return session !== null && session.user === null;
}

const REOPEN_MS = 3000;

/** A report's answers, by their paths. */
export class ReportData implements Data {
	readonly #answers: Readonly<Record<string, unknown>>;

	constructor(answers: Readonly<Record<string, unknown>>) {
		this.#answers = answers;
	}

	async get<T>(path: string): Promise<T> {
		const [plain = ""] = path.split("?");
		const answer = this.#answers[path] ?? this.#answers[plain];
		if (answer === undefined) throw new Unanswered("not-found");
		return answer as T;
	}

	follow(): null {
		return null;
	}
}
