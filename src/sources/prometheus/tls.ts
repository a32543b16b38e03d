import { Agent, type AgentOptions } from "node:https";
import { createSecureContext, getCACertificates } from "node:tls";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import type { EngineOptions } from "./engine.ts";
import { readNamed } from "./named-file.ts";

/**
 * An agent for an engine behind TLS, apart from those without: to load node:tls and node:crypto takes some 25 ms of processor time.
 * @throws Failure prometheus-file
 */
export async function secureAgent(
	{ caFile, certificateFile, keyFile, insecure }: EngineOptions,
	options: AgentOptions,
): Promise<Agent> {
	const certificate = certificateFile === undefined ? null : await identityOf(certificateFile, keyFile);
	return new Agent({
		...options,
		ca: [
			...(caFile === undefined ? [] : [await readNamed(caFile)]),
			...getCACertificates("default"),
			...getCACertificates("system"),
		],
		...certificate,
		rejectUnauthorized: insecure !== true,
	});
}

/** @throws Failure prometheus-file for a pair that does not fit: at the first request it would be the engine's fault */
async function identityOf(certificateFile: string, keyFile = certificateFile): Promise<{ cert: string; key: string }> {
	const [cert, key] = [await readNamed(certificateFile), await readNamed(keyFile)];
	for (const [path, part] of [
		[certificateFile, { cert }],
		[keyFile, { cert, key }],
	] as const) {
		try {
			createSecureContext(part);
		} catch (error) {
			throw new Failure("prometheus-file", { path, detail: asDetail((error as Error).message) }, error);
		}
	}
	return { cert, key };
}
