import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { PodObject } from "./objects.ts";

/** An API server asks about each object that somebody sends it. */
const EVERY_MS = 200;

/** An API server that asks a webhook about pods as they come. */
export class Reviews {
	readonly #agent: Agent;
	readonly #port: number;
	readonly #pods: () => Iterable<PodObject>;
	readonly #abort = new AbortController();
	/** Milliseconds that each answer took. */
	readonly took: number[] = [];
	failed = 0;

	constructor(port: number, cert: string, pods: () => Iterable<PodObject>) {
		this.#agent = new Agent({ keepAlive: true, ca: cert });
		this.#port = port;
		this.#pods = pods;
	}

	/** Until it is closed. */
	async run(): Promise<void> {
		const { signal } = this.#abort;
		while (!signal.aborted) {
			for (const pod of [...this.#pods()].slice(0, 100)) {
				await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
				if (signal.aborted) return;
				const started = performance.now();
				await this.#ask(pod).then(
					() => this.took.push(performance.now() - started),
					() => this.failed++,
				);
			}
		}
	}

	close(): void {
		this.#abort.abort();
		this.#agent.destroy();
	}

	async #ask(object: PodObject): Promise<void> {
		const { namespace, name, uid } = object.metadata;
		const kind = { group: "", version: "v1", kind: "Pod" };
		const request = {
			uid,
			kind,
			namespace,
			name,
			operation: "CREATE",
			object: { ...object, apiVersion: "v1", kind: "Pod" },
		};
		const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
		const answer = (await this.#post(JSON.stringify(review))) as { response: { uid: string; allowed: boolean } };
		if (answer.response.uid !== uid) throw new Error("an answer to something else");
	}

	async #post(body: string): Promise<unknown> {
		return await new Promise((resolve, reject) => {
			const at = { host: "127.0.0.1", port: this.#port, path: "/validate", method: "POST", agent: this.#agent };
			const asked = request({ ...at, headers: { "content-type": "application/json" } }, async (answer) => {
				const chunks: Buffer[] = [];
				for await (const chunk of answer) chunks.push(chunk as Buffer);
				if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
				else resolve(JSON.parse(Buffer.concat(chunks).toString()));
			});
			asked.once("error", reject);
			asked.end(body);
		});
	}
}
