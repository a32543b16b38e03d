import type { FindingOf } from "../../model/finding.ts";
import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { lowerCount } from "./counts.ts";
import { type Budgeted, budgeted } from "./held.ts";
import { RUNTIMES, type Runtime } from "./runtime.ts";
import { type Setting, settingIn } from "./settings.ts";
import { usualOf } from "./variants.ts";

/** The parent and what children share: as many workers as fill the rest. */
const FOR_WORKERS = 0.8;

/** Workers times what each may take where a runtime has both bounds, or times what an idle one takes where it has none. */
export const workersExceedLimit: LintRule<"budget/workers-exceed-limit"> = {
	id: "budget/workers-exceed-limit",
	judge: (manifests) =>
		RUNTIMES.flatMap((runtime) => {
			const { workers } = runtime;
			if (workers === undefined) return [];
			return budgeted(manifests, runtime).flatMap((facts) => tell(facts, runtime, workers));
		}),
};

function tell(
	facts: Budgeted,
	runtime: Runtime,
	names: NonNullable<Runtime["workers"]>,
): FindingOf<"budget/workers-exceed-limit">[] {
	const { pod, container, limit, limitSeen } = facts;
	if (sharesProcess(facts, runtime, names)) return [];
	const [count, each] = [get(facts, runtime, names.count), get(facts, runtime, names.each)];
	const offender = count.found ?? each.found;
	if (offender === null || count.value === null || each.value === null) return [];
	const sum = count.value * each.value;
	if (sum <= limit) return [];
	const advised = Math.max(1, Math.floor((FOR_WORKERS * limit) / each.value));
	return [
		finding("budget/workers-exceed-limit", aboutPod(pod, container), {
			severity: "warning",
			confidence: 0.8,
			place: offender.place,
			params: {
				limit,
				sum,
				runtime: runtime.name,
				workers: count.value,
				each: each.value,
				advised,
				...(names.least ? { least: true } : {}),
			},
			evidence: [
				...[count.found, each.found].flatMap((found) =>
					found === null ? [] : [seen("setting", found.written, found.place)],
				),
				limitSeen,
			],
			// How many idle ones fit says nothing of busy ones.
			remedies: count.found === null || names.least ? [] : lowerCount(count.found, advised),
		}),
	];
}

/** Threads or greenlets of one process take no memory each. */
export function sharesProcess(
	{ sources }: Pick<Budgeted, "sources">,
	{ settings }: Runtime,
	{ unless }: NonNullable<Runtime["workers"]>,
): boolean {
	const spec = unless === undefined ? undefined : settings[unless.setting];
	const found = spec === undefined ? null : settingIn(sources, spec);
	return found !== null && unless?.not.includes(found.text) === false;
}

function get(
	{ sources, container }: Budgeted,
	runtime: Runtime,
	name: string,
): { found: Setting | null; value: number | null } {
	const spec = runtime.settings[name];
	const found = spec === undefined ? null : settingIn(sources, spec);
	// `-1` and words: the application decides, or has no bound.
	if (found !== null) {
		const isBound = !Number.isNaN(found.value) && found.value !== spec?.none;
		return isBound ? { found, value: found.value } : { found: null, value: null };
	}
	const usual = usualOf(runtime, container.image)[name];
	return { found: null, value: typeof usual === "number" ? usual : typeof usual === "string" ? sizeOf(usual) : null };
}

/** Defaults of these are written `128Mi`, `3.5Mi`. */
function sizeOf(text: string): number | null {
	const match = /^(\d+(?:\.\d+)?)Mi$/.exec(text);
	return match === null ? null : Number(match[1]) * 1024 ** 2;
}
