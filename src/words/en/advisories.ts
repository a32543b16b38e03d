import type { Advisory, Requirement } from "../../model/advisory.ts";
import type { AdvisoryParams } from "../../model/rules-advisories.ts";
import type { AdvisoriesWords } from "../advisories.ts";

const GAP = "the version may or may not have the bug";
const REASON = {
	"older-than-seen": "since when the bug is there is not known",
	"version-unknown": "its version cannot be read",
	fork: "a vendor's own build, which may hold the fix",
	"pre-release": "a pre-release of the version that holds the fix",
} as const;

const CHURN = {
	namespaces: "namespaces come and go",
	persistentvolumeclaims: "volume claims come and go",
	pods: "pods come and go",
	nodes: "nodes come and go",
} as const;

export const advisories: AdvisoriesWords = {
	rule: {
		title: "known memory bug",
		about: `What runs is held against the catalogue of known memory bugs (\`plimsoll advisories\`): images wherever they are mirrored, what nodes say of their kubelet, container runtime and kernel, the API server's version, Helm's labels.

Three grades that are never mixed. *Affected and showing the symptom* (error): the version has the bug, and memory of the same container or service leaks, or it was killed for memory. *Affected* (warning). *Possibly affected* (info): the version cannot be read, is older than any the bug was seen in, is a pre-release of the fixed one, or is a vendor's build that may hold the fix. Releases into which the fix was ported back are clean.`,
		message: (p) => `${who(p)}: ${sentence(p.symptom.en)} ${upgrade(p)}${conditions(p)}${stopgap(p)}`,
	},
	label: {
		component: "Component",
		where: "Where its version is read",
		affected: "Affected",
		fixed: "Fixed in",
		trigger: "Trigger",
		requires: "Checked",
		symptom: "Symptom",
		stopgap: "Until then",
		references: "References",
		verification: "How it is known",
	},
	text: (texts) => texts.en,
	range,
	place,
	requirement,
	inferred: (head) => `${head} (inferred)`,
	noFix: "no fixed version known",
	set: (count, serial) =>
		`${count} advisories${serial === null ? ", as built in" : `, set ${serial}`}. plimsoll advisories ID tells one in full.`,
	some: (shown, count) => `${shown} of ${count} advisories. plimsoll advisories ID tells one in full.`,
	updated: (count, serial, path) => `Set ${serial} with ${count} advisories is in ${path}.`,
};

function who(p: AdvisoryParams): string {
	const version = p.version === null ? "" : ` ${p.version}`;
	const [first = "", ...others] = p.nodes;
	const on = others.length > 0 ? ` on ${p.nodes.length} nodes (${first}, …)` : first === "" ? "" : ` on ${first}`;
	const thing = `${p.component}${version}${on}`;
	if (p.grade === "showing") return `${thing} has a known memory bug and shows it`;
	if (p.grade === "affected") return `${thing} has a known memory bug${p.inferred ? " (inferred)" : ""}`;
	return `${thing} possibly has a known memory bug (${p.reason === null ? GAP : REASON[p.reason]})`;
}

function upgrade(p: AdvisoryParams): string {
	if (p.upgradeTo !== null) return `Fixed in ${p.upgradeTo}.`;
	return p.fixed.length === 0 ? "No fixed version is known." : `Fixed in ${p.fixed.join(", ")}.`;
}

function conditions(p: AdvisoryParams): string {
	const holding = p.conditions.filter(({ holds }) => holds === true).map(({ requires }) => requirement(requires));
	const not = p.conditions.filter(({ holds }) => holds === false).map(({ requires }) => requirement(requires));
	const seen = holding.length === 0 ? "" : ` Its trigger is there: ${holding.join("; ")}.`;
	return not.length === 0 ? seen : `${seen} Its trigger was not seen: ${not.join("; ")}.`;
}

function stopgap({ stopgap: texts, grade }: AdvisoryParams): string {
	return texts === null || grade === "possibly" ? "" : ` Until then: ${sentence(texts.en)}`;
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

function range({ from, seen, before, through }: Advisory["affected"][number]): string {
	if (from !== undefined && from === through) return from;
	const older = from === undefined ? "older ones possibly" : `possibly from ${from}`;
	const start =
		seen !== undefined ? `seen from ${seen} (${older})` : from !== undefined ? `from ${from}` : "possibly all";
	if (before !== undefined) return `${start}, before ${before}`;
	return through === undefined ? start : `${start}, up to ${through}`;
}

function place(where: Advisory["where"][number]): string {
	if ("images" in where) {
		const only = where.only === undefined ? "" : `, only ${where.only.join(" or ")}`;
		const not = where.not === undefined ? "" : `, not ${where.not.join(" or ")}`;
		return `image ${where.images.join(" or ")}${only}${not}`;
	}
	if ("server" in where) return "the API server's version";
	if ("chart" in where) return `Helm chart ${where.chart}`;
	const workers = where.workers === true ? " of workers" : "";
	if (where.node === "runtime") return `container runtime ${where.runtime}${workers}`;
	return `${{ kubelet: "kubelet", kernel: "kernel", os: "OS image" }[where.node]}${workers}`;
}

function requirement(requires: Requirement): string {
	if ("churn" in requires) return CHURN[requires.churn];
	if ("controlPlaneAway" in requires) return "the control plane was away";
	if ("replicas" in requires) return `${requires.replicas} replicas or more`;
	if ("initContainers" in requires) return "pods with init containers";
	if ("beside" in requires) return `${requires.beside} runs in the cluster`;
	const { from, before } = requires.kernel;
	return `a kernel ${[from === undefined ? "" : `from ${from}`, before === undefined ? "" : `before ${before}`].filter((part) => part !== "").join(", ")}`;
}
