import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { KUBECONFIG } from "./paths.ts";

export type KubernetesObject = {
	apiVersion: string;
	kind: string;
	metadata: {
		name: string;
		namespace?: string;
		labels?: Record<string, string>;
		annotations?: Record<string, string>;
	};
	[field: string]: unknown;
};

type Answer = { status: number; body: unknown };

/** Reads a value from the kubeconfig that the lab itself has written. */
const field = (config: string, name: string): string => new RegExp(`${name}: (\\S+)`).exec(config)?.[1] ?? "";
const decoded = (config: string, name: string): string => Buffer.from(field(config, name), "base64").toString();

/** The lab's own small client, for setting up; what is to be proved goes through the real kubectl. */
export class Api {
	#server: string;
	#agent: Agent;

	constructor() {
		const config = readFileSync(KUBECONFIG, "utf8");
		this.#server = field(config, "server");
		this.#agent = new Agent({
			ca: decoded(config, "certificate-authority-data"),
			cert: decoded(config, "client-certificate-data"),
			key: decoded(config, "client-key-data"),
			keepAlive: true,
			// Enough to keep two cores busy, below the API server's limit on requests in flight.
			maxSockets: 50,
		});
	}

	send(method: string, path: string, body?: unknown, type = "application/json"): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const outgoing = request(
				`${this.#server}${path}`,
				{ method, agent: this.#agent, timeout: 30_000, headers: { "content-type": type } },
				(response) => {
					let text = "";
					response.setEncoding("utf8");
					response.on("data", (chunk: string) => {
						text += chunk;
					});
					response.once("error", reject);
					response.once("end", () => {
						const json = response.headers["content-type"]?.includes("json") === true;
						resolve({ status: response.statusCode ?? 0, body: json ? JSON.parse(text) : text });
					});
				},
			);
			outgoing.once("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer within 30 s.`)));
			outgoing.once("error", reject);
			outgoing.end(body === undefined ? undefined : JSON.stringify(body));
		});
	}

	async get<T>(path: string): Promise<T | undefined> {
		const { status, body } = await this.send("GET", path);
		return status === 200 ? (body as T) : undefined;
	}

	/** Server-side apply: creates what is not there, changes what is. @param collection for instance /api/v1/nodes */
	async apply(collection: string, object: KubernetesObject): Promise<void> {
		const path = `${collection}/${object.metadata.name}?fieldManager=plimsoll-lab&force=true`;
		const { status, body } = await this.send("PATCH", path, object, "application/apply-patch+yaml");
		if (status !== 200 && status !== 201)
			throw new Error(`${object.kind} ${object.metadata.name} was refused: ${JSON.stringify(body)}`);
	}

	close(): void {
		this.#agent.destroy();
	}
}
