import { spawn } from "node:child_process";
import { Failure } from "../../model/failure.ts";
import { said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import { parseTime } from "../../model/time.ts";
import type { ConnectOptions } from "./connect-options.ts";
import type { Connection } from "./kubeconfig.ts";
import type { ExecEntry } from "./kubeconfig-file.ts";
import { shape, text } from "./shape.ts";

/** What a plugin hands out: a token, a client certificate with its key (PEM), or both. */
export interface ExecCredential {
	token: string;
	certificate: string;
	key: string;
	/** When to ask again; null for not before the server refuses it. */
	expiresAt: number | null;
}

const VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
/** A cloud's token command takes seconds; with a person at the terminal a browser may be in the way. */
const ALONE_MS = 60_000;
const WITH_PERSON_MS = 600_000;
const STDOUT_BOUND = 1024 * 1024;
const STDERR_BOUND = 4096;
const CLUSTER_INFO_BOUND = 1024 * 1024;

/**
 * Runs a credential plugin as client-go does (plugin/pkg/client/auth/exec/exec.go): KUBERNETES_EXEC_INFO in, an ExecCredential on
 * stdout out. Its stderr goes to the person at the terminal, or its end into the failure.
 * @throws Failure credential-failed, auth-unsupported
 */
export async function runExecPlugin(
	exec: ExecEntry,
	connection: Connection,
	options: ConnectOptions,
): Promise<ExecCredential> {
	const { userName: user } = connection;
	const { command } = exec;
	const failed = (detail: string): Failure => new Failure("credential-failed", { user, detail: asDetail(detail) });
	if (!VERSIONS.includes(exec.apiVersion)) {
		throw new Failure("auth-unsupported", {
			user,
			method: asDetail(`exec ${exec.apiVersion || "without apiVersion"}`),
		});
	}
	if (command === "") throw failed(said("exec has no command"));
	const mode = exec.interactiveMode || (exec.apiVersion === VERSIONS[0] ? "" : "IfAvailable");
	if (!["Never", "IfAvailable", "Always"].includes(mode)) throw failed(`interactiveMode ${JSON.stringify(mode)}`);
	const interactive = mode !== "Never" && options.terminal !== undefined;
	if (mode === "Always" && !interactive) throw failed(said("{command} needs a terminal", { command }));

	const environment: Record<string, string | undefined> = { ...options.environment };
	for (const { name, value } of exec.env) environment[name] = value;
	environment.KUBERNETES_EXEC_INFO = execInfo(exec, connection, interactive, failed);
	const output = await run(exec, environment, interactive, options, failed);
	return readCredential(output, exec, failed);
}

function execInfo(
	exec: ExecEntry,
	{ cluster, server, authorities }: Connection,
	interactive: boolean,
	failed: (detail: string) => Failure,
): string {
	const spec: Record<string, unknown> = { interactive };
	if (exec.provideClusterInfo) {
		spec.cluster = {
			server: server.href.replace(/\/$/, ""),
			...(cluster.tlsServerName && { "tls-server-name": cluster.tlsServerName }),
			...(cluster.insecureSkipTlsVerify && { "insecure-skip-tls-verify": true }),
			...(authorities && { "certificate-authority-data": authorities.toString("base64") }),
			...(cluster.proxyUrl && { "proxy-url": cluster.proxyUrl }),
			...(cluster.execConfig !== undefined && { config: cluster.execConfig }),
		};
	}
	let size = 0;
	// YAML aliases share nodes in memory; written out they could be without end.
	const bounded = (key: string, value: unknown): unknown => {
		size += key.length + (typeof value === "string" ? value.length : 8);
		if (size > CLUSTER_INFO_BOUND)
			throw failed(said("cluster information over {bytes} bytes", { bytes: CLUSTER_INFO_BOUND }));
		return value;
	};
	return JSON.stringify({ kind: "ExecCredential", apiVersion: exec.apiVersion, spec }, bounded);
}

function run(
	exec: ExecEntry,
	env: Record<string, string | undefined>,
	interactive: boolean,
	{ terminal }: ConnectOptions,
	failed: (detail: string) => Failure,
): Promise<string> {
	const { command } = exec;
	return new Promise((resolve, reject) => {
		const child = spawn(command, exec.args, {
			env,
			stdio: [interactive ? "inherit" : "ignore", "pipe", "pipe"],
			windowsHide: true,
		});
		const stdout: Buffer[] = [];
		let size = 0;
		let stderr = "";
		// A script's own children outlive it and keep its output open: closing our end is what stops waiting for them.
		const giveUp = (detail: string): void => {
			child.kill("SIGKILL");
			child.stdout?.destroy();
			child.stderr?.destroy();
			reject(failed(detail));
		};
		const limit = interactive ? WITH_PERSON_MS : ALONE_MS;
		const timer = setTimeout(
			() => giveUp(said("{command} did not end within {seconds} s", { command, seconds: limit / 1000 })),
			limit,
		);
		child.stdout?.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size <= STDOUT_BOUND) stdout.push(chunk);
			else giveUp(said("{command} wrote over {bytes} bytes", { command, bytes: STDOUT_BOUND }));
		});
		child.stderr?.on("data", (chunk: Buffer) => {
			terminal?.write(chunk);
			stderr = (stderr + chunk.toString("utf8")).slice(-STDERR_BOUND);
		});
		child.on("error", (error: NodeJS.ErrnoException) => {
			clearTimeout(timer);
			const hint = exec.installHint;
			const absent =
				hint === "" ? said("{command} not found", { command }) : said("{command} not found: {hint}", { command, hint });
			reject(failed(error.code === "ENOENT" ? absent : `${command}: ${error.code}`));
		});
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			if (code === 0) resolve(Buffer.concat(stdout).toString("utf8"));
			else
				reject(
					failed(
						said("{command} ended with {code}: {output}", { command, code: signal ?? code ?? "?", output: stderr }),
					),
				);
		});
	});
}

function readCredential(output: string, exec: ExecEntry, failed: (detail: string) => Failure): ExecCredential {
	const { command } = exec;
	let answer: unknown;
	try {
		answer = JSON.parse(output);
	} catch {
		// What it wrote may hold the token: it stays out of the message.
		throw failed(said("{command} did not write JSON", { command }));
	}
	const { apiVersion, kind, status } = shape(answer);
	if (kind !== "ExecCredential") throw failed(said("{command} wrote no ExecCredential", { command }));
	if (apiVersion !== exec.apiVersion)
		throw failed(
			said("{command} answered {version}, not {expected}", {
				command,
				version: text(apiVersion),
				expected: exec.apiVersion,
			}),
		);
	const { token, clientCertificateData, clientKeyData, expirationTimestamp } = shape(status);
	const credential = {
		token: text(token),
		certificate: text(clientCertificateData),
		key: text(clientKeyData),
		expiresAt: parseTime(expirationTimestamp),
	};
	if (credential.token === "" && credential.certificate === "")
		throw failed(said("{command} gave neither token nor certificate", { command }));
	if ((credential.certificate === "") !== (credential.key === ""))
		throw failed(said("{command} gave a certificate or a key, not both", { command }));
	return credential;
}
