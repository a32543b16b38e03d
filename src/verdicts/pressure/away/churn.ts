import { CHURN_KINDS } from "../../../model/advisory.ts";
import type { Finding } from "../../../model/finding.ts";
import { type AwayRule, MUCH_CHURN } from "./facts.ts";

/** Names by which operators, controllers and agents go: they watch what comes and goes. */
const WATCHES =
	/(?:operator|controller|agent|manager|provisioner|csi|felix|calico|cilium|kube-state-metrics|prometheus|istiod|scheduler)/i;
const MOST_NAMED = 5;

/** Much comes and goes; tied to the operators and agents whose memory grows. */
export const churn: AwayRule<"pressure/churn"> = {
	id: "pressure/churn",
	judge({ churn: rates, findings }) {
		const much = CHURN_KINDS.flatMap((kind) => {
			const rate = rates[kind];
			if (rate === undefined || rate.perHour < MUCH_CHURN[kind]) return [];
			return [{ kind, perHour: rate.perHour, complete: rate.complete }];
		});
		const growing = [...new Set(findings.flatMap(growingWatcher))].slice(0, MOST_NAMED);
		// Ages alone show every new cluster as busy: without anybody who grows that is no news.
		const telling = growing.length > 0 ? much : much.filter(({ complete }) => complete);
		const [first] = telling;
		if (first === undefined) return [];
		return [
			{
				rule: "pressure/churn",
				severity: growing.length > 0 ? "warning" : "info",
				confidence: first.complete ? 0.95 : 0.8,
				subject: { kind: "Cluster", name: first.kind },
				params: { rates: telling, growing },
				evidence: [],
				remedies: [],
			},
		];
	},
};

/** Who grows, where it is an operator, an agent or a process of a node. */
function growingWatcher({ rule, subject }: Finding): string[] {
	if (!rule.startsWith("leak/")) return [];
	const { kind, namespace, name = "", container = "", series } = subject;
	if (kind === "Node") return [`${name}/${container}`];
	const text = namespace === undefined ? (series ?? name) : `${namespace}/${name}`;
	return rule === "leak/driven" || WATCHES.test(`${text} ${container}`) ? [text] : [];
}
