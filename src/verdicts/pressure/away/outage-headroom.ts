import type { Finding } from "../../../model/finding.ts";
import { nodeSubject, observeNode } from "../evidence.ts";
import type { NodeFacts } from "../facts.ts";
import { type AwayRule, isServer } from "./facts.ts";

const HOUR = 3600;

interface Short {
	facts: NodeFacts;
	seconds: number;
	bytesPerHour: number;
	daemon: string;
	available: number;
}

/** How long the memory of an agent's node lasts while it is without its control plane, at the pace its own processes then grow. */
export const outageHeadroom: AwayRule<"pressure/outage-headroom"> = {
	id: "pressure/outage-headroom",
	judge({ nodes, outage, findings }) {
		const short = nodes.flatMap((facts): Short[] => {
			if (isServer(facts)) return [];
			const { available, evictionHard } = facts.outlook.memory;
			const growth = growthOn(facts.node.name, findings);
			if (available === null || growth === null) return [];
			// The kubelet evicts pods first, but what grows is no pod: it goes on to the end.
			const room = Math.max(0, available - (evictionHard ?? 0));
			return [{ facts, seconds: (room / growth.bytesPerHour) * HOUR, available, ...growth }];
		});
		const soonest = short.filter(({ seconds }) => seconds < outage).toSorted((a, b) => a.seconds - b.seconds);
		const [worst] = soonest;
		if (worst === undefined) return [];
		return [
			{
				rule: "pressure/outage-headroom",
				severity: "warning",
				confidence: 0.8,
				subject: nodeSubject(worst.facts.node.name),
				params: {
					nodes: soonest.map(({ facts }) => facts.node.name),
					daemon: worst.daemon,
					bytesPerHour: Math.round(worst.bytesPerHour),
					available: worst.available,
					seconds: Math.round(worst.seconds),
					wantedSeconds: outage,
				},
				evidence: observeNode(worst.facts),
				remedies: [],
			},
		];
	},
};

/** The growth of a node's own process: while it was cut off if that was seen, else as it grows now. */
function growthOn(node: string, findings: readonly Finding[]): { bytesPerHour: number; daemon: string } | null {
	const of = (rule: "leak/while-disconnected" | "leak/daemon") =>
		findings.flatMap((finding) => {
			if (finding.rule !== rule || finding.subject.node !== node || finding.params.bytesPerHour <= 0) return [];
			return [{ bytesPerHour: finding.params.bytesPerHour, daemon: finding.subject.container ?? "" }];
		});
	const [worst] = [...of("leak/while-disconnected").sort(faster), ...of("leak/daemon").sort(faster)];
	return worst ?? null;
}

function faster(a: { bytesPerHour: number }, b: { bytesPerHour: number }): number {
	return b.bytesPerHour - a.bytesPerHour;
}
