import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { type Engine, EngineRefused, EngineUnreachable } from "../prometheus/engine.ts";
import { KNOWN_SERVICES, portToAsk } from "../prometheus/services.ts";
import type { KubeClient } from "./client.ts";
import { type Gaps, reasonOf } from "./gaps.ts";
import { listObjects } from "./list.ts";
import { integer, list, shape, text } from "./shape.ts";

/** Engines in one cluster that are worth asking before giving up. */
const MOST_ENGINES = 4;
const RETRIES = 3;

/** The engines whose Services carry a well-known label, in order of preference, reached through the API server's service proxy. */
export async function findEngines(
	client: KubeClient,
	gaps: Gaps,
	signal: AbortSignal,
	headers: Readonly<Record<string, string>> = {},
): Promise<Engine[]> {
	const engines = new Map<string, Engine>();
	try {
		for (const known of KNOWN_SERVICES) {
			const { labelSelector } = known;
			const selection = { resource: "services", namespace: null, labelSelector, fieldSelector: "" } as const;
			for await (const service of listObjects(client, selection, { signal })) {
				const { metadata, spec } = shape(service);
				const [space, called] = [text(shape(metadata).namespace), text(shape(metadata).name)];
				const ports = list(shape(spec).ports).map((port) => ({
					name: text(shape(port).name),
					port: integer(shape(port).port) ?? 0,
				}));
				const port = portToAsk(known, ports);
				if (port === null || space === "" || called === "" || engines.size >= MOST_ENGINES) continue;
				const place = `/api/v1/namespaces/${encodeURIComponent(space)}/services/${encodeURIComponent(called)}:${port}/proxy`;
				const name = asDetail(`service ${space}/${called}`);
				if (!engines.has(place)) engines.set(place, proxied(client, place + known.prefix, name, signal, headers));
			}
		}
	} catch (error) {
		const why = reasonOf(error);
		if (why === null || isNobody(client, error)) throw error;
		gaps.add({ source: "prometheus", what: "services", ...why });
		return [...engines.values()];
	}
	if (engines.size === 0) {
		const detail = said("no service with a known label");
		gaps.add({ source: "prometheus", what: said("memory series"), reason: "absent", detail });
	}
	return [...engines.values()];
}

/** A server that has never answered, or does not know us: that is the command's failure, and more than a missing engine. */
function isNobody({ answered }: KubeClient, error: unknown): boolean {
	const codes: readonly unknown[] = ["cluster-unreachable", "cluster-timed-out", "cluster-tls", "cluster-unauthorized"];
	return !answered && error instanceof Failure && codes.includes(error.code);
}

/** An engine behind the API server; what the server itself refuses is refused by the engine as far as anyone can tell. */
function proxied(
	client: KubeClient,
	root: string,
	name: string,
	closing: AbortSignal,
	always: Readonly<Record<string, string>>,
): Engine {
	return {
		name,
		relayed: true,
		close() {},
		async send(path, { body, headers, signal, retries } = {}) {
			const both = signal === undefined ? closing : AbortSignal.any([closing, signal]);
			try {
				return await client.get(root + path, {
					signal: both,
					retries: retries ?? RETRIES,
					headers: { ...always, ...headers },
					...(body === undefined ? {} : { body }),
				});
			} catch (error) {
				throw both.aborted ? both.reason : engineError(error);
			}
		},
	};
}

function engineError(error: unknown): unknown {
	const why = reasonOf(error);
	if (!(error instanceof Failure) || why === null) return error;
	const { status = 0 } = error.params as { status?: number };
	if (error.code === "cluster-forbidden") return new EngineRefused(403, why.detail);
	return error.code === "cluster-failed"
		? new EngineRefused(status, why.detail)
		: new EngineUnreachable(why.detail, why.reason === "timed-out");
}
