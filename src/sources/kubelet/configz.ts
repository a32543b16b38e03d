import type { KubeletConfig } from "../../model/kubelet-config.ts";
import { isShape, shape, text, texts } from "../kubernetes/shape.ts";

/**
 * What a kubelet answers at /configz, `{"kubeletconfig": …}`; null for any other object. It does not say whose it is.
 * @param node the node asked
 */
export function narrowKubeletConfig(object: unknown, node: string): KubeletConfig | null {
	const config = shape(object).kubeletconfig;
	if (!isShape(config)) return null;
	return {
		node,
		evictionHard: texts(config.evictionHard),
		evictionSoft: texts(config.evictionSoft),
		systemReserved: texts(config.systemReserved),
		kubeReserved: texts(config.kubeReserved),
		failSwapOn: config.failSwapOn !== false,
		swapBehavior: text(shape(config.memorySwap).swapBehavior),
		featureGates: Object.fromEntries(
			Object.entries(shape(config.featureGates)).filter(
				(gate): gate is [string, boolean] => typeof gate[1] === "boolean",
			),
		),
	};
}

/** The same in the kubelet's own form, with the node's name, which that lacks: for a capture. */
export function configzOf({ node, swapBehavior, ...config }: KubeletConfig): object {
	return { node, kubeletconfig: { ...config, memorySwap: { swapBehavior } } };
}
