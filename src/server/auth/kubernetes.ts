import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { list, shape, text } from "../../sources/kubernetes/shape.ts";
import { cookieOf } from "../http/respond.ts";
import type { Viewer } from "../state/viewer.ts";
import type { Identity } from "./identity.ts";
import type { Login } from "./login.ts";
import type { Permissions } from "./permissions.ts";
import { identityByProxy, type Peer, type TrustedProxy } from "./proxy.ts";
import type { Seal } from "./sealed.ts";

/** A session is not asked about again, so it is short; logging in anew is one paste. */
const SESSION_SECONDS = 3600;
/** Groups of a user with hundreds of them would not fit in a cookie (4,096 bytes); permissions come from few. */
const COOKIE_BOUND = 3800;

/** In a cluster: a Kubernetes token (TokenReview), in a cookie once it is known, or the headers of a proxy that we trust. */
export class KubernetesLogin implements Login {
	readonly kind: "kubernetes" | "proxy";
	readonly cookie = "__Host-plimsoll";
	readonly #permissions: Permissions;
	readonly #seal: Seal;
	readonly #proxy: TrustedProxy | null;

	constructor(permissions: Permissions, seal: Seal, proxy: TrustedProxy | null) {
		this.kind = proxy === null ? "kubernetes" : "proxy";
		this.#permissions = permissions;
		this.#seal = seal;
		this.#proxy = proxy;
	}

	async viewerOf(request: IncomingMessage): Promise<Viewer | null> {
		const identity = await this.#identityOf(request);
		return identity === null ? null : await this.#permissions.viewerOf(identity);
	}

	async #identityOf(request: IncomingMessage): Promise<Identity | null> {
		const told = this.#proxy === null ? null : identityByProxy(this.#proxy, peerOf(request), request.headers);
		if (told !== null) return told;
		const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
		if (bearer !== undefined) return await this.#permissions.identityOf(bearer);
		const cookie = cookieOf(request, this.cookie) ?? cookieOf(request, PLAIN_COOKIE);
		return cookie === undefined ? null : identityIn(this.#seal.open(cookie));
	}

	async exchange(token: string): Promise<{ value: string; seconds: number } | null> {
		const identity = await this.#permissions.identityOf(token.trim());
		if (identity === null) return null;
		const until = Date.now() + SESSION_SECONDS * 1000;
		const value = this.#seal.close({ ...identity, until });
		// Who has too many groups gets the session of their name alone, and with it what is bound to it.
		const fits = value.length <= COOKIE_BOUND ? value : this.#seal.close({ ...identity, groups: [], extra: {}, until });
		return { value: fits, seconds: SESSION_SECONDS };
	}

	leave(): void {
		// The cookie is all there is of a session; the answer takes it away.
	}
}

/** Without TLS browsers refuse the other name (behind a proxy that ends TLS, or a port-forward). */
export const PLAIN_COOKIE = "plimsoll-session";

function peerOf({ socket }: IncomingMessage): Peer {
	const { remoteAddress, authorized } = socket as Partial<TLSSocket>;
	return { remoteAddress, authorized: authorized === true };
}

function identityIn(sealed: unknown): Identity | null {
	const value = shape(sealed);
	const user = text(value.user);
	if (user === "" || typeof value.until !== "number" || value.until < Date.now()) return null;
	const extra = Object.entries(shape(value.extra)).map(([key, values]) => [key, list(values).map(text)] as const);
	return { user, uid: text(value.uid), groups: list(value.groups).map(text), extra: Object.fromEntries(extra) };
}
