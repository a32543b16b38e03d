import type { PressureRuleParams } from "./rules-pressure.ts";
import type { Millis } from "./time.ts";
import type { Workload } from "./workload.ts";

/** Facts every death shares. Bytes, milliseconds and counts; null is "not known". */
export interface DeathParams {
	workload: Workload;
	role: "main" | "init" | "sidecar" | "ephemeral";
	at: Millis | null;
	reason: string;
	exitCode: number;
	signal: number | null;
	/** How long the container had lived, seconds. */
	livedSeconds: number | null;
	restartCount: number;
	/** The kubelet is holding back the next start. */
	backingOff: boolean;
	/** The wait it names, seconds. */
	backOffSeconds: number | null;
	memoryLimit: number | null;
	lastWorkingSet: number | null;
	/** How long before the death that was measured, seconds. */
	lastWorkingSetAge: number | null;
}

export interface ContainerLimitParams extends DeathParams {
	memoryLimit: number;
	/** The process the kernel killed, and its resident memory in bytes. */
	victim: string | null;
	victimRss: number | null;
	/** Kills of this container in the kernel log that was read. */
	kernelKills: number;
}

export interface UnknownDeathParams extends DeathParams {
	/** What would have told: a closed list. */
	missing: MissingEvidence[];
}
export type MissingEvidence = "kernel-log" | "events" | "series" | "last-log-lines";

/** Every rule and what its findings carry. Adding one makes the compiler ask for its words, its page and its place among the verdicts. */
export interface RuleParams extends PressureRuleParams {
	"death/container-limit": ContainerLimitParams;
	"death/unknown": UnknownDeathParams;
}
export type RuleId = keyof RuleParams;
