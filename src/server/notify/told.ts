import { createHash } from "node:crypto";
import { SEVERITIES, type Severity } from "../../model/finding.ts";
import type { Millis } from "../../model/time.ts";
import { list, shape } from "../../sources/kubernetes/shape.ts";

/** When a matter was last told, and how bad it was. */
interface Telling {
	at: Millis;
	severity: Severity;
}

/** Both of findings and of matters. With their times some 40 KB of the 256 that all annotations of an object may have. */
const MOST = 1000;

/**
 * What has reached whoever is told, for those who lead later: a text of digests, seconds and severities, so that it is small and names nothing.
 * `since` is the moment from which on something may not have been told yet.
 */
export class Told {
	/** By digest: when it had been told. */
	readonly #findings = new Map<string, Millis>();
	readonly #matters = new Map<string, Telling>();
	#text = "";
	#since = Number.POSITIVE_INFINITY;

	/** By what others wrote. */
	get since(): Millis {
		return this.#since;
	}

	has(identity: string): boolean {
		return this.#findings.size > 0 && this.#findings.has(digest(identity));
	}

	of(matter: string): Telling | null {
		return this.#matters.size === 0 ? null : (this.#matters.get(digest(matter)) ?? null);
	}

	add(matter: string, telling: Telling, findings: Iterable<string>, now: Millis): void {
		for (const identity of findings) put(this.#findings, digest(identity), now);
		put(this.#matters, digest(matter), telling);
	}

	/** What was told before. */
	forget(before: Millis): void {
		for (const [key, at] of this.#findings) if (at < before) this.#findings.delete(key);
		for (const [key, { at }] of this.#matters) if (at < before) this.#matters.delete(key);
	}

	/** Of findings what was told since then: what happened before is news to nobody. */
	write(since: Millis): string {
		const findings = [...this.#findings].flatMap(([key, at]) => (at < since ? [] : [[key, inSeconds(at)]]));
		const told = [...this.#matters].map(([key, { at, severity }]) => [
			key,
			inSeconds(at),
			SEVERITIES.indexOf(severity),
		]);
		return JSON.stringify({ since: inSeconds(since), findings, matters: told });
	}

	/** Takes what another wrote beside its own. What is not as it should be is left out. Whether there was anything new. */
	read(text: string): boolean {
		const written = parsed(text);
		const { since } = written;
		if (typeof since === "number" && Number.isFinite(since)) this.#since = since * 1000;
		const told = JSON.stringify([written.findings, written.matters]);
		if (told === this.#text) return false;
		this.#text = told;
		for (const entry of list(written.findings)) {
			const [key, seconds] = list(entry);
			if (isDigest(key) && Number.isFinite(seconds)) put(this.#findings, key, Number(seconds) * 1000);
		}
		for (const entry of list(written.matters)) {
			const [key, seconds, rank] = list(entry);
			const severity = SEVERITIES[Number(rank)];
			if (isDigest(key) && Number.isFinite(seconds) && severity !== undefined)
				put(this.#matters, key, { at: Number(seconds) * 1000, severity });
		}
		return true;
	}
}

/** The newest last, and the oldest gone where there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T): void {
	map.delete(key);
	map.set(key, value);
	if (map.size <= MOST) return;
	for (const oldest of map.keys()) {
		map.delete(oldest);
		return;
	}
}

function parsed(text: string): ReturnType<typeof shape> {
	try {
		return shape(JSON.parse(text));
	} catch {
		return {};
	}
}

/** Eleven characters: of a thousand no two alike. */
function digest(text: string): string {
	return createHash("sha256").update(text).digest("base64url").slice(0, 11);
}

function isDigest(value: unknown): value is string {
	return typeof value === "string" && value.length === 11;
}

function inSeconds(at: Millis): number {
	return Math.floor(at / 1000);
}
