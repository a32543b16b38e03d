import type { Evidence, FindingOf } from "../../model/finding.ts";
import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import type { Place } from "../../model/place.ts";
import type { Remedy } from "../../model/remedy.ts";
import { aboutPod, containersOf, finding, type LintRule, seen } from "../lint/rule.ts";
import { blocksOf, reconfigure } from "./kubeblocks.ts";
import { isHelper, recognised } from "./recognise.ts";
import { redisRemedies } from "./redis-buffers.ts";
import { type HeldRuleId, type HeldRuntime, heldRuntime, type Runtime, type SettingSpec } from "./runtime.ts";
import { type Setting, type SettingSources, settingIn, sourcesOf } from "./settings.ts";
import { shellWord } from "./shell.ts";
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

/** Every container with a limit that runs the runtime. */
export function budgeted(manifests: Manifests, runtime: Runtime): Budgeted[] {
	return containersOf(manifests).flatMap(({ pod, container }) => {
		if (!recognised(container).has(runtime.id) || isHelper(pod, container, runtime)) return [];
		const written = container.memoryLimit ?? pod.memoryLimit;
		if (written?.bytes == null || written.bytes < 1024 * 1024) return [];
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

export function heldSetting({ sources, limit }: Budgeted, { settings, held }: HeldRuntime): Setting | null {
	const found =
		held.share?.first && takenSetting(sources, settings[held.share.setting]) !== null
			? null
			: takenSetting(sources, settings[held.setting]);
	// The first to be set decides, also where nobody knows yet what it will say.
	if (found !== null) return found.open ? null : found;
	const share = held.share === undefined ? null : takenSetting(sources, settings[held.share.setting]);
	if (share === null || share.open || held.share === undefined) return null;
	const whole = held.share.whole === undefined ? null : takenSetting(sources, settings[held.share.whole]);
	if (whole?.open) return null;
	const value = (share.value / held.share.of) * (whole?.value ?? limit);
	// The advised share is one of the limit.
	return { ...share, value, unit: whole === null ? share.unit : "text", follows: whole === null };
}

/** A setting that the application takes, or that is still open; what it would refuse counts as absent. */
export function takenSetting(sources: SettingSources, spec: SettingSpec | undefined): Setting | null {
	const found = spec === undefined ? null : settingIn(sources, spec);
	return found === null || (Number.isNaN(found.value) && !found.open) ? null : found;
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
	const blocks = blocksOf(pod.object, container);
	if (!isHeld(found.value, limit, runtime)) return [];
	const advised = Math.floor((held.advised * limit) / (1024 * 1024)) * 1024 * 1024;
	const params = {
		limit,
		bound: found.value,
		setting: found.written,
		advised,
		limitNeeded: found.follows ? null : limitFor(found.value, runtime),
	};
	return [
		finding(id, aboutPod(pod, container), {
			severity: found.value >= held.error * limit ? "error" : "warning",
			place: found.place,
			params,
			evidence: [seen("setting", found.written, found.place), limitSeen],
			remedies: [
				...reconfigure(blocks, runtime, advised),
				...lower(found, advised, writeShare(found, held)),
				...(params.limitNeeded === null ? [] : raised(container, params.limitNeeded)),
				...(runtime.id === "redis" && !isLive(found.place) ? redisRemedies(limit, execIn(pod, container), blocks) : []),
			],
		}),
	];
}

/** The other way out: the limit, where it is written in the manifests. */
export function raised({ memoryLimit }: ManifestContainer, needed: number): Remedy[] {
	if (memoryLimit === null || isLive(memoryLimit.place)) return [];
	const { place, value } = memoryLimit;
	const quotes = place.endColumn - place.column - value.length;
	if (place.line !== place.endLine || (quotes !== 0 && quotes !== 2)) return [];
	const to = `${Math.ceil(needed / (1024 * 1024))}Mi`;
	const quoted = quotes === 2 ? `"${to}"` : to;
	return [
		{
			kind: "raise-limit-for-setting",
			risk: "medium",
			value: needed,
			change: { type: "file-edit", to: quoted, ...place },
		},
	];
}

/** `kubectl exec` into a pod of a workload; null where its kind has none by that name. */
function execIn({ object: { kind, namespace, name } }: PodTemplate, container: ManifestContainer): string | null {
	if (!["Deployment", "StatefulSet", "DaemonSet", "Pod"].includes(kind) || name === "") return null;
	const space = namespace === "" ? "" : ` -n ${shellWord(namespace)}`;
	return `kubectl exec ${shellWord(`${kind.toLowerCase()}/${name}`)}${space} -c ${shellWord(container.name)} --`;
}

export function isLive({ column, endColumn }: Place): boolean {
	return column === 0 && endColumn === 0;
}

/** The advised share as it is written where the setting is one; null for a size. */
function writeShare({ unit }: Setting, { advised, share }: HeldRuntime["held"]): string | null {
	if (share === undefined || (unit !== "number" && unit !== "hexadecimalShare")) return null;
	const value = advised * share.of;
	return unit === "number" ? String(value) : Math.floor(value).toString(16).toUpperCase();
}

/** @param written as it is to stand there, where that is no size in the setting's own unit */
export function lower(
	{ unit, place, text, quote: own }: Setting,
	advised: number,
	written: string | null = null,
): Remedy[] {
	const size = written ?? (unit === "text" ? null : writeSize(advised, unit));
	if (size === null || advised <= 0) return [];
	// In a running object there are no columns: whoever knows the object makes a command of it (live-remedies.ts).
	const live = isLive(place);
	const quotes = place.line === place.endLine ? place.endColumn - place.column - text.length : -1;
	// Where the value is only part of what stands there, or refers to something else, there is no plain edit.
	if (!live && quotes !== 0 && quotes !== 2) return [];
	const quote = !live && quotes === 2 ? own || '"' : "";
	const to = `${quote}${size}${quote}`;
	const change = { type: "file-edit", ...(live ? { to, from: text } : { to }), ...place } as const;
	return [{ kind: "lower-setting", risk: "medium", value: advised, change }];
}
