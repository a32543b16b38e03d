import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { cookieOf } from "../http/respond.ts";
import { everything, type Viewer } from "../state/viewer.ts";
import type { Login } from "./login.ts";

/** Browsers of one person: more than this are no person's. */
const MOST_SESSIONS = 64;

/**
 * One's own machine: whoever has the address that the terminal printed. Its token holds once; the browser gets a cookie for it that no
 * script can read and no other site can make it send. Other users of the machine have neither.
 */
export class LinkLogin implements Login {
	readonly kind = "link";
	cookie = "plimsoll";
	readonly #user: string;
	readonly #sessions = new Set<string>();
	#token = "";
	readonly #onToken: (token: string) => void;

	/** @param onToken told of each new token, to print its address */
	constructor(user: string, onToken: (token: string) => void) {
		this.#user = user;
		this.#onToken = onToken;
	}

	/** Cookies know no ports: each server on a machine needs its own. */
	begin(port: number): void {
		this.cookie = `plimsoll-${port}`;
		this.#renew();
	}

	async viewerOf(request: IncomingMessage): Promise<Viewer | null> {
		const session = cookieOf(request, this.cookie);
		return session !== undefined && this.#sessions.has(digest(session)) ? everything(this.#user) : null;
	}

	async exchange(token: string): Promise<{ value: string; seconds: null } | null> {
		if (!timingSafeEqual(Buffer.from(digest(token)), Buffer.from(digest(this.#token)))) return null;
		const session = randomBytes(32).toString("base64url");
		this.#sessions.add(digest(session));
		for (const oldest of this.#sessions) {
			if (this.#sessions.size <= MOST_SESSIONS) break;
			this.#sessions.delete(oldest);
		}
		this.#renew();
		return { value: session, seconds: null };
	}

	leave(request: IncomingMessage): void {
		this.#sessions.delete(digest(cookieOf(request, this.cookie) ?? ""));
	}

	#renew(): void {
		this.#token = randomBytes(24).toString("base64url");
		this.#onToken(this.#token);
	}
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("base64");
}
