import { Failure } from "../../model/failure.ts";

/** kubectl's connection flags, as they were typed; absent ones were not given. */
export interface ConnectOptions {
	kubeconfig?: string | undefined;
	context?: string | undefined;
	cluster?: string | undefined;
	user?: string | undefined;
	namespace?: string | undefined;
	server?: string | undefined;
	token?: string | undefined;
	as?: string | undefined;
	asGroups?: readonly string[] | undefined;
	asUid?: string | undefined;
	certificateAuthority?: string | undefined;
	clientCertificate?: string | undefined;
	clientKey?: string | undefined;
	tlsServerName?: string | undefined;
	insecureSkipTlsVerify?: boolean | undefined;
	requestTimeout?: string | undefined;
	/** The process's environment, handed in so that tests have their own. */
	environment: Readonly<Record<string, string | undefined>>;
	home: string;
	/** Where a pod's service account is mounted; another folder in tests. */
	serviceAccount?: string | undefined;
	/** Ends what is being asked, and all that would be. */
	signal?: AbortSignal | undefined;
	/** A person at a terminal: exec plugins may ask and their words go there. Absent when there is none. */
	terminal?: { write(chunk: Uint8Array): void } | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	μs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
};

/**
 * `--request-timeout` by kubectl's grammar (client-go tools/clientcmd/helpers.go, ParseTimeout): whole seconds, or a Go duration
 * such as `1m30s`. In milliseconds; 0 means no limit.
 * @throws Failure bad-value
 */
export function parseRequestTimeout(value: string): number {
	if (/^\+?\d+$/.test(value)) return Number(value) * 1000;
	const parts =
		/^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*$/.test(
			value,
		);
	if (!parts) {
		throw new Failure("bad-value", { flag: "--request-timeout", value, expected: "30, 30s, 1m30s" });
	}
	let total = 0;
	for (const [, amount, unit] of value.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) {
		total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
	}
	return total;
}
