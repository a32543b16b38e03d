import type { DeathParams } from "../../model/rules.ts";
import { exitText, formatBytes, percent, shortDuration, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { report } from "./report.ts";
import { pressureRules } from "./rules-pressure.ts";

export const rules: RulesWords = {
	...pressureRules,
	"death/container-limit": {
		title: "killed at its memory limit",
		about: `The processes of the container together reached the container's memory limit, the kernel could reclaim nothing more, and its OOM killer ended one of them.

Told by the kernel's own report, when the kernel log of the node could be read: the cgroup whose limit fired is the container's. Without it, by the status the container runtime reports (reason \`OOMKilled\`, SIGKILL, a limit that is set) and by the last sample of its working set; the confidence is lower then, because the runtime cannot say whether it was the container's limit or one above it.

Not told from \`OOMKilled\` alone: with exit code 0 or 143 that reason is left over from an earlier kill, and when the node reported a system-wide OOM at that moment the limit was not the cause.`,
		message: (p) => {
			const where = `The kernel killed ${p.victim === null ? "it" : `its process ${p.victim}`} at the memory limit of ${formatBytes(p.memoryLimit)}`;
			const used = p.victimRss === null ? "" : `, ${formatBytes(p.victimRss)} resident`;
			return `${where}${used}, ${ended(p)}.${lastSeen(p, p.memoryLimit)}${restarts(p)}`;
		},
	},
	"death/unknown": {
		title: "died, cause not known",
		about: `The container ended and nothing that was seen says why. The finding lists what would have told: the kernel log of the node, the events of the pod (kept for an hour by default), a memory series around the moment, the last lines the container wrote.`,
		message: (p) => {
			const wanted =
				p.missing.length === 0 ? "" : ` To know next time: ${p.missing.map((m) => report.missing[m]).join("; ")}.`;
			return `It ended with reason ${p.reason || "none"}, ${ended(p)}. The cause is not known.${wanted}${restarts(p)}`;
		},
	},
};

function ended(p: DeathParams): string {
	const at = p.at === null ? "" : ` at ${timeText(p.at)}`;
	const lived = p.livedSeconds === null ? "" : ` after living ${shortDuration(p.livedSeconds)}`;
	return `exit code ${exitText(p.exitCode, p.signal)}${at}${lived}`;
}

function lastSeen(p: DeathParams, limit: number): string {
	if (p.lastWorkingSet === null) return "";
	const age = p.lastWorkingSetAge === null ? "" : `, ${shortDuration(p.lastWorkingSetAge)} before,`;
	return ` The last sample${age} was ${formatBytes(p.lastWorkingSet)} (${percent(p.lastWorkingSet / limit)} of the limit).`;
}

function restarts(p: DeathParams): string {
	const held = !p.backingOff
		? ""
		: p.backOffSeconds === null
			? "; the next start is held back"
			: `; the next start is held back for ${shortDuration(p.backOffSeconds)}`;
	if (p.restartCount === 0) return held === "" ? "" : ` Not restarted yet${held}.`;
	return ` Restarted ${p.restartCount === 1 ? "once" : `${p.restartCount} times`}${held}.`;
}
