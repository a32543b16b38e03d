import type { Finding } from "../../model/finding.ts";
import { LINT_THRESHOLDS, type LintThresholds } from "../../model/lint-settings.ts";
import type { Manifests } from "../../model/manifest.ts";
import { BUDGET_RULES } from "../budgets/index.ts";
import { hpaOnMemory, vpaWithHpa } from "./autoscaling.ts";
import { initRequestDominates } from "./init-request.ts";
import { largeImage } from "./large-image.ts";
import { leakyImage } from "./leaky-image.ts";
import { limitBelowRequest } from "./limit-below-request.ts";
import { limitRangeUnsatisfiable } from "./limitrange.ts";
import { malformed, unrenderedTemplate } from "./malformed.ts";
import { memoryVolumeAboveLimit, memoryVolumeUnbounded } from "./memory-volume.ts";
import { pdbBlocks } from "./pdb-blocks.ts";
import { pdbMissing } from "./pdb-missing.ts";
import { probeKills } from "./probe-kills.ts";
import { quotaUnsatisfiable } from "./quota.ts";
import { ratioTooWide } from "./ratio-too-wide.ts";
import { removedApi } from "./removed-api.ts";
import { bestEffort, noMemoryLimit, noMemoryRequest } from "./resources.ts";
import { restartCronjob } from "./restart-cronjob.ts";
import { settingNotTaken } from "./setting-not-taken.ts";
import { suspiciousUnit } from "./suspicious-unit.ts";

export const LINT_RULES = [
	malformed,
	unrenderedTemplate,
	noMemoryLimit,
	noMemoryRequest,
	bestEffort,
	limitBelowRequest,
	ratioTooWide,
	suspiciousUnit,
	settingNotTaken,
	memoryVolumeUnbounded,
	memoryVolumeAboveLimit,
	removedApi,
	restartCronjob,
	hpaOnMemory,
	vpaWithHpa,
	limitRangeUnsatisfiable,
	quotaUnsatisfiable,
	pdbBlocks,
	pdbMissing,
	probeKills,
	initRequestDominates,
	largeImage,
	leakyImage,
	...BUDGET_RULES,
] as const;

/** What can be said of manifests without a cluster. */
export function judgeManifests(manifests: Manifests, thresholds: LintThresholds = LINT_THRESHOLDS): Finding[] {
	return LINT_RULES.flatMap((rule): Finding[] => rule.judge(manifests, thresholds));
}
