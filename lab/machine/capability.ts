import { readFileSync } from "node:fs";

/** linux/capability.h */
const CAP_SYS_RESOURCE = 24n;

/** @param processStatus the text of /proc/PID/status */
export const hasSysResource = (processStatus: string): boolean => {
	const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(processStatus)?.[1] ?? "0";
	return ((BigInt(`0x${mask}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
};

/**
 * Whether an oom_score_adj may go below the one we were born with. Root usually may; a root that was stripped of
 * CAP_SYS_RESOURCE, as in many sandboxes and CI machines, may not, and then no sandbox (-998) would start.
 */
export const mayLowerOomScore = (): boolean => hasSysResource(readFileSync("/proc/self/status", "utf8"));
