import { parseBytes } from "./quantity.ts";

/** What a kubelet says of its own configuration (configz), as far as memory is concerned. Quantities as they are written. */
export interface KubeletConfig {
	node: string;
	/** By signal: `memory.available` to `100Mi` or `5%`. */
	evictionHard: Readonly<Record<string, string>>;
	evictionSoft: Readonly<Record<string, string>>;
	/** By resource: `memory`, `cpu`. */
	systemReserved: Readonly<Record<string, string>>;
	kubeReserved: Readonly<Record<string, string>>;
	failSwapOn: boolean;
	/** `NoSwap`, `LimitedSwap`, `UnlimitedSwap` (before 1.30); empty where not set, which means none. */
	swapBehavior: string;
	featureGates: Readonly<Record<string, boolean>>;
}

const MEMORY_AVAILABLE = "memory.available";

/**
 * A memory eviction threshold in bytes: a quantity, or a percentage of the capacity (pkg/kubelet/eviction/helpers.go,
 * parseThresholdStatement; 0% and 100% switch it off). Null when there is none.
 */
export function memoryThreshold(thresholds: Readonly<Record<string, string>>, capacity: number): number | null {
	const text = thresholds[MEMORY_AVAILABLE];
	if (text === undefined || text === "0%" || text === "100%") return null;
	if (!text.endsWith("%")) return parseBytes(text) || null;
	const share = Number(text.slice(0, -1));
	return Number.isFinite(share) && share > 0 && share < 100 ? Math.floor((capacity * share) / 100) : null;
}

/** Memory kept from pods for the system and for Kubernetes' own daemons, bytes. */
export function reservedMemory({ systemReserved, kubeReserved }: KubeletConfig): number {
	return (parseBytes(systemReserved.memory) ?? 0) + (parseBytes(kubeReserved.memory) ?? 0);
}
