import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { Change, FleetColumns, NodeList } from "../../src/server/api/answers.ts";

/** Somebody reads on: another workload or node this often. */
const LOOK_MS = 2000;
/** A colleague opens the page anew. */
const OPEN_MS = 20_000;

/** A page left open, as `web/` asks: what changed whenever something did; and its reader, who opens workloads and nodes, and reloads. */
export class OpenPage {
	readonly #origin: string;
	readonly #cookie: string;
	readonly #abort = new AbortController();
	/** Paths of those that are listed. */
	#workloads: readonly string[] = [];
	answers = 0;
	/** Milliseconds of each answer, and of those that hold the whole fleet. */
	readonly took: number[] = [];
	readonly fleetTook: number[] = [];
	/** Bytes on the wire. */
	bytes = 0;

	private constructor(origin: string, cookie: string) {
		this.#origin = origin;
		this.#cookie = cookie;
	}

	/** @param address with the token, as the server prints it */
	static async open(address: string): Promise<OpenPage> {
		const answer = await fetch(address, { redirect: "manual" });
		const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
		return new OpenPage(new URL(address).origin, cookie);
	}

	/** Until it is closed. @throws Error where the server answers with one */
	async run(): Promise<void> {
		await Promise.all([this.#follow(), this.#read(), this.#reopen()]).catch((error: Error) => {
			if (!this.#abort.signal.aborted) throw error;
		});
	}

	close(): void {
		this.#abort.abort();
	}

	async #follow(): Promise<void> {
		let since = await this.#load();
		const answer = await fetch(`${this.#origin}/api/v1/changes`, {
			headers: { cookie: this.#cookie },
			signal: this.#abort.signal,
		});
		let rest = "";
		for await (const chunk of answer.body ?? []) {
			rest += Buffer.from(chunk).toString();
			const events = rest.split("\n\n");
			rest = events.pop() ?? "";
			for (const event of events) {
				const data = /^data: (.*)$/m.exec(event)?.[1];
				if (data === undefined) continue;
				const { parts } = JSON.parse(data) as Change;
				if (parts.includes("fleet")) since = sinceOf(await this.#get<FleetColumns>(`fleet?since=${since}`));
				await this.#get("overview");
				if (parts.includes("findings")) await this.#get("findings");
				if (parts.includes("nodes")) await this.#get("nodes");
			}
		}
	}

	/** What a page asks for when it is opened. */
	async #load(): Promise<string> {
		await this.#get("session");
		const [fleet] = await Promise.all([this.#get<FleetColumns>("fleet"), this.#get("overview")]);
		const { namespaces, namespace, kinds, kind, name } = fleet;
		this.#workloads = name.map((of, i) => [namespaces[namespace[i] ?? 0], kinds[kind[i] ?? 0], of].join("/"));
		return sinceOf(fleet);
	}

	async #reopen(): Promise<void> {
		for (;;) {
			await sleep(OPEN_MS, undefined, { signal: this.#abort.signal });
			await this.#load();
		}
	}

	async #read(): Promise<void> {
		for (let turn = 0; ; turn++) {
			await sleep(LOOK_MS, undefined, { signal: this.#abort.signal });
			if (turn % 4 === 0) {
				const { nodes } = await this.#get<NodeList>("nodes");
				const name = nodes[turn % Math.max(1, nodes.length)]?.name;
				if (name !== undefined) await this.#get(`nodes/${name}`);
			} else {
				const path = this.#workloads[(turn * 97) % this.#workloads.length];
				await this.#get(`workloads/${path}`);
				await this.#get(`workloads/${path}/tracks`);
			}
		}
	}

	/** By `node:http`, as `fetch` would not say how much came. */
	async #get<T>(path: string): Promise<T> {
		const headers = { cookie: this.#cookie, "accept-encoding": "gzip" };
		const { signal } = this.#abort;
		const started = performance.now();
		const body = await new Promise<Buffer>((resolve, reject) => {
			const asked = request(`${this.#origin}/api/v1/${path}`, { headers, signal, agent: false }, (answer) => {
				const chunks: Buffer[] = [];
				answer.on("data", (chunk: Buffer) => chunks.push(chunk));
				answer.once("error", reject);
				answer.once("end", () => {
					const whole = Buffer.concat(chunks);
					this.bytes += whole.length;
					// A workload may have gone between its listing and the look at it.
					if (answer.statusCode !== 200 && answer.statusCode !== 404)
						return reject(new Error(`/api/v1/${path}: ${answer.statusCode}`));
					resolve(answer.headers["content-encoding"] === "gzip" ? gunzipSync(whole) : whole);
				});
			});
			asked.once("error", reject);
			asked.end();
		});
		this.answers++;
		(path === "fleet" ? this.fleetTook : this.took).push(performance.now() - started);
		return JSON.parse(body.toString()) as T;
	}
}

function sinceOf({ epoch, version }: FleetColumns): string {
	return `${epoch}-${version}`;
}
