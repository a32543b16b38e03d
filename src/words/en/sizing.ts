import { formatBytes, percent, shortDuration } from "../format.ts";
import type { SizingWords } from "../sizing.ts";
import { place } from "./place.ts";

export const sizing: SizingWords = {
	label: {
		now: "NOW",
		limit: "LIMIT",
		request: "REQUEST",
		use: "USE",
		peaks: "PEAKS",
		needed: "NEEDED (4 OF 5)",
		replay: "REPLAY",
		risk: "RISK",
		why: "WHY",
		pods: "PODS",
	},
	reason: {
		"short-history": "little history: a wide margin",
		"horizon-beyond-history": "horizon longer than the history",
		"day-seen-once": "less than two days of history: what a day brings is not known",
		"week-seen-once": "less than two weeks of history: what a week brings is not known",
		"month-seen-once": "less than two months of history: what a month brings is not known",
		"day-peak": "its peak comes every day",
		"week-peak": "its peak comes every week: covered",
		"month-peak": "its peak comes every month: covered",
		"restarts-at-limit": "restarted at its limit: needs more",
		"leak-suspected": "climbs in every life: a higher limit only delays the kill",
		rising: "rising",
		"peak-not-covered": "its highest peak is not covered",
		"at-capacity": "keeps all of its limit: at this risk the history bears out no less",
		"limit-lowered": "its limit was higher before: at this risk the history does not bear out the lower one",
		"above-capacity": "has used more than its limit of today",
		"no-capacity": "no limit today",
		"risk-not-kept": "no limit keeps this risk: nothing bounds its use, and too little is known of it",
		"no-use": "no use measured",
		"use-now-only": "no history yet: from what is in use now, worth little",
		"nothing-measured": "nothing measured: from its limit, its kills and its runtime, worth little",
		"oom-killed": "OOM-killed at its limit: needs more",
		"start-up-peak": "starting takes this much",
		"held-down": "held below what the risk asks for",
	},
	note: (n) => {
		switch (n.kind) {
			case "oom-kills":
				return `Killed ${n.kills === 1 ? "once" : `${n.kills} times`} at ${formatBytes(n.limit)}: at least ${Number(n.factor.toPrecision(3))} times that (1.2, and 0.2 more for each doubling of the kills: dying again and again tells nothing of how far beyond the limit the need lies).`;
			case "start-up-peak":
				return `Starting took up to ${formatBytes(n.bytes)}; applying a size starts it again.`;
			case "page-cache":
				return `${formatBytes(n.bytes)} of the highest working set was page cache, which the kernel drops before it kills: not counted.`;
			case "memory-volume":
				return `What is written to the memory-backed volume ${n.object} counts toward the limit${n.bytes === null ? "; it has no size limit" : ` (size limit ${formatBytes(n.bytes)})`}.`;
			case "runtime-room":
				return `${n.object}: ${n.setting}${n.from} and what it needs beside that take ${formatBytes(n.bytes)}; without a history that counts in full. If it needs less, lower ${n.setting.replace(/[\s=]+$/, "")} and the limit together.`;
			case "runtime":
				return `${n.object}: set ${n.setting}${n.to}${n.from === "" ? " (not set now: the default)" : ` (now ${n.from})`} together with the limit${n.initial ? ", and the initial heap (-Xms) no higher: else the JVM does not start" : ""}.${n.edit?.type === "config-map" ? ` It stands in ConfigMap ${n.edit.name} (${n.edit.key}), which no patch of the workload changes.` : ""}`;
			case "replicas-differ":
				return `${n.object} needs far more than its like: ${formatBytes(n.bytes)}, typically ${formatBytes(n.typical)}.`;
			case "node-groups":
				return `Node groups differ: ${n.groups.map((g) => `${g.group === "" ? "others" : g.group} ${formatBytes(g.limit)} (${g.nodes})`).join(", ")}. One DaemonSet a group would save ${formatBytes(n.saved)}.`;
			case "limit-range-max":
				return `Held to ${formatBytes(n.bytes)}, the maximum of LimitRange ${n.object}: raise that first.`;
			case "limit-range-refuses": {
				const most = `LimitRange ${n.object} admits no limit above ${formatBytes(n.bytes)}`;
				const made =
					n.now === null ? "" : ` Its pods have ${formatBytes(n.now)} and would be refused if they were made again.`;
				return n.size === null
					? `${most}.${made} This size lets them in.`
					: `${most}, and this size is above it: raise that first, or its pods are refused.${made}`;
			}
			case "limit-range-min":
				return `Request raised to ${formatBytes(n.bytes)}, the minimum of LimitRange ${n.object}.`;
			case "limit-range-ratio":
				return `Request raised: LimitRange ${n.object} allows a limit of at most ${n.ratio} times the request.`;
			case "limit-range-default":
				return `No ${[n.limit === null ? "" : "limit", n.request === null ? "" : "request"].filter((text) => text !== "").join(" and no ")} of its own: LimitRange ${n.object} gives it ${[n.limit === null ? "" : `a limit of ${formatBytes(n.limit)}`, n.request === null ? "" : `a request of ${formatBytes(n.request)}`].filter((text) => text !== "").join(" and ")} whenever its pods are made.`;
			case "vpa-allowed":
				return `Request held to ${formatBytes(n.bytes)}, ${n.bound} of VerticalPodAutoscaler ${n.object}.`;
			case "limit-range-pod":
				return `The pod's limits come to ${formatBytes(n.sum)}; LimitRange ${n.object} allows a pod ${formatBytes(n.bytes)}.`;
			case "quota":
				return `With these sizes ${n.resource} comes to ${formatBytes(n.sum)}; ResourceQuota ${n.object} allows ${formatBytes(n.hard)}: pods would be refused.`;
			case "node":
				return `Held to ${formatBytes(n.bytes)}, what the largest node (${n.object}) can give.`;
			case "hpa":
				return `HorizontalPodAutoscaler ${n.object} scales on memory as a share of the request: set its target from ${n.from} % to ${n.to} %, or it changes the number of pods.`;
			case "vpa":
				return n.sets
					? `VerticalPodAutoscaler ${n.object} (${n.mode}) sets this container's memory itself and would undo this: turn it off for memory, or give it these bounds (-o vpa).`
					: `VerticalPodAutoscaler ${n.object} (${n.mode}) watches it and does not change its memory.`;
			case "injected":
				return "The workload's own template does not have it: something adds it to its pods (a mesh, an agent's webhook) and sets its memory, mostly by an annotation.";
			case "pod-level":
				return `The pod has memory of its own: ${[n.request === null ? "" : `request ${formatBytes(n.request)}`, n.limit === null ? "" : `limit ${formatBytes(n.limit)}`].filter((text) => text !== "").join(", ")} fits these sizes.`;
		}
	},
	patch: {
		"not-patched": (subject) => `${subject}: no patch; change it where it is made.`,
		injected: (subject) =>
			`${subject}: left out, the workload's own template does not have it; set its memory with what adds it to the pods.`,
		"vpa-sets-it": (subject, vpa) => `${subject}: left out, VerticalPodAutoscaler ${vpa} sets its memory.`,
		"no-release": (subject) => `${subject}: its labels name no Helm release; use -o patch or -o kustomize.`,
		"unknown-chart": (subject, chart) =>
			`${subject}: the values of chart ${chart} are not known here; these are a guess by its component. See helm show values.`,
		"not-resizable": (subject) =>
			`${subject}: its node cannot resize in place (kubelet 1.33 or newer can); use -o patch.`,
		"own-not-resizable": (subject) =>
			`${subject}: its pods have memory of their own, which only nodes of Kubernetes 1.36 or newer resize in place; use -o patch.`,
		"restart-for-decrease": (subject) =>
			`${subject}: its memory limit goes down: before 1.34 only with resizePolicy RestartContainer, and the kubelet waits until use is below it; else it must be restarted.`,
		"class-would-change": (subject) =>
			`${subject}: its QoS class would change, which resizing in place may not; use -o patch.`,
		"leak-not-sized": (subject) =>
			`${subject}: may leak: its limit stays as it is, as more memory only delays the end and less brings it sooner. See plimsoll leaks.`,
		"runtime-changed": (subject, setting) => `${subject}: the setting is changed with it. ${setting}`,
		"runtime-setting": (subject, setting) => `${subject}: together with this, ${setting}`,
		"limit-range-refuses": (subject, note) => `${subject}: not before the LimitRange. ${note}`,
		nothing: () => "Nothing to change.",
	},
	promise: (oomRisk, horizon, containers) =>
		`Of ${count(containers, "container")} sized so, at most ${share(oomRisk)} exceed their limit within ${shortDuration(horizon)}.`,
	replay: (exceeded, slack) => `${exceeded} over, ${percent(slack)} unused`,
	replayed: ({ replay: { recommended, krr, vpa }, basis }) => {
		const of = ({ exceeded, slack }: typeof krr) =>
			`${exceeded} of ${count(basis.samples, "sample")} above it, ${percent(slack)} of it unused`;
		return `Replay of ${shortDuration(basis.seconds)}: with ${formatBytes(recommended.limit)} ${of(recommended)}; by KRR's rule (${formatBytes(krr.limit)}) ${of(krr)}; by VPA's (${formatBytes(vpa.limit)}) ${of(vpa)}.`;
	},
	fleet: (t) => [
		...(t.freed + t.needed + t.requestsFreed + t.requestsNeeded === 0
			? []
			: [
					`Limits: ${formatBytes(t.freed)} freed, ${formatBytes(t.needed)} more needed${t.requestsFreed + t.requestsNeeded === 0 ? "" : `; requests: ${formatBytes(t.requestsFreed)} freed, ${formatBytes(t.requestsNeeded)} more needed`}${t.replicas ? ", over all replicas" : ""}.`,
				]),
		`Limits together: ${formatBytes(t.limits)}; requests: ${formatBytes(t.requests)}. By KRR's rule the limits would be ${formatBytes(t.krr)}, by VPA's ${formatBytes(t.vpa)}.`,
		...(t.withCapacity === 0
			? []
			: [
					`Where there is a limit today (${count(t.withCapacity, "container")}): ${formatBytes(t.now)} → ${formatBytes(t.sized)}, ${t.sized === t.now ? "as much" : `${formatBytes(Math.abs(t.now - t.sized))} ${t.sized < t.now ? "less" : "more"}`}.`,
				]),
	],
	nothing: "Nothing to size.",
	leaks: (program, series) =>
		`${count(series, "container")} may leak: more memory only delays the end. ${program} leaks shows them.`,
	looked: (l) =>
		`Looked at ${count(l.samples, "sample")} of ${count(l.series ?? 0, "series", "series")}${l.pods > 0 ? ` and ${count(l.pods, "pod")}` : ""} in ${place(l.source)}${(l.skippedRows ?? 0) > 0 ? `; ${count(l.skippedRows ?? 0, "row")} held no measurement` : ""}${(l.strayRows ?? 0) > 0 ? `; ${count(l.strayRows ?? 0, "row")} left out: far in time from all others of ${l.strayRows === 1 ? "its" : "their"} series` : ""}${(l.repeatedRows ?? 0) > 0 ? `; ${count(l.repeatedRows ?? 0, "row")} named a time of their series twice and only the largest counts: are several containers under one name?` : ""}.`,
};

function share(risk: number): string {
	return `${Number((risk * 100).toPrecision(3))} %`;
}

function count(n: number, noun: string, plural = `${noun}s`): string {
	return `${n} ${n === 1 ? noun : plural}`;
}
