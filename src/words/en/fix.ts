import type { FixWords } from "../fix.ts";
import { formatBytes } from "../format.ts";

export const fix: FixWords = {
	obstacle: {
		managed: ({ by, where }) =>
			`Not changed: ${by}${where === "" ? "" : ` (${where})`} keeps this object and would write it back. Change it there; --even-if-managed changes it here all the same.`,
		"not-found": () => "Not changed: the object is not there any more.",
		"not-kept": () => "No diff can be shown: the archive does not hold this object, or not all of it is kept.",
		unreadable: ({ detail }) => `Not changed: the object may not be read (${detail}).`,
		missing: ({ path }) => `Not changed: the object has no ${path} any more.`,
		"changed-since": ({ path, seen, now }) =>
			`Not changed: ${path} is ${now}, and the pod that was seen had ${bytesText(seen)}: it was changed since (look again when its pods are new), or something else sets it in pods, as a VerticalPodAutoscaler does.`,
		already: () => "Nothing to change: the object holds this already.",
		drifted: ({ path, shown, now }) =>
			`Not changed: ${path} was ${shown} and is ${now} now; somebody changed it meanwhile. Run the command again to see it as it is.`,
		replaced: () => "Not changed: another object bears this name now; the one that was shown is gone.",
		superseded: ({ by }) => `Left out: number ${by} has changed the same field.`,
		"applied-before": ({ id }) =>
			`Left out: ${id} has changed the same field since this was seen; whether it helped will show. --undo ${id} takes it back.`,
		risk: ({ risk }) => `Not applied: --yes alone takes low risk, and this is ${risk}; add --risk ${risk}.`,
		conflict: () =>
			"Not changed: somebody else kept changing the object at the same time (HTTP 409). Run the command again.",
		forbidden: ({ detail }) => `Not changed: not allowed (${detail}). It takes the right to get and patch this object.`,
		refused: ({ detail }) => `Not changed: the API server refuses it: ${detail}`,
		"pods-refused": ({ detail }) => `Not changed: the API server would not let in its pods: ${detail}`,
		uncertain: ({ detail }) =>
			`No answer (${detail}): the change may or may not have been taken. plimsoll fix --list shows its number, and --undo looks before it changes anything.`,
	},
	effect: {
		"rolls-out": ({ pods }) => `Its ${count(pods, "pod")} will be replaced by a roll-out, a few at a time.`,
		recreates: ({ pods }) => `Its ${count(pods, "pod")} will all be stopped, and then started anew.`,
		"on-delete": ({ pods }) => `Its ${count(pods, "pod")} stay as they are until somebody deletes them (OnDelete).`,
		paused: () => "Its roll-outs are paused: nothing happens before they are resumed.",
		"new-pods-only": () => "Only new pods will have it: a ReplicaSet does not replace those it has.",
		"next-job": () => "Its next Job will have it: those that there are stay as they are.",
		"config-map": () => "Programs see it when they read the file again or their pods are started anew.",
		resized: ({ restarts }) =>
			restarts
				? "The container is resized in its pod, and restarts for it."
				: "The running container is resized in place.",
		reserves: ({ bytes }) =>
			bytes > 0
				? `Reserves ${formatBytes(bytes)} more of the nodes' memory.`
				: `Gives back ${formatBytes(-bytes)} of the nodes' memory.`,
		"applied-from-manifest": () =>
			"It was applied from a manifest: change it there too, or the next kubectl apply brings the old value back.",
		"pods-unchecked": ({ detail }) => `Whether quota and limits let its pods in could not be checked (${detail}).`,
	},
	guard: {
		"same-object": "it is still the same object",
		"fields-unchanged": "the fields still hold what is shown",
		"not-managed": "nothing else keeps the object",
		"dry-run": "the API server takes the change by dry run",
		"pods-dry-run": "and lets in a pod made of it (quota, LimitRange, admission)",
	},
	effects: (sentences) => `Effect: ${sentences.join(" ")}`,
	guards: (parts) => `Made sure of first: ${parts.join("; ")}.`,
	undoable: "Undo: plimsoll fix --undo brings the old values back; they are written down before anything is changed.",
	more: (findings) => `answers ${count(findings, "finding")}`,
	accepted: "The API server would take it. Nothing was changed (dry run).",
	applied: (undo) => `Applied. To undo: ${undo}`,
	prove: (command) => `Whether it helped, once it has run for a while: ${command}`,
	skipped: "Not applied.",
	ask: "apply? [y/N/q/?]",
	askUndo: "undo? [y/N/q/?]",
	askHelp: "y: make this change; N or Enter: leave it; q: leave this and all that follow",
	byHand: (n) =>
		`${count(n, "remedy", "remedies")} beside ${n === 1 ? "is a command" : "are commands"} for you to run:`,
	onlyShown: (command) => `Nothing was changed. At a terminal you are asked; else: ${command}`,
	onlyShownUndo: (command) => `Nothing was changed. At a terminal you are asked; else: ${command}`,
	archive: "Nothing was changed: there is only an archive. Manifests are edited by plimsoll lint --fix.",
	nothing: "Nothing for fix to change: no finding has a patch.",
	sum: ({ applied, accepted, refused, left }) =>
		[
			`${applied} applied`,
			...(accepted === 0 ? [] : [`${accepted} would be taken`]),
			...(refused === 0 ? [] : [`${refused} refused`]),
			`${left} left`,
		].join(", "),
	nothingToUndo: "Nothing to undo in this cluster; plimsoll fix --list shows what was applied elsewhere.",
	undone: "Undone.",
	undoing: ({ id, rule }, age) => `Undoing ${id}, applied ${age} for ${rule}`,
	state: { begun: "not known", applied: "applied", undone: "undone" },
	column: { id: "ID", when: "WHEN", object: "OBJECT", change: "CHANGE", state: "STATE", cluster: "CLUSTER" },
	noRecords: "Nothing was applied from here.",
	riskFlag: (risk) => `--yes --risk ${risk}`,
};

function count(n: number, noun: string, plural = `${noun}s`): string {
	return `${n} ${n === 1 ? noun : plural}`;
}

function bytesText(text: string): string {
	const bytes = Number(text);
	return Number.isFinite(bytes) ? formatBytes(bytes) : text;
}
