import { createHash } from "node:crypto";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { inParallel } from "../../sources/kubernetes/parallel.ts";
import { list, shape, text } from "../../sources/kubernetes/shape.ts";
import type { Viewer } from "../state/viewer.ts";
import { Answers } from "./answers.ts";
import type { Identity } from "./identity.ts";

/** As long as a kubelet remembers what somebody may (its configuration's `cacheAuthorizedTTL`), and whose a token is (`cacheTTL`), whoever is there to ask. */
const ALLOWED_MS = 300_000;
const KNOWN_MS = 120_000;
/** Somebody waits for the page. */
const ANSWER_MS = 5000;
const LIMITS = { firstByte: ANSWER_MS, stall: ANSWER_MS, total: ANSWER_MS };
/** A review changes nothing and may be asked for again: a connection that was kept may be closed by the server at the moment it is used. */
const RETRIES = 1;
const WIDTH = 8;

const PODS = { verb: "list", resource: "pods" } as const;
const LOGS = { verb: "get", resource: "pods", subresource: "log" } as const;

/** What users may see, by asking the API server: SubjectAccessReview for `list pods` and `get pods/log`, everywhere and then namespace by namespace, and `list nodes`. */
export class Permissions {
	readonly #client: KubeClient;
	readonly #namespaces: () => Iterable<string>;
	readonly #viewers = new Answers<Viewer>(ALLOWED_MS);
	readonly #tokens = new Answers<Identity | null>(KNOWN_MS);

	/** @param namespaces those there are to see something of */
	constructor(client: KubeClient, namespaces: () => Iterable<string>) {
		this.#client = client;
		this.#namespaces = namespaces;
	}

	/** Whose token it is; null for one that the API server does not know. */
	async identityOf(token: string): Promise<Identity | null> {
		const key = createHash("sha256").update(token).digest("base64");
		return await this.#tokens.get(key, () => this.#review(token));
	}

	async viewerOf(identity: Identity): Promise<Viewer> {
		return await this.#viewers.get(JSON.stringify(identity), () => this.#ask(identity));
	}

	async #review(token: string): Promise<Identity | null> {
		const answer = await this.#create("authentication.k8s.io", "TokenReview", { token });
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
		const spec = { user, uid, groups, extra, resourceAttributes };
		const answer = await this.#create("authorization.k8s.io", "SubjectAccessReview", spec);
		return shape(answer.status).allowed === true;
	}

	async #create(group: string, kind: "TokenReview" | "SubjectAccessReview", spec: object) {
		const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
		return await this.#client.write(
			"POST",
			path,
			{ apiVersion: `${group}/v1`, kind, spec },
			{ limits: LIMITS, retries: RETRIES },
		);
	}
}
