import type { Budget, BudgetBasis, BudgetPart } from "../../model/budget.ts";
import type { ManifestContainer, Manifests, PodTemplate } from "../../model/manifest.ts";
import { containersOf } from "../lint/rule.ts";
import { evaluate, namesIn } from "./formula.ts";
import { blocksOf } from "./kubeblocks.ts";
import { isHelper, recognised, runs } from "./recognise.ts";
import { redisGiven } from "./redis.ts";
import { rewrittenShare } from "./redis-info.ts";
import { type PartSpec, RUNTIMES, type Runtime, type Usual } from "./runtime.ts";
import { isRefused, type Setting, type SettingSources, settingIn, sourcesOf } from "./settings.ts";
import { UNKNOWN, usualOf } from "./variants.ts";
import { sharesProcess } from "./workers.ts";

/** What is known beside settings, by the names the formulas use: read from the running server, or told by whoever loads it. */
export type Given = Readonly<Record<string, number>>;

export interface Pictured {
	pod: PodTemplate;
	container: ManifestContainer;
	runtime: Runtime;
	sources: SettingSources;
}

const SPECIAL_FIRST = RUNTIMES.toSorted((a, b) => a.general - b.general);

/** The budgets of all containers in manifests whose runtime is known. */
export function budgetsOf(manifests: Manifests): Budget[] {
	return pictured(manifests).map((one) => budgetOf(one));
}

/** Every container that runs a runtime whose parts are known; of several that fit, the first is the more special one. */
export function pictured(manifests: Manifests): Pictured[] {
	return fitting(manifests, isCertain);
}

/** The same with those of which something out of sight decides: the running server may tell. */
export function askable(manifests: Manifests): Pictured[] {
	return fitting(manifests, () => true);
}

function fitting(manifests: Manifests, fits: (one: Pictured) => boolean): Pictured[] {
	return containersOf(manifests).flatMap(({ pod, container }) => {
		const known = recognised(container);
		if (known.size === 0) return [];
		for (const runtime of SPECIAL_FIRST) {
			if (!known.has(runtime.id) || isHelper(pod, container, runtime)) continue;
			const one = { pod, container, runtime, sources: sourcesOf(pod, container, runtime, manifests) };
			if (fits(one)) return [one];
		}
		return [];
	});
}

/** Whether what is not set is sure to have its default: nothing is still to be filled in, and no file that may set it is out of sight. */
function isCertain({ pod, container, runtime, sources }: Pictured): boolean {
	const set = Object.values(runtime.settings).map((spec) => ({ spec, one: settingIn(sources, spec) }));
	const found = set.flatMap(({ one }) => one ?? []);
	if (found.some(({ open }) => open)) return false;
	// It does not start: nothing of it is in memory.
	if (runtime.strict && set.some(({ spec, one }) => one !== null && isRefused(one, spec))) return false;
	const { held, settings, workers, choosesItself = [] } = runtime;
	if (workers !== undefined && sharesProcess({ sources }, runtime, workers)) return false;
	const bySetting = [held?.setting, held?.share?.setting].some((name) => {
		const spec = name === undefined ? undefined : settings[name];
		return spec !== undefined && settingIn(sources, spec) !== null;
	});
	if (bySetting || container.live !== undefined) return true;
	// Its add-on sets what is not here.
	if (blocksOf(pod.object, container) !== null) return false;
	const chosen = choosesItself.some((name) => {
		const spec = settings[name];
		return spec !== undefined && /^(?:on|1|true)$/i.test(settingIn(sources, spec)?.text ?? "");
	});
	if (chosen || !sources.filesComplete || usualOf(runtime, container.image)[held?.setting ?? ""] === UNKNOWN)
		return false;
	// Variables from a whole config map may hold its setting; without it nobody knows what runs.
	return runs(container, runtime) || container.variablesFrom.length === 0 || found.length > 0;
}

/** Each part of a container's memory at its worst moment, by the formulas of its runtime. */
export function budgetOf({ pod, container, runtime, sources }: Pictured, given: Given = {}): Budget {
	const limit = (container.memoryLimit ?? pod.memoryLimit)?.bytes ?? null;
	const told: Given = { ...container.live, ...given };
	const share = runtime.id === "redis" ? rewrittenShare(told) : null;
	const live: Given = { ...(share === null ? {} : { rewritten: share }), ...told };
	const written: Given = runtime.id === "redis" ? redisGiven({ container, sources }) : {};
	const values = new Values(runtime, container.image, sources, { written, live }, limit);
	const parts = runtime.parts
		.map((spec) => values.part(spec))
		.filter(({ bytes, high }) => bytes === null || (high ?? 0) > 0);
	const sum = (of: (part: BudgetPart) => number | null) => parts.reduce((total, part) => total + (of(part) ?? 0), 0);
	const worst = { bytes: sum(({ bytes }) => bytes), low: sum(({ low }) => low), high: sum(({ high }) => high) };
	const bounded = parts.every(({ bytes }) => bytes !== null);
	const { kind, namespace, name } = pod.object;
	return {
		subject: { kind, ...(namespace === "" ? {} : { namespace }), name, container: container.name },
		runtime: runtime.id,
		name: runtime.name,
		limit,
		parts,
		worst,
		margin: limit === null || !bounded ? null : limit - worst.bytes,
	};
}

/** What the names in the formulas of one container stand for. */
class Values {
	readonly #runtime: Runtime;
	readonly #sources: SettingSources;
	readonly #given: Given;
	readonly #live: Given;
	readonly #limit: number | null;
	/** What holds where nothing is set: defaults and assumptions. */
	readonly #usual: Readonly<Record<string, Usual>>;
	readonly #found = new Map<string, Setting | null>();

	constructor(
		runtime: Runtime,
		image: string,
		sources: SettingSources,
		{ written, live }: { written: Given; live: Given },
		limit: number | null,
	) {
		this.#runtime = runtime;
		this.#usual = usualOf(runtime, image);
		this.#sources = sources;
		this.#given = { ...written, ...live };
		this.#live = live;
		this.#limit = limit;
	}

	part({ part, bytes, low, high }: PartSpec): BudgetPart {
		const names = namesIn(String(bytes ?? "")).flatMap((name) => [name, ...this.#shares(name)]);
		const value = this.#bytes(bytes);
		const settings = [...new Set(names.flatMap((name) => this.#setting(name)?.written ?? []))];
		if (value === null) return { part, bytes: null, low: null, high: null, basis: this.#basis(names), settings };
		return {
			part,
			bytes: value,
			low: Math.min(value, this.#bytes(low) ?? value),
			high: Math.max(value, this.#bytes(high) ?? value),
			basis: this.#basis(names),
			settings,
		};
	}

	/** A setting that is not there may be set as a share of the limit, by another name. */
	#shares(name: string): string[] {
		if (this.#live[name] !== undefined || this.#setting(name) !== null) return [];
		const names = this.#behind(name);
		return names.includes("limit") ? names.filter((other) => this.#setting(other) !== null) : [];
	}

	/** The settings, and the limit, that what is usual is reckoned from. */
	#behind(name: string): string[] {
		return [this.#usual[name] ?? []]
			.flat()
			.flatMap((formula) => namesIn(String(formula)))
			.flatMap((other) => (other === "limit" || other in this.#runtime.settings ? [other] : this.#behind(other)));
	}

	/** Whole and not below zero. */
	#bytes(formula: number | string | undefined): number | null {
		if (formula === undefined) return null;
		const value = evaluate(String(formula), (name) => this.#value(name));
		return value === null || !Number.isFinite(value) ? null : Math.max(0, Math.round(value));
	}

	#value(name: string): number | null {
		const given = this.#given[name];
		if (given !== undefined) return this.#bound(name, given);
		if (name === "limit") return this.#limit;
		const found = this.#setting(name);
		if (found !== null) return this.#bound(name, found.value);
		const usual = this.#usual[name];
		if (usual === undefined) return null;
		if (typeof usual === "number") return usual;
		const formulas = [usual].flat();
		// Without a limit a share of it is unknown, and no other default takes its place.
		const isKnown = (other: string) => other === "limit" || this.#value(other) !== null;
		const formula = formulas.find((one) => namesIn(one).every(isKnown)) ?? formulas.at(-1);
		return formula === undefined ? null : evaluate(formula, (other) => this.#value(other));
	}

	/** For Redis a maxmemory of 0 is none. */
	#bound(name: string, value: number): number | null {
		return value === this.#runtime.settings[name]?.none ? null : value;
	}

	#setting(name: string): Setting | null {
		const known = this.#found.get(name);
		if (known !== undefined) return known;
		const { held, settings } = this.#runtime;
		const spec = settings[name];
		const share = held?.share?.first && held.setting === name ? held.share.setting : null;
		const other = share !== null && this.#setting(share) !== null;
		const found = spec === undefined || other ? null : settingIn(this.#sources, spec);
		const usable = found === null || Number.isNaN(found.value) ? null : found;
		this.#found.set(name, usable);
		return usable;
	}

	#basis(names: readonly string[]): BudgetBasis {
		if (names.some((name) => this.#live[name] !== undefined)) return "live";
		if (names.some((name) => this.#setting(name) !== null)) return "set";
		return names.some((name) => this.#runtime.defaults?.[name] !== undefined) ? "default" : "reckoned";
	}
}
