import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
	/** Files, and what is in them, PEM. */
	certFile: string;
	keyFile: string;
	cert: string;
	key: string;
}

/** One certificate for all that listens here, its own authority. */
export function makeCertificate(folder: string, addresses: readonly string[]): Certificate {
	const [keyFile, certFile] = [join(folder, "tls.key"), join(folder, "tls.crt")];
	const names = `subjectAltName=${addresses.map((address) => `IP:${address}`).join(",")}`;
	const self = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=bench"];
	execFileSync("openssl", [...self, "-addext", names, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
	return { keyFile, certFile, key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") };
}

/** A kubeconfig for a server with that certificate; returns its path. */
export function writeKubeconfig(folder: string, server: string, { cert }: Certificate): string {
	const path = join(folder, "kubeconfig.json");
	const data = Buffer.from(cert).toString("base64");
	const config = {
		...{ apiVersion: "v1", kind: "Config", "current-context": "bench" },
		clusters: [{ name: "bench", cluster: { server, "certificate-authority-data": data } }],
		users: [{ name: "bench", user: { token: "bench" } }],
		contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
	};
	writeFileSync(path, JSON.stringify(config));
	return path;
}
