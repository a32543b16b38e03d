import type { Advisory } from "../model/advisory.ts";
import { compareFindings } from "../model/finding.ts";
import type { Pod } from "../model/pod.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { Components, surveyAdvisories } from "./advisories.ts";
import { surveyAway } from "./away.ts";
import { isWhole, surveyDeathsAndSettings } from "./deaths.ts";
import { PodsByNode, surveyPressure } from "./nodes.ts";

export interface ScanInquiry {
	scope: Scope;
	at: Millis;
	/** Asks running servers for their settings, by commands in their containers. */
	live?: boolean;
	/** The known bugs to look for; those built in where left out. */
	advisories?: readonly Advisory[];
}

/**
 * Everything: the deaths in the scope, settings that do not fit, what has a known memory bug and, where the scope is the whole cluster, how its nodes are filled. Pods are read once
 * for all.
 */
export async function surveyAll(source: Source, { scope, at, advisories, live = false }: ScanInquiry): Promise<Report> {
	const known = advisories ?? (await import("../verdicts/advisories/catalogue.ts")).ADVISORIES;
	const whole = isWhole(scope);
	const byNode = new PodsByNode();
	const components = new Components(known, at);
	const seen = new Set<string>();
	const wanted = (pod: Pod) => {
		// A survey of deaths may pass over the pods a second time.
		if (!seen.has(pod.uid)) {
			if (whole) byNode.take(pod);
			components.take(pod);
		}
		seen.add(pod.uid);
		return true;
	};
	const { settings, ...report } = await surveyDeathsAndSettings(source, { scope, wanted, at, allSettings: true, live });
	const findings = [...report.findings, ...settings];
	findings.push(...(await surveyAdvisories(source, known, { components, whole, findings, at })));
	// The nodes have been counted with the deaths.
	if (whole) {
		const pressure = await surveyPressure(source, byNode, at, { ...report.looked });
		findings.push(...pressure.findings);
		const { nodes } = pressure;
		findings.push(...(await surveyAway(source, { nodes, churn: components.churn, findings, at })));
	}
	return { ...report, findings: findings.sort(compareFindings), gaps: [...source.gaps] };
}
