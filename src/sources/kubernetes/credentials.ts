import { createPrivateKey, X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { formatTime } from "../../model/time.ts";
import { readSmall } from "../small-file.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { type ExecCredential, runExecPlugin } from "./exec-plugin.ts";
import type { Connection } from "./kubeconfig.ts";

/** Who we are, for one request. */
export interface Credential {
	/** The Authorization header; empty for none. */
	authorization: string;
	/** PEM; null for none. The same object as long as the certificate is the same, so that connections can be kept. */
	certificate: { cert: Buffer; key: Buffer } | null;
}

export interface Credentials {
	current(): Promise<Credential>;
	/** After a 401: gets new ones unless that has happened since `refused` was given out. False when there are no others to get. */
	renew(refused: Credential): Promise<boolean>;
}

/** Bound service-account tokens are replaced in place by the kubelet; client-go reads the file again each minute too. */
const TOKEN_FILE_MS = 60_000;

/**
 * The credentials of a connection.
 * @throws Failure certificate-expired, credential-failed, kubeconfig-file
 */
export async function openCredentials(connection: Connection, options: ConnectOptions): Promise<Credentials> {
	const { user, userName, server } = connection;
	// client-go sends no credentials in clear text (client_config.go, ClientConfig: "only try to read the auth information if we are secure").
	if (server.protocol === "http:") return fixed({ authorization: "", certificate: null });
	const certificate = await clientCertificate(connection);
	if (user.tokenFile !== "") return new TokenFile(user.tokenFile, user.token, userName, certificate);
	if (user.token !== "") return fixed({ authorization: `Bearer ${user.token.trim()}`, certificate });
	if (user.username !== "" || user.password !== "") {
		const basic = Buffer.from(`${user.username}:${user.password}`, "utf8").toString("base64");
		return fixed({ authorization: `Basic ${basic}`, certificate });
	}
	if (user.exec !== null) {
		const { exec } = user;
		return new Plugin(userName, certificate, () => runExecPlugin(exec, connection, options));
	}
	return fixed({ authorization: "", certificate });
}

/** Headers that ask the server to act as someone else (client-go transport/round_trippers.go, impersonatingRoundTripper). */
export function impersonationHeaders({ user }: Connection): Record<string, string | string[]> {
	if (user.impersonate === "") return {};
	const headers: Record<string, string | string[]> = { "Impersonate-User": encodeHeader(user.impersonate) };
	if (user.impersonateUid !== "") headers["Impersonate-Uid"] = encodeHeader(user.impersonateUid);
	if (user.impersonateGroups.length > 0) headers["Impersonate-Group"] = user.impersonateGroups.map(encodeHeader);
	for (const [key, values] of Object.entries(user.impersonateExtra)) {
		headers[`Impersonate-Extra-${encodeURIComponent(key).replace(/[!'()*]/g, percent)}`] = values.map(encodeHeader);
	}
	return headers;
}

/** Node writes header values as latin1; Go sends UTF-8 bytes. */
function encodeHeader(value: string): string {
	return Buffer.from(value, "utf8").toString("latin1");
}

function percent(character: string): string {
	return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function fixed(credential: Credential): Credentials {
	return { current: async () => credential, renew: async () => false };
}

class TokenFile implements Credentials {
	private readonly path: string;
	private readonly userName: string;
	private readonly certificate: Credential["certificate"];
	private readAt = 0;
	private modified = "";
	private credential: Credential | null;

	constructor(path: string, token: string, userName: string, certificate: Credential["certificate"]) {
		this.path = path;
		this.userName = userName;
		this.certificate = certificate;
		this.credential = token === "" ? null : { authorization: `Bearer ${token.trim()}`, certificate };
	}

	async current(): Promise<Credential> {
		const { credential } = this;
		if (credential !== null && Date.now() - this.readAt < TOKEN_FILE_MS && (await this.stamp()) === this.modified)
			return credential;
		return await this.read();
	}

	async renew(refused: Credential): Promise<boolean> {
		return (await this.read()).authorization !== refused.authorization;
	}

	private async stamp(): Promise<string> {
		return await stat(this.path).then(
			({ mtimeMs, ino, size }) => `${ino} ${mtimeMs} ${size}`,
			() => this.modified,
		);
	}

	private async read(): Promise<Credential> {
		this.modified = await this.stamp();
		const token = await readSmall(this.path).then(
			(content) => content.toString("utf8").trim(),
			(error: NodeJS.ErrnoException) => {
				// A kubelet that is replacing the file leaves a moment without one: the last good token still holds.
				if (this.credential !== null) return "";
				throw new Failure("credential-failed", { user: this.userName, detail: `${this.path}: ${error.code}` }, error);
			},
		);
		this.readAt = Date.now();
		const authorization = `Bearer ${token}`;
		if (token !== "" && this.credential?.authorization !== authorization) {
			this.credential = { authorization, certificate: this.certificate };
		}
		if (this.credential === null)
			throw new Failure("credential-failed", {
				user: this.userName,
				detail: said("{file} is empty", { file: this.path }),
			});
		return this.credential;
	}
}

class Plugin implements Credentials {
	private readonly userName: string;
	private readonly own: Credential["certificate"];
	private readonly run: () => Promise<ExecCredential>;
	private cached: { credential: Credential; expiresAt: number } | null = null;
	/** One run at a time: eight requests at once must not open eight browser windows. */
	private running: Promise<Credential> | null = null;

	constructor(userName: string, own: Credential["certificate"], run: () => Promise<ExecCredential>) {
		this.userName = userName;
		this.own = own;
		this.run = run;
	}

	async current(): Promise<Credential> {
		if (this.cached !== null && Date.now() < this.cached.expiresAt) return this.cached.credential;
		return await this.fetch();
	}

	async renew(refused: Credential): Promise<boolean> {
		if (this.cached?.credential === refused) this.cached = null;
		return (await this.current()) !== refused;
	}

	private async fetch(): Promise<Credential> {
		this.running ??= this.start().finally(() => {
			this.running = null;
		});
		return await this.running;
	}

	private async start(): Promise<Credential> {
		const { token, certificate, key, expiresAt } = await this.run();
		const previous = this.cached?.credential.certificate;
		let pair = this.own;
		if (certificate !== "") {
			pair = { cert: Buffer.from(certificate), key: Buffer.from(key) };
			if (previous?.cert.equals(pair.cert) && previous.key.equals(pair.key)) pair = previous;
			checkPair(pair, this.userName);
		}
		const credential = { authorization: token === "" ? "" : `Bearer ${token}`, certificate: pair };
		this.cached = { credential, expiresAt: expiresAt ?? Number.POSITIVE_INFINITY };
		return credential;
	}
}

async function clientCertificate({ user, userName }: Connection): Promise<Credential["certificate"]> {
	const cert = await material(user.clientCertificateData, user.clientCertificate);
	if (cert === null) return null;
	const key = await material(user.clientKeyData, user.clientKey);
	if (key === null)
		throw new Failure("credential-failed", { user: userName, detail: said("a client certificate without client-key") });
	const pair = { cert, key };
	checkPair(pair, userName);
	return pair;
}

async function material(data: string, path: string): Promise<Buffer | null> {
	if (data !== "") return Buffer.from(data, "base64");
	if (path === "") return null;
	return await readSmall(path).catch((error: NodeJS.ErrnoException) => {
		throw new Failure("kubeconfig-file", { path, detail: error.code ?? error.message }, error);
	});
}

/** An expired certificate is told before connecting: the server would only answer 401, or not at all. */
function checkPair({ cert, key }: { cert: Buffer; key: Buffer }, user: string): void {
	const failed = (detail: string, error?: unknown): Failure =>
		new Failure("credential-failed", { user, detail }, error);
	let certificate: X509Certificate;
	try {
		certificate = new X509Certificate(cert);
	} catch (error) {
		throw failed(said("the client certificate cannot be read"), error);
	}
	const expiry = certificate.validToDate.getTime();
	if (expiry <= Date.now()) throw new Failure("certificate-expired", { user, expired: formatTime(expiry) });
	let matches: boolean;
	try {
		matches = certificate.checkPrivateKey(createPrivateKey(key));
	} catch (error) {
		throw failed(said("the client key cannot be read"), error);
	}
	if (!matches) throw failed(said("the client key does not belong to the client certificate"));
}
