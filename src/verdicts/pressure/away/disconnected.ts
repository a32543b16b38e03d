import type { Evidence } from "../../../model/finding.ts";
import { said } from "../../../model/said.ts";
import type { Millis } from "../../../model/time.ts";
import { nodeSubject } from "../evidence.ts";
import type { NodeFacts } from "../facts.ts";
import type { AwayRule } from "./facts.ts";

/** The node controller calls a node unknown after 40 s, 50 s since 1.32 (node-monitor-grace-period); with a renewal every 10 s. */
const SILENT_MS = 60_000;

interface Silent {
	facts: NodeFacts;
	/** Since when nothing was heard; null where only the condition says so. */
	since: Millis | null;
}

/** Nodes that have not renewed their Lease: cut off from the control plane, or dead. */
export const nodeDisconnected: AwayRule<"pressure/node-disconnected"> = {
	id: "pressure/node-disconnected",
	judge({ nodes, renewals, at }) {
		const silent = nodes.flatMap((facts): Silent[] => {
			const renewed = renewals?.get(facts.node.name) ?? null;
			const unknown = facts.node.conditions.find(({ type, status }) => type === "Ready" && status === "Unknown");
			if (renewed !== null && at - renewed > SILENT_MS) return [{ facts, since: renewed }];
			return unknown === undefined ? [] : [{ facts, since: renewed ?? unknown.since }];
		});
		const oldestFirst = silent.toSorted((a, b) => (a.since ?? at) - (b.since ?? at));
		const [worst] = oldestFirst;
		if (worst === undefined) return [];
		return [
			{
				rule: "pressure/node-disconnected",
				severity: "error",
				confidence: 0.95,
				subject: nodeSubject(worst.facts.node.name),
				params: {
					nodes: oldestFirst.map(({ facts }) => facts.node.name),
					of: nodes.length,
					silentSeconds: worst.since === null ? null : Math.round((at - worst.since) / 1000),
				},
				evidence: evidenceOf(worst, renewals?.get(worst.facts.node.name) ?? null),
				remedies: [],
			},
		];
	},
};

function evidenceOf({ facts }: Silent, renewed: Millis | null): Evidence[] {
	const { name, conditions } = facts.node;
	const ready = conditions.find(({ type }) => type === "Ready");
	const seen: Evidence[] = [];
	if (renewed !== null) {
		seen.push({ source: `lease kube-node-lease/${name}`, at: renewed, what: "node-condition", value: "last renewed" });
	}
	if (ready !== undefined) {
		const value = `Ready ${ready.status} ${ready.reason}`.trim();
		seen.push({ source: said("node {node} status", { node: name }), at: ready.since, what: "node-condition", value });
	}
	return seen;
}
