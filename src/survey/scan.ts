import { compareFindings } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { Millis } from "../model/time.ts";
import type { Scope, Source } from "../sources/source.ts";
import { isWhole, surveyDeaths } from "./deaths.ts";
import { PodsByNode, surveyPressure } from "./nodes.ts";

export interface ScanInquiry {
	scope: Scope;
	at: Millis;
}

/** Everything: the deaths in the scope and, where that is the whole cluster, how its nodes are filled. Pods are read once for both. */
export async function surveyAll(source: Source, { scope, at }: ScanInquiry): Promise<Report> {
	if (!isWhole(scope)) return surveyDeaths(source, { scope, wanted: () => true, at });
	const byNode = new PodsByNode();
	const seen = new Set<string>();
	const wanted = (pod: Parameters<PodsByNode["take"]>[0]) => {
		// A survey of deaths may pass over the pods a second time.
		if (!seen.has(pod.uid)) byNode.take(pod);
		seen.add(pod.uid);
		return true;
	};
	const report = await surveyDeaths(source, { scope, wanted, at });
	// The nodes have been counted with the deaths.
	const pressure = await surveyPressure(source, byNode, at, { ...report.looked });
	return { ...report, findings: [...report.findings, ...pressure].sort(compareFindings), gaps: [...source.gaps] };
}
