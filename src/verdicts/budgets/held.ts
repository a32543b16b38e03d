import type { Evidence, FindingOf } from "../../model/finding.ts";
import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Place } from "../../model/place.ts";
import type { Remedy } from "../../model/remedy.ts";
import { aboutPod, containersOf, finding, type LintRule, seen } from "../lint/rule.ts";
import { reconfigure } from "./kubeblocks.ts";
import { runs } from "./recognise.ts";
import { type HeldRuleId, type HeldRuntime, heldRuntime, type Runtime } from "./runtime.ts";
import { type Setting, type SettingSources, settingIn, sourcesOf } from "./settings.ts";
import { writeSize } from "./units.ts";

/** A container with a memory limit that runs a runtime, and where its settings are. */
export interface Budgeted {
	pod: PodTemplate;
	container: ManifestContainer;
	limit: number;
	/** The limit as evidence. */
	limitSeen: Evidence;
	sources: SettingSources;
}

/** Every container with a limit that runs the runtime; Java's and Go's programs have any name, and are known by their variables. */
export function budgeted(manifests: Manifests, runtime: Runtime): Budgeted[] {
	return containersOf(manifests).flatMap(({ pod, container }) => {
		const written = container.memoryLimit ?? pod.memoryLimit;
		if (written?.bytes == null || written.bytes < 1024 * 1024) return [];
		if (container.role === "init" || !recognised(container, runtime)) return [];
		return [
			{
				pod,
				container,
				limit: written.bytes,
				limitSeen: seen("memory-limit", written.bytes, written.place),
				sources: sourcesOf(pod, container, runtime, manifests),
			},
		];
	});
}

/** By its program or image; Java's and Go's programs have any name, and are known by their variables. */
export function recognised(container: ManifestContainer, runtime: Runtime): boolean {
	const { ownVariables = [] } = runtime;
	const named = ownVariables.length > 0 && container.variables.some(({ name }) => ownVariables.includes(name));
	return runs(container, runtime) || bySetting(container, runtime) || (named && container.role !== "init");
}

function bySetting(container: ManifestContainer, { settings, held, images }: Runtime): boolean {
	const { variables, variablesFrom, words } = container;
	const spec = held === undefined ? undefined : settings[held.setting];
	// `-Xmx` is nobody else's.
	if (
		words.some(({ value }) => spec?.options !== undefined && spec.prefixes?.some((prefix) => value.startsWith(prefix)))
	)
		return true;
	const names = spec?.options ?? (images.length === 0 ? spec?.variables : undefined);
	if (names === undefined) return false;
	return variablesFrom.length > 0 || variables.some(({ name }) => names.includes(name));
}

/** The rule that holds a runtime's main setting against the limit, by the shares of its budget. */
export function heldRule<R extends HeldRuleId>(id: R, runtimeId: string): LintRule<R> {
	const runtime = heldRuntime(runtimeId);
	return {
		id,
		judge: (manifests) =>
			budgeted(manifests, runtime).flatMap((facts) => {
				const found = heldSetting(facts, runtime);
				return found === null ? [] : tell(id, facts, found, runtime);
			}),
	};
}

export function heldSetting({ sources }: Budgeted, { settings, held }: HeldRuntime): Setting | null {
	const spec = settings[held.setting];
	const found = spec === undefined ? null : settingIn(sources, spec);
	return found === null || Number.isNaN(found.value) ? null : found;
}

/** Whether the budget's own rule has already said that the setting takes the whole limit. */
export function isHeld(value: number, limit: number, { held }: HeldRuntime): boolean {
	return value > held.warning * limit;
}

/** The limit, in bytes of whole MiB, of which the setting is the advised share. */
export function limitFor(bound: number, { held }: HeldRuntime): number {
	return Math.ceil(bound / held.advised / (1024 * 1024)) * 1024 * 1024;
}

function tell<R extends HeldRuleId>(
	id: R,
	{ pod, container, limit, limitSeen }: Budgeted,
	found: Setting,
	runtime: HeldRuntime,
): FindingOf<R>[] {
	const { held } = runtime;
	if (!isHeld(found.value, limit, runtime)) return [];
	const advised = Math.floor((held.advised * limit) / (1024 * 1024)) * 1024 * 1024;
	const params = {
		limit,
		bound: found.value,
		setting: found.written,
		advised,
		limitNeeded: limitFor(found.value, runtime),
	};
	return [
		finding(id, aboutPod(pod, container), {
			severity: found.value >= held.error * limit ? "error" : "warning",
			place: found.place,
			params,
			evidence: [seen("setting", found.written, found.place), limitSeen],
			remedies: [...reconfigure(pod.object, container, runtime, advised), ...lower(found, advised)],
		}),
	];
}

export function isLive({ column, endColumn }: Place): boolean {
	return column === 0 && endColumn === 0;
}

export function lower({ unit, place, text }: Setting, advised: number): Remedy[] {
	const size = unit === "text" ? null : writeSize(advised, unit);
	// In a running object there are no columns: whoever knows the object makes a command of it (live-remedies.ts).
	if (size !== null && advised > 0 && isLive(place)) {
		return [
			{
				kind: "lower-setting",
				risk: "medium",
				value: advised,
				change: { type: "file-edit", to: size, from: text, ...place },
			},
		];
	}
	// Where the value is only part of what stands there, or refers to something else, there is no plain edit.
	if (size === null || advised <= 0 || place.line !== place.endLine) return [];
	if (place.endColumn - place.column !== text.length && place.endColumn - place.column !== text.length + 2) return [];
	const quote = place.endColumn - place.column === text.length ? "" : '"';
	return [
		{
			kind: "lower-setting",
			risk: "medium",
			value: advised,
			change: { type: "file-edit", to: `${quote}${size}${quote}`, ...place },
		},
	];
}
