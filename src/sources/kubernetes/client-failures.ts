import type { IncomingHttpHeaders } from "node:http";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { type Shape, shape, text } from "./shape.ts";
import { TimedOut, TooLarge } from "./transport.ts";

/** What a failure's sentence names. */
export interface Asked {
	/** The server's address without credentials. */
	server: string;
	user: string;
	path: string;
}

/** OpenSSL's and Node's words for a certificate that does not hold. */
const TLS_CODES: ReadonlySet<string> = new Set([
	"CERT_HAS_EXPIRED",
	"CERT_NOT_YET_VALID",
	"CERT_UNTRUSTED",
	"CERT_REJECTED",
	"CERT_REVOKED",
	"CERT_SIGNATURE_FAILURE",
	"CERT_CHAIN_TOO_LONG",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"SELF_SIGNED_CERT_IN_CHAIN",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"INVALID_CA",
	"INVALID_PURPOSE",
	"PATH_LENGTH_EXCEEDED",
	"HOSTNAME_MISMATCH",
	"EPROTO",
]);

/** A network error as a Failure; what is none of ours (an abort) comes back as it is. */
export function failureOfError(error: unknown, { server, path }: Asked): unknown {
	if (error instanceof Failure) return error;
	if (error instanceof TimedOut)
		return new Failure("cluster-timed-out", { server, seconds: Math.ceil(error.milliseconds / 1000) }, error);
	if (error instanceof TooLarge) {
		return new Failure(
			"cluster-failed",
			{ server, status: 200, detail: asDetail(said("{path}: {broken}", { path, broken: error.message })) },
			error,
		);
	}
	if (!(error instanceof Error) || error.name === "AbortError") return error;
	const code = text((error as NodeJS.ErrnoException).code);
	// Node adds advice about its own flags behind a semicolon; OpenSSL's text ends with the place in its source.
	const message = (error.message || text(firstOf(error)?.message)).replace(/;.*|:\.\.\/deps.*/s, "");
	const detail = asDetail(code === "" || message.includes(code) ? message : `${message} (${code})`);
	if (code === "EPROTO" && /wrong version number|packet length too long|http request/.test(message))
		return new Failure(
			"cluster-unreachable",
			{ server, detail: said("it answers without TLS: is it http://?") },
			error,
		);
	if (
		TLS_CODES.has(code) ||
		code.startsWith("ERR_TLS_") ||
		code.startsWith("ERR_SSL_") ||
		code.startsWith("ERR_OSSL_")
	) {
		return new Failure("cluster-tls", { server, detail }, error);
	}
	// The answer is not HTTP, or its compression is broken.
	if (code.startsWith("HPE_") || code.startsWith("Z_"))
		return new Failure("cluster-not-kubernetes", { server, detail }, error);
	return new Failure("cluster-unreachable", { server, detail }, error);
}

/** Node tries all of a name's addresses and throws their errors together. */
function firstOf(error: Error): Error | undefined {
	return error instanceof AggregateError ? error.errors.find((one) => one instanceof Error) : undefined;
}

/** An answer that is not 2xx as a Failure. */
export function failureOfStatus(status: number, headers: IncomingHttpHeaders, body: string, asked: Asked): Failure {
	const { server, user, path } = asked;
	const answer = parseStatus(body);
	const message = answer === null ? null : text(answer.message) || null;
	const type = headers["content-type"] ?? "";
	const html = /html/i.test(type) || /^\s*<(?:!doctype|html)/i.test(body);
	const detail = asDetail(message ?? (html ? `HTTP ${status}, ${oneType(type)}` : body || `HTTP ${status}`));
	if (status >= 300 && status < 400) {
		// An API server never redirects a list; a login page in front of it does. The query of its address may hold secrets.
		const target = asDetail(text(headers.location).replace(/[?#].*/s, ""));
		return new Failure("cluster-not-kubernetes", { server, detail: `HTTP ${status} ${target}` });
	}
	if (status === 401) return new Failure("cluster-unauthorized", { server, user });
	if (html && status < 500) return new Failure("cluster-not-kubernetes", { server, detail });
	if (status === 403) return new Failure("cluster-forbidden", { what: path.replace(/\?.*/s, ""), detail });
	return new Failure("cluster-failed", { server, status, detail }, answer);
}

/** Whether the server has forgotten the version asked for: HTTP 410. */
export function isExpired(error: unknown): boolean {
	return (
		error instanceof Failure &&
		error.code === "cluster-failed" &&
		(error as Failure<"cluster-failed">).params.status === 410
	);
}

/** The token a 410 carries to go on with at the present version (apiserver storage/etcd3, handleExpiredListError); empty if none. */
export function continueAfterExpiry(error: unknown): string {
	return text(shape(shape((error as Error).cause).metadata).continue);
}

/** A 2xx that is no JSON object. */
export function notKubernetes(headers: IncomingHttpHeaders, server: string): Failure {
	return new Failure("cluster-not-kubernetes", { server, detail: oneType(headers["content-type"] ?? "") });
}

function oneType(type: string): string {
	return asDetail(type.replace(/;.*/s, "") || "no content-type");
}

/** The Kubernetes Status object in a body, or null. */
function parseStatus(body: string): Shape | null {
	try {
		const answer = shape(JSON.parse(body));
		return answer.kind === "Status" ? answer : null;
	} catch {
		return null;
	}
}
