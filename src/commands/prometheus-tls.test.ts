import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Certificates, makeCertificates } from "../sources/kubernetes/testing/certificates.ts";
import { sendJson, startServer, type TestServer } from "../sources/kubernetes/testing/server.ts";
import { runMain } from "./testing/run.ts";

/** Engines behind real TLS: what each flag lets in, and what stays out. */
const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
const file = (name: string) => join(folder, name);
let certificates: Certificates;
let usual: TestServer;
let expired: TestServer;
/** Whom the server's last request came from: the name in a certificate that its authority signed, or nobody. */
let visitor: string;

beforeAll(async () => {
	certificates = makeCertificates();
	const { authority, client, expiredServer } = certificates;
	writeFileSync(file("ca.pem"), authority);
	writeFileSync(file("client.pem"), client.cert);
	writeFileSync(file("client.key"), client.key);
	writeFileSync(file("other.key"), expiredServer.key);
	writeFileSync(file("both.pem"), Buffer.concat([client.cert, client.key]));
	const serve = async (pair?: Certificates["server"]) =>
		await startServer(
			(request, response) => {
				const socket = request.socket as TLSSocket;
				visitor = socket.authorized ? String(socket.getPeerCertificate().subject.CN) : "nobody";
				sendJson(response, { status: "success", data: [] });
			},
			{ certificates, ...(pair === undefined ? {} : { pair }) },
		);
	[usual, expired] = [await serve(), await serve(expiredServer)];
});
afterAll(async () => {
	await usual.stop();
	await expired.stop();
	rmSync(folder, { recursive: true });
});

const CA = ["--prometheus-ca-file", file("ca.pem")];
const KEY = ["--prometheus-key-file", file("client.key")];
const LET_IN: Readonly<Record<string, { flags: string[]; as: string }>> = {
	"an authority": { flags: CA, as: "nobody" },
	"an authority, a certificate and its key": {
		flags: [...CA, "--prometheus-cert-file", file("client.pem"), ...KEY],
		as: "jane",
	},
	"a certificate that has its key with it": { flags: [...CA, "--prometheus-cert-file", file("both.pem")], as: "jane" },
	"no question asked": { flags: ["--prometheus-insecure"], as: "nobody" },
	"no question asked, and a certificate": {
		flags: ["--prometheus-insecure", "--prometheus-cert-file", file("both.pem")],
		as: "jane",
	},
};
test.each(Object.entries(LET_IN))("%s", async (_, { flags, as }) => {
	usual.requests.length = 0;
	const { err } = await runMain(["leaks", "--prometheus-url", usual.url, ...flags]);
	expect([usual.requests.length > 0, visitor]).toEqual([true, as]);
	expect(err).not.toMatch(/certificate|CERT/);
});

const KEPT_OUT: Readonly<Record<string, { url: () => string; flags: string[]; said: RegExp }>> = {
	"an authority nobody knows": { url: () => usual.url, flags: [], said: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/ },
	"another name than the certificate's": {
		url: () => usual.url.replace("127.0.0.1", "localhost"),
		flags: CA,
		said: /ERR_TLS_CERT_ALTNAME_INVALID/,
	},
	"a certificate that is over": { url: () => expired.url, flags: CA, said: /CERT_HAS_EXPIRED/ },
	"an authority that is not there": {
		url: () => usual.url,
		flags: ["--prometheus-ca-file", file("none.pem")],
		said: /none\.pem.*no such file/,
	},
	"a key that is not there": {
		url: () => usual.url,
		flags: ["--prometheus-cert-file", file("client.pem"), "--prometheus-key-file", file("none.key")],
		said: /none\.key.*no such file/,
	},
	"an authority that is none": {
		url: () => usual.url,
		flags: ["--prometheus-ca-file", file("client.key")],
		said: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED|client\.key/,
	},
	"a certificate without a key": {
		url: () => usual.url,
		flags: [...CA, "--prometheus-cert-file", file("client.pem")],
		said: /client\.pem, .*DECODER|client\.pem, .*PEM/,
	},
	"a key that is not the certificate's": {
		url: () => usual.url,
		flags: [...CA, "--prometheus-cert-file", file("client.pem"), "--prometheus-key-file", file("other.key")],
		said: /other\.key, .*mismatch/,
	},
};
test.each(Object.entries(KEPT_OUT))("%s", async (_, { url, flags, said }) => {
	usual.requests.length = 0;
	expired.requests.length = 0;
	const { code, err } = await runMain(["leaks", "--prometheus-url", url(), ...flags]);
	expect([code, usual.requests.length + expired.requests.length]).toEqual([3, 0]);
	expect(err).toMatch(said);
	expect(err.trim().split("\n")).toHaveLength(1);
});

test("what is over, or has another name, is let in when no question is asked", async () => {
	for (const url of [expired.url, usual.url.replace("127.0.0.1", "localhost")]) {
		visitor = "";
		await runMain(["leaks", "--prometheus-url", url, "--prometheus-insecure"]);
		expect(visitor).toBe("nobody");
	}
});
