import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";

export interface KeyPair {
	cert: string;
	key: string;
}

/** Reads a certificate and its key and tries them on each other. Throws `certificate-unusable`. */
export function readKeyPair(certFile: string, keyFile: string): KeyPair {
	try {
		const pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
		createSecureContext(pair);
		return pair;
	} catch (error) {
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		throw new Failure("certificate-unusable", { cert: certFile, key: keyFile, detail }, error);
	}
}

/**
 * Looks at the two files every so often and hands over each new pair that fits together. The files of a mounted secret are swapped by a link, and
 * a link is not watched by the kernel: reading two small files is. A pair that does not fit (half way through a rotation, or broken) is told once
 * and the old one kept. Returns what ends it.
 */
export function onRotation(
	certFile: string,
	keyFile: string,
	current: KeyPair,
	everyMs: number,
	take: (pair: KeyPair) => void,
	told: (failure: unknown) => void,
): () => void {
	let { cert, key } = current;
	let failed = false;
	const timer = setInterval(() => {
		try {
			const pair = readKeyPair(certFile, keyFile);
			failed = false;
			if (pair.cert === cert && pair.key === key) return;
			({ cert, key } = pair);
			take(pair);
		} catch (error) {
			if (!failed) told(error);
			failed = true;
		}
	}, everyMs);
	timer.unref();
	return () => clearInterval(timer);
}
