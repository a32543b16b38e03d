import { expect, test } from "vitest";
import { type KubeletConfig, memoryThreshold, reservedMemory } from "./kubelet-config.ts";

test.each([
	["100Mi", 100 * 1024 ** 2],
	["1Gi", 1024 ** 3],
	["5%", 50_000],
	["7.5%", 75_000],
	["0%", null],
	["100%", null],
	["120%", null],
	["%", null],
	["0", null],
	["much", null],
	[undefined, null],
])("memory.available<%s of a million bytes is %s", (text, expected) => {
	expect(memoryThreshold(text === undefined ? {} : { "memory.available": text }, 1_000_000)).toBe(expected);
});

test.each([
	[{}, {}, 0],
	[{ memory: "1Gi" }, {}, 1024 ** 3],
	[{ memory: "1Gi", cpu: "500m" }, { memory: "512Mi" }, 1.5 * 1024 ** 3],
	[{ memory: "odd" }, { cpu: "1" }, 0],
])("system %o and kube %o reserve %d", (systemReserved, kubeReserved, expected) => {
	expect(reservedMemory({ systemReserved, kubeReserved } as unknown as KubeletConfig)).toBe(expected);
});
