/** A known memory bug, as a file of knowledge/advisories says it. Fields are plain data: people mend them without TypeScript. */
export interface Advisory {
	/** Also the end of its rule: `advisory/ID`. */
	id: string;
	/** For people; a product's name, alike in all languages. */
	component: string;
	/** Where its version is read; any of them. */
	where: Place[];
	scheme: Scheme;
	/** In order, and none overlaps another. */
	affected: AffectedRange[];
	/** The first version without the bug, of each release line; empty where none is known. */
	fixed: string[];
	trigger: Texts & { requires?: Requirement[] };
	symptom: Texts & { shows: SymptomPlace };
	/** What helps until the upgrade; left out where nothing is known to. */
	stopgap?: Texts & { remedy?: StopgapRemedy };
	references: string[];
	verification: { affected: Verified; fixed: Verified; trigger: Verified; symptom: Verified; stopgap?: Verified };
	/** For those who mend the file. */
	note?: string;
}

/** `verified`: read in the reference; `inferred`: concluded from it, or remembered. */
type Verified = "verified" | "inferred";

/** A short sentence in each language. */
export interface Texts {
	en: string;
	"zh-CN": string;
}

export const SCHEMES = ["semver", "k3s", "rke2", "debian", "kernel", "linkerd", "calver"] as const;
/** How versions are written and ordered. */
export type Scheme = (typeof SCHEMES)[number];

export type Place =
	/**
	 * The image of a container: repositories without registry (`rook/ceph`). Where an image holds several programs, words of the container's or
	 * workload's name say which are meant (`only`) and which are not (`not`).
	 */
	| { images: string[]; only?: string[]; not?: string[] }
	/** What a node says of itself. `runtime` names the container runtime before `://`; workers are nodes without a control plane's role. */
	| { node: "kubelet" | "kernel" | "os"; workers?: true }
	| { node: "runtime"; runtime: string; workers?: true }
	/** `gitVersion` of /version. */
	| { server: true }
	/** The Helm chart in the label `helm.sh/chart`, whose version is the component's. */
	| { chart: string; only?: string[] };

/** Bounds of a stretch of versions, each alike included (`from`, `seen`, `through`) or not (`before`). */
export interface AffectedRange {
	/** The first version with the bug; beside `seen`, the first that may have it. */
	from?: string;
	/** The oldest version it was seen in; older ones, down to `from` where that is known, are possibly affected. */
	seen?: string;
	/** The first version after the bug. */
	before?: string;
	/** The last version with it. Without either, no later version is known to be free of it. */
	through?: string;
}

/** What has to hold for the bug to bite, so far as it can be checked. */
export type Requirement =
	/** Objects created and deleted all the time. */
	| { churn: ChurnKind }
	/** The control plane is, or was, away from the node. */
	| { controlPlaneAway: true }
	/** The kernel of the node it runs on: included, excluded. */
	| { kernel: { from?: string; before?: string } }
	/** At least so many pods of its workload. */
	| { replicas: number }
	/** Pods with init containers somewhere. */
	| { initContainers: true }
	/** A container with an image of this name somewhere (`nfs`, `cilium`). */
	| { beside: string };

export const CHURN_KINDS = ["namespaces", "persistentvolumeclaims", "pods", "nodes"] as const;
export type ChurnKind = (typeof CHURN_KINDS)[number];

/** Whose memory grows: the matched container's, or a service of the node. */
export const SYMPTOM_PLACES = ["container", "kubelet", "runtime", "node", "apiserver"] as const;
export type SymptomPlace = (typeof SYMPTOM_PLACES)[number];

/** A stop-gap that can be applied to the workload the bug is found in. */
type StopgapRemedy =
	/** An environment variable of the container. */
	| { type: "environment"; name: string; value: string }
	/** A key of a config map in the workload's namespace. */
	| { type: "config-map"; name: string; key: string; value: string }
	/** Memory is given back by starting anew. */
	| { type: "restart" };

/** How surely a thing has a known bug; never mixed. */
export type AdvisoryGrade =
	/** Affected, and its memory grows or its deaths fit. */
	| "showing"
	| "affected"
	/** The version may or may not have it. */
	| "possibly";

/** Why it is only possible. */
export type PossibleReason =
	/** Older than the oldest version it was seen in. */
	| "older-than-seen"
	/** The version cannot be read: `latest`, a digest alone, a floating tag. */
	| "version-unknown"
	/** A vendor's own build, which may hold the fix. */
	| "fork"
	/** A pre-release of the version that holds the fix. */
	| "pre-release";
