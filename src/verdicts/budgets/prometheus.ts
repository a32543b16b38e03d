import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { lowerCount } from "./counts.ts";
import { budgeted } from "./held.ts";
import { runtimeOf } from "./runtime.ts";
import { settingIn } from "./settings.ts";

const prometheus = runtimeOf("prometheus");
/** promql/value.go, a point: a time and a value. */
const BYTES_A_SAMPLE = 16;
const ADVISED = 0.25;

/** The flag that is to refuse a query before it ends the server, set so high that one query does. */
export const prometheusQuery: LintRule<"budget/prometheus-query-exceeds-limit"> = {
	id: "budget/prometheus-query-exceeds-limit",
	judge: (manifests) =>
		budgeted(manifests, prometheus).flatMap(({ pod, container, limit, limitSeen, sources }) => {
			const spec = prometheus.settings.maxSamples;
			const found = spec === undefined ? null : settingIn(sources, spec);
			if (found === null || Number.isNaN(found.value) || found.value * BYTES_A_SAMPLE <= limit) return [];
			const sum = found.value * BYTES_A_SAMPLE;
			const advised = Math.floor((ADVISED * limit) / BYTES_A_SAMPLE / 1000) * 1000;
			return [
				finding("budget/prometheus-query-exceeds-limit", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.9,
					place: found.place,
					params: { limit, sum, samples: found.value, advised },
					evidence: [seen("setting", found.written, found.place), limitSeen],
					remedies: lowerCount(found, advised),
				}),
			];
		}),
};
