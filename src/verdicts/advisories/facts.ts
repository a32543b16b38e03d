import type { Finding } from "../../model/finding.ts";
import type { Node } from "../../model/node.ts";
import type { Workload } from "../../model/workload.ts";
import type { Churn } from "./churn.ts";

/** A container of a workload and the image it runs: one for all its pods that run the same. */
export interface RunningImage {
	workload: Workload;
	container: string;
	image: string;
	/** Their names, and the nodes they are on. */
	pods: string[];
	nodes: string[];
	/** Labels of the pods: `helm.sh/chart` (`rook-ceph-v1.14.9`) and `app.kubernetes.io/version`; empty where there are none. */
	chart: string;
	appVersion: string;
}

/** What is known of a cluster, as far as known bugs are concerned. */
export interface AdvisoryFacts {
	images: readonly RunningImage[];
	nodes: readonly Node[];
	/** `gitVersion` of /version; null where it could not be read. */
	serverVersion: string | null;
	/** Created and deleted an hour; kinds that could not be counted are left out. */
	churn: Churn;
	/** Nodes that were cut off from the control plane, as far as can be seen. */
	away: ReadonlySet<string>;
	/** Whether any pod has init containers. */
	initContainers: boolean;
	/** What else was found: leaks and deaths. */
	findings: readonly Finding[];
}
