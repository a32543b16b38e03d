import type { ChurnKind } from "./advisory.ts";
import type { Workload } from "./workload.ts";

/** How swap is set up on a node. */
export type SwapSetting =
	/** Containers may swap without bound (UnlimitedSwap, before 1.30). */
	| "unlimited"
	/** Burstable containers may swap in proportion to their request (LimitedSwap). */
	| "limited"
	/** The node has swap, containers are kept from it, daemons are not (NoSwap). */
	| "tolerated";

/** A container by name, with what decides its place. */
export interface NamedContainer {
	namespace: string;
	pod: string;
	container: string;
	priority: number;
	/** Null when not known. */
	oomScoreAdj: number | null;
}

/** Bytes, bytes a second and counts. `nodes` are all that the finding holds for, the worst first. */
export interface PressureRuleParams {
	"pressure/no-reservation": {
		nodes: string[];
		capacity: number;
		allocatable: number | null;
		/** Read from the kubelet's own configuration, not concluded from capacity and allocatable. */
		confirmed: boolean;
	};
	"pressure/threshold-too-low": {
		nodes: string[];
		/** Null: there is no hard threshold for memory at all. */
		threshold: number | null;
		/** The steepest growth seen; null where no series is. */
		growth: number | null;
		/** How long the kubelet takes to see and to act. */
		reactionSeconds: number;
	};
	"pressure/limits-overcommitted": {
		nodes: string[];
		capacity: number;
		limits: number;
		/** Containers that nothing limits. */
		unlimited: number;
		/** The largest limit that is more than the whole node may give; null for none. */
		beyondNode: (Omit<NamedContainer, "priority" | "oomScoreAdj"> & { limit: number }) | null;
	};
	"pressure/best-effort-beside-database": {
		nodes: string[];
		database: NamedContainer;
		databases: number;
		/** Names of the best-effort pods on the first node, the first few. */
		bestEffort: string[];
		bestEffortPods: number;
	};
	"pressure/swap": {
		nodes: string[];
		setting: SwapSetting;
		swapTotal: number | null;
		swapUsed: number | null;
	};
	"pressure/all-replicas-on-one-node": {
		workload: Workload;
		replicas: number;
		/** Nodes that take pods. */
		nodes: number;
	};
	"pressure/critical-before-unimportant": {
		workload: Workload;
		/** The critical container, and the place it has in the kernel's order. */
		critical: NamedContainer;
		kernelRank: number;
		/** The one of lower priority that would outlive it. */
		unimportant: NamedContainer;
		/** Nodes this holds on. */
		nodes: string[];
	};
	/** `nodes` have the control plane's role; `etcdMembers` is null where no member is seen. */
	"pressure/control-plane-single": { nodes: string[]; workers: number; etcdMembers: number | null };
	/** The longest silent first; of so many nodes; null where it is not known for how long. */
	"pressure/node-disconnected": { nodes: string[]; of: number; silentSeconds: number | null };
	"pressure/outage-headroom": {
		nodes: string[];
		/** The process of the node that grows; empty where it has no name. */
		daemon: string;
		bytesPerHour: number;
		available: number;
		/** How long that lasts, and how long it should. */
		seconds: number;
		wantedSeconds: number;
	};
	"pressure/no-disruption-budget": {
		/** The first few of `count`, as `NAMESPACE/NAME`; `replicas` and `database` are the first one's. */
		workloads: string[];
		count: number;
		replicas: number;
		database: boolean;
	};
	"pressure/churn": {
		/** An hour; not complete: at least so many. */
		rates: { kind: ChurnKind; perHour: number; complete: boolean }[];
		/** Operators, agents and processes of nodes whose memory grows, the first few. */
		growing: string[];
	};
}
