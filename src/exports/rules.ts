import { dump } from "js-yaml";
import type { ExportsWords } from "../words/exports.ts";
import { ALERTS, RECORDINGS } from "./alerts.ts";

/** Where runbooks are, each as NAME.md (docs/alerts). */
interface RulesOptions {
	/** Without a slash at the end. */
	runbooks: string;
	/** The namespace of the PrometheusRule; none where empty. */
	namespace: string;
}

const TITLE = "plimsoll";

/** A rule file as Prometheus reads it: recordings first, then the alerts that need them. */
export function ruleFile(words: ExportsWords, options: RulesOptions): string {
	return dump(groups(words, options), YAML);
}

/** The same as an object of the Prometheus operator. */
export function prometheusRule(words: ExportsWords, options: RulesOptions): string {
	const object = {
		apiVersion: "monitoring.coreos.com/v1",
		kind: "PrometheusRule",
		metadata: {
			name: TITLE,
			...(options.namespace === "" ? {} : { namespace: options.namespace }),
			labels: { "app.kubernetes.io/name": TITLE, prometheus: "k8s", role: "alert-rules" },
		},
		spec: groups(words, options),
	};
	return dump(object, YAML);
}

const YAML = { lineWidth: -1, noRefs: true } as const;

function groups(words: ExportsWords, { runbooks }: RulesOptions): object {
	const alerts = ALERTS.map(({ name, expr, severity, for: held }) => ({
		alert: name,
		expr,
		for: held,
		labels: { severity },
		annotations: {
			summary: words.alert[name].summary,
			description: words.alert[name].description,
			runbook_url: `${runbooks}/${name}.md`,
		},
	}));
	return {
		groups: [
			{ name: `${TITLE}-recordings`, interval: "1m", rules: RECORDINGS },
			{ name: `${TITLE}-alerts`, rules: alerts },
		],
	};
}
