/**
 * What one look at a node gave of one container or cgroup. Bytes but for `start` (unix seconds) and the two of pressure (PSI, seconds
 * in which some, or all, of its tasks waited for memory, counted since it started); NaN for what was not measured.
 */
export interface Measured {
	/** All empty for a cgroup outside any pod. */
	namespace: string;
	pod: string;
	container: string;
	/** As the kubelet names it: `/`, `/system.slice/containerd.service`, or `kubelet`, `runtime` from its summary. */
	cgroup: string;
	image: string;
	/** When it was measured, unix milliseconds by the node's clock. */
	at: number;
	workingSet: number;
	rss: number;
	cache: number;
	swap: number;
	/** NaN for none. */
	limit: number;
	start: number;
	stalledSome: number;
	stalledFull: number;
}

const { NaN: NOT_KNOWN } = Number;

/** Nothing measured yet. */
export function unmeasured(name: Pick<Measured, "namespace" | "pod" | "container" | "cgroup" | "image">): Measured {
	return {
		...name,
		at: NOT_KNOWN,
		workingSet: NOT_KNOWN,
		rss: NOT_KNOWN,
		cache: NOT_KNOWN,
		swap: NOT_KNOWN,
		limit: NOT_KNOWN,
		start: NOT_KNOWN,
		stalledSome: NOT_KNOWN,
		stalledFull: NOT_KNOWN,
	};
}
