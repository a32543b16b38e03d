import type { Recording } from "../../history/store/recording.ts";
import { API_SERVER } from "../../history/store/schema.ts";
import { Failure } from "../../model/failure.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { reasonOf } from "../../sources/kubernetes/gaps.ts";

interface PresenceOptions {
	client: KubeClient;
	recording: Recording;
	onEvent(event: { what: "away"; detail: string } | { what: "back" }): void;
}

const PROBE_MS = 5000;
const VERSION_BOUND = 64 * 1024;

/** Whether the API server is there, by what looks at nodes tell of it and by its own word. All the time of an absence is one gap. */
export class Presence {
	readonly #options: PresenceOptions;
	/** Unix seconds of its last answer. */
	#answered = seconds();
	/** Whether somebody was not answered since. */
	#missed = false;
	#away = false;
	/** Unix milliseconds: not to be asked for its own sake before. */
	#probeAt = 0;
	#detail = "";

	constructor(options: PresenceOptions) {
		this.#options = options;
	}

	get isAway(): boolean {
		return this.#away;
	}

	/** Unix seconds. */
	get answered(): number {
		return this.#answered;
	}

	/** A wrong address is told by time; wrong credentials at once: they are thrown. */
	async greet(signal: AbortSignal): Promise<void> {
		try {
			await this.#ask(signal);
		} catch (error) {
			if (signal.aborted) return;
			if (!isAway(error)) throw error;
			this.#leave(error);
		}
	}

	/** While it is away: asks whether it is back, now and then. */
	look(signal: AbortSignal): void {
		if (this.#away && Date.now() >= this.#probeAt) void this.#probe(signal);
	}

	/**
	 * It did not answer somebody: asked for its own sake, it shows whether it is away. At once: of an absence of minutes, what kubelets let us see is over
	 * soon, and with few nodes it would be long until the next one is looked at.
	 */
	lost(signal: AbortSignal): void {
		this.#missed = true;
		if (Date.now() >= this.#probeAt) void this.#probe(signal);
	}

	/** It answered. */
	found(): void {
		if (this.#missed || this.#away) this.#options.recording.gapEnds(API_SERVER);
		this.#missed = false;
		this.#answered = seconds();
		if (!this.#away) return;
		this.#away = false;
		this.#options.onEvent({ what: "back" });
	}

	/** Its absence until now, in Unix seconds. */
	gap(now: number, detail = ""): void {
		this.#options.recording.gap(API_SERVER, "failed", detail || this.#detail, this.#answered, now);
	}

	#leave(error: unknown): void {
		this.#probeAt = Date.now() + PROBE_MS;
		const known = this.#away;
		this.#away = true;
		this.#detail = reasonOf(error)?.detail ?? "";
		this.gap(seconds());
		if (!known) this.#options.onEvent({ what: "away", detail: this.#detail });
	}

	async #probe(signal: AbortSignal): Promise<void> {
		this.#probeAt = Date.now() + 2 * PROBE_MS;
		const asked = seconds();
		try {
			await this.#ask(signal);
			if (this.#away) this.gap(seconds());
			this.found();
		} catch (error) {
			// Somebody else was answered meanwhile: this question came too early.
			if (signal.aborted || this.#answered > asked) return;
			if (isAway(error)) this.#leave(error);
			else this.found();
		}
	}

	async #ask(signal: AbortSignal): Promise<void> {
		const limits = { firstByte: PROBE_MS };
		await this.#options.client.json("/version", VERSION_BOUND, { signal, retries: 0, limits });
	}
}

/** Nobody answered, or nobody who could. */
export function isAway(error: unknown): boolean {
	return isUnanswered(error) || isServerError(error);
}

/** Nobody answered: the server is away, or the way to it. */
export function isUnanswered(error: unknown): boolean {
	return error instanceof Failure && (error.code === "cluster-unreachable" || error.code === "cluster-timed-out");
}

/** It answers, but not yet as it should: starting, or behind a balancer that has nothing behind it. */
function isServerError(error: unknown): boolean {
	return (
		error instanceof Failure && error.code === "cluster-failed" && (error.params as { status: number }).status >= 500
	);
}

/** Now, in Unix seconds. */
export function seconds(): number {
	return Date.now() / 1000;
}
