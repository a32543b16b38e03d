import { createServer, request } from "node:http";
import type { State } from "./daemon.ts";

export type ComponentStatus = { name: string; state: State; pid: number | undefined; restarts: number };

export type Verb = "start" | "stop" | "freeze" | "thaw";

type Orders = Record<Verb, (component: string) => void | Promise<void>> & {
	components: () => ComponentStatus[];
	shutdown: () => Promise<void>;
};

/** Orders come as `POST /VERB/COMPONENT`, `POST /shutdown` and `GET /components`. */
export const serveControl = (socket: string, orders: Orders): void => {
	const obey = async (path: string): Promise<unknown> => {
		const [verb, component = ""] = path.split("/").filter(Boolean);
		switch (verb) {
			case "components":
				return orders.components();
			case "shutdown":
				return orders.shutdown();
			case "start":
			case "stop":
			case "freeze":
			case "thaw":
				return orders[verb](component);
			default:
				throw new Error(`The lab has no order ${path}.`);
		}
	};
	createServer((incoming, response) => {
		const path = incoming.url ?? "/";
		const answer = (status: number, body: unknown) => {
			response.writeHead(status).end(JSON.stringify(body ?? null), () => {
				if (path === "/shutdown") process.exit(0);
			});
		};
		obey(path).then(
			(result) => answer(200, result),
			(error: Error) => answer(409, { error: error.message }),
		);
	}).listen(socket);
};

/** Gives an order from outside; the answer comes when it is carried out. */
export const order = (socketPath: string, path: string, timeoutSeconds = 120): Promise<unknown> =>
	new Promise((resolve, reject) => {
		const outgoing = request({ socketPath, path, method: "POST", timeout: timeoutSeconds * 1000 }, (response) => {
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (chunk: string) => {
				body += chunk;
			});
			response.once("end", () => {
				const answer: unknown = JSON.parse(body === "" ? "null" : body);
				if (response.statusCode === 200) return resolve(answer);
				reject(new Error((answer as { error: string }).error));
			});
			response.once("error", reject);
		});
		outgoing.once("timeout", () =>
			outgoing.destroy(new Error(`The lab did not carry out ${path} within ${timeoutSeconds} s.`)),
		);
		outgoing.once("error", reject);
		outgoing.end();
	});
