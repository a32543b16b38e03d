import type { CommandName } from "../words/help.ts";

/** A question an assistant may ask: what it is called, what it takes, and the command line that answers it. Descriptions are read by programs, in English. */
export interface Tool {
	name: string;
	command: CommandName;
	description: string;
	/** JSON Schema of each property; those of `required` must be there. */
	properties: Readonly<Record<string, { type: "string" | "boolean"; description: string }>>;
	required: readonly string[];
	/** Whether the flags that choose a cluster or an archive belong to it. */
	ofCluster: boolean;
	/** `stdin` is handed to a command that reads `-`. */
	line(given: Given): { argv: string[]; stdin?: string };
}

export type Given = Readonly<Record<string, string | boolean | undefined>>;

const NAMESPACE = { type: "string", description: "The namespace; all namespaces when left out." } as const;

function scoped({ namespace }: Given): string[] {
	return typeof namespace === "string" && namespace !== "" ? [`--namespace=${namespace}`] : ["--all-namespaces"];
}

/** A positional that may begin with a dash must not be taken for a flag. */
function positional(value: string | boolean | undefined): string[] {
	return typeof value === "string" && value !== "" ? ["--", value] : [];
}

export const TOOLS: readonly Tool[] = [
	{
		name: "scan",
		command: "scan",
		description:
			"Everything Plimsoll finds about memory, worst first: deaths, node pressure, leaks, known bugs. Each finding has evidence and remedies.",
		properties: { namespace: NAMESPACE },
		required: [],
		ofCluster: true,
		line: (given) => ({ argv: [...scoped(given), "-o", "json"] }),
	},
	{
		name: "why",
		command: "why",
		description: "Why a pod's containers, or those of a workload, died: cause, evidence, timeline, remedies.",
		properties: {
			target: { type: "string", description: "A pod's name, or KIND/NAME such as deploy/web." },
			namespace: { type: "string", description: "Its namespace; the context's when left out." },
		},
		required: ["target"],
		ofCluster: true,
		line: ({ target, namespace }) => ({
			argv: [...(namespace ? [`--namespace=${namespace}`] : []), "-o", "json", ...positional(target)],
		}),
	},
	{
		name: "nodes",
		command: "nodes",
		description: "Each node's memory, forecast and kill order; one node when named.",
		properties: { node: { type: "string", description: "A node's name; all when left out." } },
		required: [],
		ofCluster: true,
		line: ({ node }) => ({ argv: ["-o", "json", ...positional(node)] }),
	},
	{
		name: "leaks",
		command: "leaks",
		description: "Which containers leak memory, since when, how fast, and when the limit is reached.",
		properties: { namespace: NAMESPACE },
		required: [],
		ofCluster: true,
		line: (given) => ({ argv: [...scoped(given), "-o", "json"] }),
	},
	{
		name: "size",
		command: "size",
		description: "Memory requests and limits for a stated risk of being OOM-killed.",
		properties: {
			namespace: NAMESPACE,
			oomRisk: { type: "string", description: "Accepted share of containers that exceed their limit, such as 0.01." },
		},
		required: [],
		ofCluster: true,
		line: (given) => ({
			argv: [...scoped(given), ...(given.oomRisk ? [`--oom-risk=${given.oomRisk}`] : []), "-o", "json"],
		}),
	},
	{
		name: "lint",
		command: "lint",
		description: "Memory defects in Kubernetes manifests, with line and column.",
		properties: { manifests: { type: "string", description: "YAML or JSON, one document or several." } },
		required: ["manifests"],
		ofCluster: false,
		line: ({ manifests }) => ({ argv: ["-o", "json", "-"], stdin: String(manifests) }),
	},
	{
		name: "advisories",
		command: "advisories",
		description: "Known memory bugs: the catalogue, or one of them in full.",
		properties: { id: { type: "string", description: "An advisory's id; all when left out." } },
		required: [],
		ofCluster: false,
		line: ({ id }) => ({ argv: positional(id) }),
	},
	{
		name: "rules",
		command: "rules",
		description: "What Plimsoll can find: the catalogue of rules, or one rule's page.",
		properties: { rule: { type: "string", description: "A rule's id, such as death/container-limit." } },
		required: [],
		ofCluster: false,
		line: ({ rule }) => ({ argv: positional(rule) }),
	},
];
