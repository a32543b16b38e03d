import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { isShape, type Shape } from "./shape.ts";

/** One `clusters[].cluster`; empty text for what is not set. File paths are absolute. */
export interface ClusterEntry {
	server: string;
	certificateAuthority: string;
	certificateAuthorityData: string;
	insecureSkipTlsVerify: boolean;
	tlsServerName: string;
	proxyUrl: string;
	disableCompression: boolean;
	/** Extension `client.authentication.k8s.io/exec`: handed to exec plugins that ask for cluster information. */
	execConfig: unknown;
}

export interface ExecEntry {
	apiVersion: string;
	command: string;
	args: string[];
	env: { name: string; value: string }[];
	interactiveMode: string;
	provideClusterInfo: boolean;
	installHint: string;
}

/** One `users[].user`. */
export interface UserEntry {
	clientCertificate: string;
	clientCertificateData: string;
	clientKey: string;
	clientKeyData: string;
	token: string;
	tokenFile: string;
	username: string;
	password: string;
	impersonate: string;
	impersonateUid: string;
	impersonateGroups: string[];
	impersonateExtra: Record<string, string[]>;
	exec: ExecEntry | null;
	/** The name of a legacy `auth-provider`, which Kubernetes has removed; empty when there is none. */
	authProvider: string;
}

export interface ContextEntry {
	cluster: string;
	user: string;
	namespace: string;
}

export interface Kubeconfig {
	currentContext: string;
	clusters: Map<string, ClusterEntry>;
	users: Map<string, UserEntry>;
	contexts: Map<string, ContextEntry>;
}

export const EMPTY_CLUSTER: Readonly<ClusterEntry> = {
	server: "",
	certificateAuthority: "",
	certificateAuthorityData: "",
	insecureSkipTlsVerify: false,
	tlsServerName: "",
	proxyUrl: "",
	disableCompression: false,
	execConfig: undefined,
};

export const EMPTY_USER: Readonly<UserEntry> = {
	clientCertificate: "",
	clientCertificateData: "",
	clientKey: "",
	clientKeyData: "",
	token: "",
	tokenFile: "",
	username: "",
	password: "",
	impersonate: "",
	impersonateUid: "",
	impersonateGroups: [],
	impersonateExtra: {},
	exec: null,
	authProvider: "",
};

/** The largest kubeconfigs seen hold some hundred clusters with inline certificates: under 1 MiB. */
const FILE_BOUND = 8 * 1024 * 1024;
/** js-yaml shares aliased nodes rather than copying them; this bounds the rest. */
const ALIAS_BOUND = 1000;
const EXEC_EXTENSION = "client.authentication.k8s.io/exec";

/**
 * Reads one kubeconfig file; null when there is no such file.
 * @throws Failure kubeconfig-is-directory, kubeconfig-unreadable, kubeconfig-malformed
 */
export async function readKubeconfig(path: string): Promise<Kubeconfig | null> {
	const content = await readBounded(path);
	if (content === null) return null;
	// js-yaml costs some 10 ms to load, which `--version` and `--help` need not pay.
	const { load } = await import("js-yaml");
	let document: unknown;
	try {
		document = content.trim() === "" ? {} : load(content, { maxAliases: ALIAS_BOUND });
	} catch (error) {
		throw new Failure("kubeconfig-malformed", { path, detail: yamlDetail(error) });
	}
	return new Reader(path).kubeconfig(document);
}

/** Until who writes a pipe has something to say: a command that decrypts takes a moment. */
const PIPE_MS = 20;

/** What comes next; empty at the end, null where a pipe has nothing yet. */
async function pieceOf(file: FileHandle): Promise<Buffer | null> {
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, null, null);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
		throw error;
	}
}

async function readBounded(path: string): Promise<string | null> {
	try {
		// Non-blocking, or a named pipe without a writer would hold us for ever.
		const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const stat = await file.stat();
			if (stat.isDirectory()) throw new Failure("kubeconfig-is-directory", { path });
			if (stat.size > FILE_BOUND) {
				throw new Failure("kubeconfig-malformed", {
					path,
					detail: said("{size} bytes, over {bytes}", { size: stat.size, bytes: FILE_BOUND }),
				});
			}
			const chunks: Buffer[] = [];
			let size = 0;
			// Process substitution hands us a pipe: its size is 0 and its end is its own.
			for (;;) {
				const chunk = await pieceOf(file);
				if (chunk === null) await setTimeout(PIPE_MS);
				if (chunk === null) continue;
				if (chunk.length === 0) break;
				size += chunk.length;
				if (size > FILE_BOUND) {
					throw new Failure("kubeconfig-malformed", {
						path,
						detail: said("over {bytes} bytes", { bytes: FILE_BOUND }),
					});
				}
				chunks.push(chunk);
			}
			return Buffer.concat(chunks).toString("utf8");
		} finally {
			await file.close();
		}
	} catch (error) {
		if (error instanceof Failure) throw error;
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT") return null;
		if (code === "EISDIR") throw new Failure("kubeconfig-is-directory", { path });
		throw new Failure("kubeconfig-unreadable", { path, detail: code ?? asDetail(String(error)) }, error);
	}
}

/** The parser's reason and place, without the excerpt of the file it would show: that may be a key. */
function yamlDetail(error: unknown): string {
	const { reason, mark } = error as { reason?: unknown; mark?: { line?: unknown } };
	const where = typeof mark?.line === "number" ? ` (line ${mark.line + 1})` : "";
	return asDetail(typeof reason === "string" ? `${reason}${where}` : said("not YAML"));
}

function below(at: string, key: string): string {
	return at === "" ? key : `${at}.${key}`;
}

/** Checks types as kubectl's decoder does, and names the field that is wrong. */
class Reader {
	readonly path: string;
	constructor(path: string) {
		this.path = path;
	}

	kubeconfig(document: unknown): Kubeconfig {
		const top = this.object(document, "the document");
		return {
			currentContext: this.text(top, "current-context", ""),
			clusters: this.named(top, "clusters", "cluster", (entry, at) => this.cluster(entry, at)),
			users: this.named(top, "users", "user", (entry, at) => this.user(entry, at)),
			contexts: this.named(top, "contexts", "context", (entry, at) => ({
				cluster: this.text(entry, "cluster", at),
				user: this.text(entry, "user", at),
				namespace: this.text(entry, "namespace", at),
			})),
		};
	}

	private cluster(entry: Shape, at: string): ClusterEntry {
		const extension = this.items(entry, "extensions", at).find((item) => isShape(item) && item.name === EXEC_EXTENSION);
		return {
			server: this.text(entry, "server", at),
			certificateAuthority: this.file(entry, "certificate-authority", at),
			certificateAuthorityData: this.base64(entry, "certificate-authority-data", at),
			insecureSkipTlsVerify: this.flag(entry, "insecure-skip-tls-verify", at),
			tlsServerName: this.text(entry, "tls-server-name", at),
			proxyUrl: this.text(entry, "proxy-url", at),
			disableCompression: this.flag(entry, "disable-compression", at),
			execConfig: isShape(extension) ? extension.extension : undefined,
		};
	}

	private user(entry: Shape, at: string): UserEntry {
		const extra = new Map<string, string[]>();
		const given = this.object(entry["as-user-extra"] ?? {}, `${at}.as-user-extra`);
		for (const key of Object.keys(given)) extra.set(key, this.texts(given, key, `${at}.as-user-extra`));
		const provider = this.object(entry["auth-provider"] ?? {}, `${at}.auth-provider`);
		return {
			clientCertificate: this.file(entry, "client-certificate", at),
			clientCertificateData: this.base64(entry, "client-certificate-data", at),
			clientKey: this.file(entry, "client-key", at),
			clientKeyData: this.base64(entry, "client-key-data", at),
			token: this.text(entry, "token", at),
			tokenFile: this.file(entry, "tokenFile", at),
			username: this.text(entry, "username", at),
			password: this.text(entry, "password", at),
			impersonate: this.text(entry, "as", at),
			impersonateUid: this.text(entry, "as-uid", at),
			impersonateGroups: this.texts(entry, "as-groups", at),
			impersonateExtra: Object.fromEntries(extra),
			exec: entry.exec == null ? null : this.exec(this.object(entry.exec, `${at}.exec`), `${at}.exec`),
			authProvider: entry["auth-provider"] == null ? "" : this.text(provider, "name", at) || "auth-provider",
		};
	}

	private exec(entry: Shape, at: string): ExecEntry {
		const command = this.text(entry, "command", at);
		return {
			apiVersion: this.text(entry, "apiVersion", at),
			// As kubectl: a bare name is looked for on PATH, a relative path is relative to the file.
			command: command.includes(sep) ? this.resolve(command) : command,
			args: this.texts(entry, "args", at),
			env: this.items(entry, "env", at).map((item) => {
				const pair = this.object(item, `${at}.env`);
				return { name: this.text(pair, "name", `${at}.env`), value: this.text(pair, "value", `${at}.env`) };
			}),
			interactiveMode: this.text(entry, "interactiveMode", at),
			provideClusterInfo: this.flag(entry, "provideClusterInfo", at),
			installHint: this.text(entry, "installHint", at),
		};
	}

	private named<T>(top: Shape, key: string, inner: string, read: (entry: Shape, at: string) => T): Map<string, T> {
		const found = new Map<string, T>();
		for (const item of this.items(top, key, "")) {
			const wrapper = this.object(item, key);
			const name = this.text(wrapper, "name", key);
			if (found.has(name)) this.fail(said("two {field} are named {name}", { field: key, name: JSON.stringify(name) }));
			const at = `${key}[${name}].${inner}`;
			found.set(name, read(this.object(wrapper[inner] ?? {}, at), at));
		}
		return found;
	}

	private fail(detail: string): never {
		throw new Failure("kubeconfig-malformed", { path: this.path, detail: asDetail(detail) });
	}
	private resolve(path: string): string {
		return path === "" || isAbsolute(path) ? path : join(dirname(this.path), path);
	}
	private object(value: unknown, at: string): Shape {
		return isShape(value) ? value : this.fail(said("{field} is not a map", { field: at }));
	}
	private items(from: Shape, key: string, at: string): readonly unknown[] {
		const value = from[key] ?? [];
		return Array.isArray(value) ? value : this.fail(said("{field} is not a list", { field: below(at, key) }));
	}
	private text(from: Shape, key: string, at: string): string {
		const value = from[key] ?? "";
		return typeof value === "string" ? value : this.fail(said("{field} is not text", { field: below(at, key) }));
	}
	private texts(from: Shape, key: string, at: string): string[] {
		return this.items(from, key, at).map((item) =>
			typeof item === "string" ? item : this.fail(said("{field} is not a list of texts", { field: below(at, key) })),
		);
	}
	private flag(from: Shape, key: string, at: string): boolean {
		const value = from[key] ?? false;
		return typeof value === "boolean"
			? value
			: this.fail(said("{field} is neither true nor false", { field: below(at, key) }));
	}
	private file(from: Shape, key: string, at: string): string {
		return this.resolve(this.text(from, key, at));
	}
	private base64(from: Shape, key: string, at: string): string {
		const value = this.text(from, key, at).replace(/\s+/g, "");
		return /^[A-Za-z0-9+/]*={0,2}$/.test(value)
			? value
			: this.fail(said("{field} is not base64", { field: below(at, key) }));
	}
}
