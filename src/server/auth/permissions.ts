import { createHash } from "node:crypto";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { list, shape, text } from "../../sources/kubernetes/shape.ts";
import type { Viewer } from "../state/viewer.ts";
import { Brief, type Identity } from "./identity.ts";

/** A permission taken away holds no longer than this. */
const HOLDS_MS = 30_000;
const MOST_KNOWN = 1000;
const WIDTH = 8;

const PODS = { verb: "list", resource: "pods" } as const;
const LOGS = { verb: "get", resource: "pods", subresource: "log" } as const;

/** What users may see, by asking the API server: SubjectAccessReview for `list pods` and `get pods/log`, everywhere and then namespace by namespace, and `list nodes`. */
export class Permissions {
	readonly #client: KubeClient;
	readonly #namespaces: () => Iterable<string>;
	readonly #viewers = new Brief<Promise<Viewer>>(HOLDS_MS, MOST_KNOWN);
	readonly #tokens = new Brief<Promise<Identity | null>>(HOLDS_MS, MOST_KNOWN);
	readonly #audiences: readonly string[];

	/**
	 * @param namespaces those there are to see something of
	 * @param audiences that a token must be meant for; none: the API server's own
	 */
	constructor(client: KubeClient, namespaces: () => Iterable<string>, audiences: readonly string[] = []) {
		this.#client = client;
		this.#namespaces = namespaces;
		this.#audiences = audiences;
	}

	/** Whose token it is; null for one that the API server does not know. */
	async identityOf(token: string): Promise<Identity | null> {
		const key = createHash("sha256").update(token).digest("base64");
		let known = this.#tokens.get(key);
		if (known === undefined) {
			known = this.#review(token);
			this.#tokens.set(key, known);
			// What failed is not remembered: the API server may be back in a moment.
			known.catch(() => this.#tokens.delete(key));
		}
		return await known;
	}

	async viewerOf(identity: Identity): Promise<Viewer> {
		const key = JSON.stringify(identity);
		let known = this.#viewers.get(key);
		if (known === undefined) {
			known = this.#ask(identity);
			this.#viewers.set(key, known);
			known.catch(() => this.#viewers.delete(key));
		}
		return await known;
	}

	async #review(token: string): Promise<Identity | null> {
		const audiences = this.#audiences.length === 0 ? {} : { audiences: this.#audiences };
		const answer = await this.#client.write("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {
			apiVersion: "authentication.k8s.io/v1",
			kind: "TokenReview",
			spec: { token, ...audiences },
		});
		const { authenticated, user: value } = shape(answer.status);
		const user = shape(value);
		const name = text(user.username);
		if (authenticated !== true || name === "") return null;
		const extra = Object.entries(shape(user.extra)).map(([key, values]) => [key, list(values).map(text)] as const);
		return { user: name, uid: text(user.uid), groups: list(user.groups).map(text), extra: Object.fromEntries(extra) };
	}

	async #ask(identity: Identity): Promise<Viewer> {
		const [everywhere, everyLog, nodes] = await Promise.all([
			this.#may(identity, PODS),
			this.#may(identity, LOGS),
			this.#may(identity, { verb: "list", resource: "nodes" }),
		]);
		const [seen, read] = [new Set<string>(), new Set<string>()];
		const check = async (namespace: string) => {
			if (!everywhere && !(await this.#may(identity, { ...PODS, namespace }))) return;
			seen.add(namespace);
			if (!everyLog && (await this.#may(identity, { ...LOGS, namespace }))) read.add(namespace);
		};
		if (!everywhere || !everyLog) for await (const _ of inParallel([...this.#namespaces()], WIDTH, check));
		return { user: identity.user, namespaces: everywhere ? null : seen, nodes, logs: everyLog ? null : read };
	}

	async #may({ user, uid, groups, extra }: Identity, resourceAttributes: object): Promise<boolean> {
		const answer = await this.#client.write("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
			apiVersion: "authorization.k8s.io/v1",
			kind: "SubjectAccessReview",
			spec: { user, uid, groups, extra, resourceAttributes },
		});
		return shape(answer.status).allowed === true;
	}
}
