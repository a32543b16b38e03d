import { describe, expect, test } from "vitest";
import { qosClassOf, type Resources } from "./qos.ts";

const NONE: Resources = { cpuRequest: null, cpuLimit: null, memoryRequest: null, memoryLimit: null };
const EQUAL: Resources = { cpuRequest: 1n, cpuLimit: 1n, memoryRequest: 2n, memoryLimit: 2n };
const LIMITS: Resources = { ...NONE, cpuLimit: 1n, memoryLimit: 2n };
const MEMORY: Resources = { ...NONE, memoryRequest: 2n, memoryLimit: 2n };
const ROOM: Resources = { ...EQUAL, memoryLimit: 3n };

describe("qosClassOf", () => {
	test.each<[string, Resources | null, Resources[], string]>([
		["no containers", null, [], "BestEffort"],
		["nothing set", null, [NONE, NONE], "BestEffort"],
		["zero is not set", null, [{ cpuRequest: 0n, cpuLimit: 0n, memoryRequest: 0n, memoryLimit: 0n }], "BestEffort"],
		["everything set and equal", null, [EQUAL, EQUAL], "Guaranteed"],
		["limits alone are requests too", null, [LIMITS], "Guaranteed"],
		["memory alone", null, [MEMORY], "Burstable"],
		["a request below its limit", null, [ROOM], "Burstable"],
		["a request without a limit", null, [{ ...NONE, memoryRequest: 1n }], "Burstable"],
		["guaranteed beside best-effort", null, [EQUAL, NONE], "Burstable"],
		["pod-level resources decide", EQUAL, [NONE, ROOM], "Guaranteed"],
		["pod-level burstable over guaranteed containers", ROOM, [EQUAL], "Burstable"],
	])("%s", (_, pod, containers, expected) => {
		expect(qosClassOf(pod, containers)).toBe(expected);
	});
});
