import type { IncomingMessage } from "node:http";
import type { Session } from "../api/answers.ts";
import type { Viewer } from "../state/viewer.ts";

/** How people come in. */
export interface Login {
	readonly kind: Session["login"];
	/** Who asks; null when nobody we know. */
	viewerOf(request: IncomingMessage): Promise<Viewer | null>;
	/** By a token that was typed in or came in the address: what to put in the cookie, and for how long (seconds; null: as long as the browser runs). */
	exchange(token: string): Promise<{ value: string; seconds: number | null } | null>;
	/** The session ends. */
	leave(request: IncomingMessage): void;
	readonly cookie: string;
}
