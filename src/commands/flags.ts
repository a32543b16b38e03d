import type { FlagName } from "../words/help.ts";

/** Every flag any command has, in one table: parsing and help read it. */
export interface FlagSpec {
	short?: string;
	/** The placeholder of its value; absent for a switch. */
	value?: string;
	/** What a switch may be given behind `=`. */
	inline?: readonly string[];
}

export const FLAGS = {
	help: { short: "h" },
	version: {},
	namespace: { short: "n", value: "NAME" },
	"all-namespaces": { short: "A" },
	selector: { short: "l", value: "LABELS" },
	"field-selector": { value: "FIELDS" },
	output: { short: "o", value: "FORMAT[=FILE]" },
	lang: { value: "en|zh-CN" },
	at: { value: "TIME" },
	from: { value: "PATH" },
	since: { value: "DURATION" },
	history: { value: "PATH" },
	"prometheus-url": { value: "URL" },
	"prometheus-header": { value: "NAME: VALUE" },
	"prometheus-token-file": { value: "FILE" },
	"prometheus-ca-file": { value: "FILE" },
	"prometheus-cert-file": { value: "FILE" },
	"prometheus-key-file": { value: "FILE" },
	"prometheus-insecure": {},
	"prometheus-tenant": { value: "NAME" },
	"prometheus-match": { value: "LABEL=VALUE" },
	webhook: {},
	"webhook-listen": { value: "HOST:PORT" },
	"webhook-tls-cert": { value: "FILE" },
	"webhook-tls-key": { value: "FILE" },
	deny: {},
	fix: {},
	"dry-run": { inline: ["none", "client", "server"] },
	config: { value: "FILE" },
	baseline: { value: "FILE" },
	"write-baseline": { value: "FILE" },
	"helm-chart": { value: "DIR" },
	values: { value: "FILE" },
	"fail-on": { value: "error|warning|info|never" },
	"exit-zero": {},
	color: { value: "auto|always|never" },
	watch: { short: "w" },
	live: {},
	key: { value: "FILE" },
	"no-memory": {},
	outage: { value: "DURATION" },
	"oom-risk": { value: "P[,P…]" },
	qos: { value: "keep|guaranteed|burstable" },
	horizon: { value: "DURATION" },
	interval: { value: "DURATION" },
	retention: { value: "DURATION" },
	listen: { value: "HOST:PORT" },
	record: {},
	login: { value: "link|kubernetes" },
	"allow-remote": {},
	host: { value: "NAME" },
	"tls-cert": { value: "FILE" },
	"tls-key": { value: "FILE" },
	"trust-proxy": { value: "ADDRESS[/BITS]" },
	"trust-proxy-ca": { value: "FILE" },
	"trust-proxy-headers": { value: "x-remote|x-forwarded|x-auth-request" },
	"session-key-file": { value: "FILE" },
	"kubelet-token-file": { value: "FILE" },
	lease: { value: "NAMESPACE/NAME" },
	kubeconfig: { value: "FILE" },
	context: { value: "NAME" },
	cluster: { value: "NAME" },
	user: { value: "NAME" },
	server: { short: "s", value: "URL" },
	token: { value: "TOKEN" },
	as: { value: "USER" },
	"as-group": { value: "GROUP" },
	"as-uid": { value: "UID" },
	"insecure-skip-tls-verify": {},
	"request-timeout": { value: "DURATION" },
	"certificate-authority": { value: "FILE" },
	"client-certificate": { value: "FILE" },
	"client-key": { value: "FILE" },
	"tls-server-name": { value: "NAME" },
	kmsg: { value: "NODE" },
	against: { value: "FILE" },
	runbooks: { value: "URL" },
	"notify-slack-file": { value: "FILE" },
	"notify-webhook-file": { value: "FILE" },
	"cluster-name": { value: "NAME" },
	alertmanager: { value: "URL" },
	events: {},
	rule: { value: "RULE" },
	yes: { short: "y" },
	risk: { value: "low|medium|high" },
	"even-if-managed": {},
	undo: {},
	list: {},
} as const satisfies Record<FlagName, FlagSpec>;

export type { FlagName };

/** Flags that choose where memory series are, and how to be let in there. */
const ENGINE_FLAGS = [
	"prometheus-url",
	"prometheus-header",
	"prometheus-token-file",
	"prometheus-ca-file",
	"prometheus-cert-file",
	"prometheus-key-file",
	"prometheus-insecure",
	"prometheus-tenant",
	"prometheus-match",
] as const satisfies readonly FlagName[];

/** kubectl's own, which choose the cluster and the user. */
export const KUBECTL_FLAGS = [
	"kubeconfig",
	"context",
	"cluster",
	"user",
	"server",
	"token",
	"as",
	"as-group",
	"as-uid",
	"insecure-skip-tls-verify",
	"request-timeout",
	"certificate-authority",
	"client-certificate",
	"client-key",
	"tls-server-name",
] as const satisfies readonly FlagName[];

/** Flags that choose the cluster and its engine; useless beside --from. */
export const CLUSTER_FLAGS = [...KUBECTL_FLAGS, "kmsg", ...ENGINE_FLAGS] as const satisfies readonly FlagName[];

const EVERYWHERE = ["help", "lang", "color"] as const satisfies readonly FlagName[];
export const READ_FLAGS = [
	"namespace",
	"all-namespaces",
	"selector",
	"field-selector",
	"output",
	"at",
	"from",
	"fail-on",
	"exit-zero",
	...CLUSTER_FLAGS,
	...EVERYWHERE,
] as const satisfies readonly FlagName[];
