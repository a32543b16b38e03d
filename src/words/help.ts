/** The commands and flags that help must describe; the command room's tables are held to these names by the compiler. */
export type CommandName =
	| "scan"
	| "why"
	| "nodes"
	| "lint"
	| "leaks"
	| "size"
	| "record"
	| "capture"
	| "advisories"
	| "export"
	| "mcp"
	| "rules"
	| "serve";

export type FlagName =
	| "help"
	| "version"
	| "namespace"
	| "all-namespaces"
	| "selector"
	| "field-selector"
	| "output"
	| "lang"
	| "at"
	| "from"
	| "history"
	| "since"
	| "prometheus-url"
	| "prometheus-header"
	| "prometheus-token-file"
	| "prometheus-ca-file"
	| "prometheus-cert-file"
	| "prometheus-key-file"
	| "prometheus-insecure"
	| "prometheus-tenant"
	| "webhook"
	| "deny"
	| "fix"
	| "dry-run"
	| "config"
	| "baseline"
	| "write-baseline"
	| "helm-chart"
	| "values"
	| "fail-on"
	| "exit-zero"
	| "color"
	| "watch"
	| "live"
	| "key"
	| "oom-risk"
	| "qos"
	| "horizon"
	| "interval"
	| "retention"
	| "listen"
	| "record"
	| "login"
	| "allow-remote"
	| "host"
	| "tls-cert"
	| "tls-key"
	| "trust-proxy"
	| "trust-proxy-ca"
	| "session-key-file"
	| "lease"
	| "kubeconfig"
	| "context"
	| "cluster"
	| "user"
	| "server"
	| "token"
	| "as"
	| "as-group"
	| "as-uid"
	| "insecure-skip-tls-verify"
	| "request-timeout"
	| "certificate-authority"
	| "client-certificate"
	| "client-key"
	| "tls-server-name"
	| "kmsg"
	| "runbooks";

export interface HelpWords {
	tagline: string;
	usage: string;
	commands: string;
	flags: string;
	examples: string;
	exitCodes: string;
	/** How to get a command's own help. */
	more(program: string): string;
	command: Record<CommandName, { summary: string; about: string; examples(program: string): string[] }>;
	flag: Record<FlagName, string>;
}
