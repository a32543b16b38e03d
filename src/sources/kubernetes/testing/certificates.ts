import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
	authority: Buffer;
	/** For `kubernetes` and 127.0.0.1. */
	server: Pair;
	/** As `server`, but over since yesterday. */
	expiredServer: Pair;
	client: Pair;
	expiredClient: Pair;
}
export interface Pair {
	cert: Buffer;
	key: Buffer;
}

/** Certificates made for one run of a test. Throws a sentence that says how to get openssl when it is missing. */
export function makeCertificates(): Certificates {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-certificates-"));
	const openssl = (...args: string[]): void => {
		try {
			execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
			throw new Error("this test needs the openssl command: apt-get install openssl", { cause: error });
		}
	};
	const key = (name: string): void =>
		openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}.key`);
	const signed = (name: string, subject: string, days: string, extensions: string): Pair => {
		key(name);
		writeFileSync(join(folder, `${name}.ext`), extensions);
		openssl("req", "-new", "-key", `${name}.key`, "-subj", subject, "-out", `${name}.csr`);
		openssl(
			...[
				"x509",
				"-req",
				"-in",
				`${name}.csr`,
				"-CA",
				"ca.pem",
				"-CAkey",
				"ca.key",
				"-CAcreateserial",
				"-extfile",
				`${name}.ext`,
			],
			...["-out", `${name}.pem`, "-days", days],
		);
		return { cert: readFileSync(join(folder, `${name}.pem`)), key: readFileSync(join(folder, `${name}.key`)) };
	};
	try {
		key("ca");
		openssl("req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=test authority", "-days", "2", "-out", "ca.pem");
		const names = "subjectAltName=DNS:kubernetes,IP:127.0.0.1";
		return {
			authority: readFileSync(join(folder, "ca.pem")),
			server: signed("server", "/CN=kubernetes", "2", names),
			expiredServer: signed("expired-server", "/CN=kubernetes", "-1", names),
			client: signed("client", "/O=people/CN=jane", "2", "extendedKeyUsage=clientAuth"),
			expiredClient: signed("expired-client", "/CN=jane", "-1", "extendedKeyUsage=clientAuth"),
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}
