import { PATCH_FORMATS } from "../model/patch.ts";
import { CATALOGUE_FORMATS, FIX_FORMATS, FORMATS, REVIEW_FORMATS } from "../reports/formats.ts";
import type { CommandName } from "../words/help.ts";
import type { Arguments } from "./arguments.ts";
import type { CommandLine, Context } from "./context.ts";
import { CLUSTER_FLAGS, type FlagName, KUBECTL_FLAGS, READ_FLAGS } from "./flags.ts";

/** A command's shape. Its code is loaded only when it runs, so that help and version stay quick. */
export interface Command {
	/** What follows the name in usage; [] marks what may be left out. */
	args: string;
	flags: readonly FlagName[];
	/** What `-o` takes; left out where it is what every report takes. Empty where it takes a file's path alone. */
	formats?: readonly string[];
	load(): Promise<{
		/** @param line for a command that runs others */
		run(context: Context, args: Arguments, line: CommandLine): Promise<number>;
	}>;
}

/** Of commands whose exit code follows from no severity. */
const UNRANKED_FLAGS: readonly FlagName[] = READ_FLAGS.filter((flag) => flag !== "fail-on" && flag !== "exit-zero");

const CAPTURE_FLAGS: readonly FlagName[] = [
	...UNRANKED_FLAGS.filter((flag) => !["from", "at", "selector", "field-selector"].includes(flag)),
	"since",
	"history",
];

/** All namespaces fill a node: there is nothing to narrow down. */
const NODES_FLAGS: readonly FlagName[] = [
	...READ_FLAGS.filter((flag) => !["namespace", "selector", "field-selector"].includes(flag)),
	"history",
];

/** Files alone: nothing of a cluster. */
const LINT_FLAGS: readonly FlagName[] = [
	"fix",
	"dry-run",
	"config",
	"baseline",
	"write-baseline",
	"helm-chart",
	"values",
	"output",
	"fail-on",
	"exit-zero",
	"help",
	"lang",
	"color",
];

const LEAKS_FLAGS: readonly FlagName[] = [...READ_FLAGS, "since", "history", "watch"];

const SIZE_FLAGS: readonly FlagName[] = ["oom-risk", "horizon", "qos", "history", ...UNRANKED_FLAGS];

const EXPORT_FLAGS: readonly FlagName[] = [...UNRANKED_FLAGS, "runbooks"];
const RECORD_FLAGS: readonly FlagName[] = [
	"history",
	"interval",
	"retention",
	...KUBECTL_FLAGS,
	"help",
	"lang",
	"color",
];

const REVIEW_FLAGS: readonly FlagName[] = ["since", "against", "history", ...UNRANKED_FLAGS];

/** It judges what is there now; a moment of the past is nothing to change. */
const FIX_FLAGS: readonly FlagName[] = [
	"rule",
	"yes",
	"risk",
	"dry-run",
	"even-if-managed",
	"undo",
	"list",
	"history",
	...READ_FLAGS.filter((flag) => flag !== "at"),
];

const MCP_FLAGS: readonly FlagName[] = [...CLUSTER_FLAGS, "from", "help", "lang", "color"];
/** The page looks at everything its reader may see; how bad it is decides no exit code. */
const SERVE_FLAGS: readonly FlagName[] = [
	"notify-slack-file",
	"notify-webhook-file",
	"cluster-name",
	"alertmanager",
	"events",
	"listen",
	"from",
	"history",
	"record",
	"at",
	"login",
	"allow-remote",
	"host",
	"tls-cert",
	"tls-key",
	"trust-proxy",
	"trust-proxy-ca",
	"trust-proxy-headers",
	"session-key-file",
	"kubelet-token-file",
	"lease",
	"webhook",
	"webhook-listen",
	"webhook-tls-cert",
	"webhook-tls-key",
	"deny",
	"fail-on",
	"config",
	...CLUSTER_FLAGS,
	"help",
	"lang",
	"color",
];

/** A history and, for roll-outs, the cluster. */
const VERIFY_FLAGS: readonly FlagName[] = [
	...READ_FLAGS.filter((flag) => !["all-namespaces", "selector", "field-selector"].includes(flag)),
	"history",
	"since",
	"no-memory",
];

export const COMMANDS = {
	scan: {
		args: "",
		flags: [...READ_FLAGS, "live", "history", "outage", "watch", "no-memory"],
		load: () => import("./scan.ts"),
	},
	why: { args: "POD|KIND/NAME", flags: [...READ_FLAGS, "live"], load: () => import("./why.ts") },
	nodes: { args: "[NAME]", flags: NODES_FLAGS, load: () => import("./nodes.ts") },
	lint: { args: "FILE|DIR|-", flags: LINT_FLAGS, load: () => import("./lint.ts") },
	leaks: { args: "[POD|KIND/NAME|FILE.csv[.gz]|-]", flags: LEAKS_FLAGS, load: () => import("./leaks.ts") },
	size: {
		args: "[KIND/NAME|FILE.csv[.gz]|-]",
		flags: SIZE_FLAGS,
		formats: [...FORMATS, ...PATCH_FORMATS],
		load: () => import("./size.ts"),
	},
	fix: {
		args: "[POD|KIND/NAME] | --undo [ID] | --list",
		flags: FIX_FLAGS,
		formats: FIX_FORMATS,
		load: () => import("./fix.ts"),
	},
	record: { args: "", flags: RECORD_FLAGS, load: () => import("./record.ts") },
	capture: { args: "-o FILE", flags: CAPTURE_FLAGS, formats: [], load: () => import("./capture.ts") },
	advisories: {
		args: "[ID|WORD] | update FILE|URL | reset",
		flags: ["key", "output", "help", "lang", "color"],
		formats: CATALOGUE_FORMATS,
		load: () => import("./advisories.ts"),
	},
	export: { args: "WHAT", flags: EXPORT_FLAGS, formats: ["yaml", "rules", "json"], load: () => import("./export.ts") },
	review: { args: "", flags: REVIEW_FLAGS, formats: REVIEW_FORMATS, load: () => import("./review.ts") },
	mcp: { args: "", flags: MCP_FLAGS, load: () => import("./mcp.ts") },
	serve: { args: "", flags: SERVE_FLAGS, load: () => import("./serve.ts") },
	verify: {
		args: "KIND/NAME|FILE.csv[.gz] --since ROLLOUT|TIME",
		flags: VERIFY_FLAGS,
		load: () => import("./verify.ts"),
	},
	rules: {
		args: "[RULE]",
		flags: ["output", "help", "lang", "color"],
		formats: CATALOGUE_FORMATS,
		load: () => import("./rules.ts"),
	},
	completion: { args: "bash|zsh|fish", flags: ["help", "lang", "color"], load: () => import("./completion.ts") },
} as const satisfies Record<CommandName, Command>;

export type { CommandName };

export function isCommand(name: string): name is CommandName {
	return Object.hasOwn(COMMANDS, name);
}
