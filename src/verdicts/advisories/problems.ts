import { type Advisory, type AffectedRange, CHURN_KINDS, SCHEMES, SYMPTOM_PLACES } from "../../model/advisory.ts";
import { standingOf } from "./ranges.ts";
import { compareVersions, parseVersion } from "./versions/schemes.ts";

/** What is wrong with an advisory, one line each, for those who mend the data; empty when it can be used. Takes any value. */
export function problemsOf(value: unknown): string[] {
	if (!isObject(value)) return ["is no mapping"];
	const found = shapeProblems(value);
	return found.length > 0 ? found : rangeProblems(value as unknown as Advisory);
}

/** Over a whole set: each advisory's own problems, and ids that are there twice. */
export function problemsOfSet(advisories: readonly unknown[]): string[] {
	const seen = new Set<string>();
	return advisories.flatMap((advisory, i) => {
		const id = isObject(advisory) && typeof advisory.id === "string" ? advisory.id : `#${i + 1}`;
		const twice = seen.has(id) ? [`${id}: is there twice`] : [];
		seen.add(id);
		return [...problemsOf(advisory).map((problem) => `${id}: ${problem}`), ...twice];
	});
}

const KEYS = new Set(
	"id component where scheme affected fixed trigger symptom stopgap references verification note".split(" "),
);
const ID = /^[A-Za-z0-9][A-Za-z0-9.-]{2,80}$/;

function shapeProblems(a: Record<string, unknown>): string[] {
	const found: string[] = [];
	const want = (holds: boolean, problem: string) => {
		if (!holds) found.push(problem);
	};
	for (const key of Object.keys(a)) want(KEYS.has(key), `has an unknown field ${key}`);
	want(typeof a.id === "string" && ID.test(a.id), "id must be letters, digits, dots and hyphens");
	want(isText(a.component), "component is missing");
	want(
		SCHEMES.some((scheme) => scheme === a.scheme),
		`scheme must be one of ${SCHEMES.join(", ")}`,
	);
	want(
		isList(a.where) && a.where.length > 0 && a.where.every(isPlace),
		"where must list images, node, server or chart",
	);
	want(
		isList(a.affected) && a.affected.length > 0 && a.affected.every(isRange),
		"affected must list ranges with bounds",
	);
	want(isList(a.fixed) && a.fixed.every(isText), "fixed must list versions");
	want(isTexts(a.trigger), "trigger must have en and zh-CN");
	want(isTexts(a.symptom), "symptom must have en and zh-CN");
	want(
		isObject(a.symptom) && SYMPTOM_PLACES.some((place) => isObject(a.symptom) && place === a.symptom.shows),
		`symptom.shows must be one of ${SYMPTOM_PLACES.join(", ")}`,
	);
	want(a.stopgap === undefined || isTexts(a.stopgap), "stopgap must have en and zh-CN");
	const remedy = isObject(a.stopgap) ? a.stopgap.remedy : undefined;
	want(remedy === undefined || isRemedy(remedy), "stopgap.remedy is none that is known");
	const requires = isObject(a.trigger) ? a.trigger.requires : undefined;
	want(requires === undefined || (isList(requires) && requires.every(isRequirement)), "trigger.requires is none known");
	want(isList(a.references) && a.references.length > 0 && a.references.every(isLink), "references must be https links");
	const verification = isObject(a.verification) ? a.verification : {};
	for (const field of ["affected", "fixed", "trigger", "symptom", ...(a.stopgap === undefined ? [] : ["stopgap"])]) {
		const value = verification[field];
		want(value === "verified" || value === "inferred", `verification.${field} must be verified or inferred`);
	}
	return found;
}

/** Bounds parse, ranges are not empty and do not overlap, and what is called fixed is not affected. */
function rangeProblems(advisory: Advisory): string[] {
	const { scheme, affected, fixed } = advisory;
	const found: string[] = [];
	const order = (a: string, b: string): number | null => {
		const [x, y] = [parseVersion(scheme, a), parseVersion(scheme, b)];
		return x === null || y === null ? null : compareVersions(scheme, x, y);
	};
	const bounds = affected.flatMap(({ from, seen, before, through }) => [from, seen, before, through]);
	for (const version of [...bounds, ...fixed]) {
		if (version === undefined) continue;
		const parsed = parseVersion(scheme, version);
		if (parsed === null || parsed.floating || parsed.fork !== null) found.push(`"${version}" is no ${scheme} version`);
	}
	if (found.length > 0) return found;
	for (const range of affected) {
		if (range.from !== undefined && range.seen !== undefined && order(range.from, range.seen) !== -1)
			found.push(`${range.seen} is not newer than ${range.from}`);
		const [low, high] = [range.seen ?? range.from, range.before ?? range.through];
		const difference = low === undefined || high === undefined ? -1 : order(low, high);
		if (difference === null) found.push(`${low} and ${high} are of different lines`);
		else if (difference > 0 || (difference === 0 && range.before !== undefined))
			found.push(`nothing lies from ${low} to ${high}`);
	}
	for (const [i, range] of affected.entries()) {
		for (const other of affected.slice(i + 1))
			if (overlap(range, other, order)) found.push(`range ${i + 1} overlaps a later one`);
	}
	for (const version of fixed) {
		if (standingOf(advisory, version).grade !== "clean")
			found.push(`${version} is called fixed and lies in an affected range`);
	}
	return found;
}

function overlap(a: AffectedRange, b: AffectedRange, order: (a: string, b: string) => number | null): boolean {
	const endsBefore = (one: AffectedRange, two: AffectedRange): boolean => {
		// Nothing bounds it from below, so nothing stands before it.
		if (two.from === undefined && two.seen !== undefined && two.before === undefined && two.through === undefined)
			return false;
		const [high, low] = [one.before ?? one.through, two.from ?? two.seen];
		if (high === undefined || low === undefined) return false;
		const difference = order(high, low);
		return difference !== null && (one.before === undefined ? difference < 0 : difference <= 0);
	};
	const bounds = [a.from ?? a.seen ?? a.before ?? a.through, b.from ?? b.seen ?? b.before ?? b.through];
	// Lines without an order between them cannot overlap.
	if (bounds[0] !== undefined && bounds[1] !== undefined && order(bounds[0], bounds[1]) === null) return false;
	return !(endsBefore(a, b) && b.from !== undefined) && !(endsBefore(b, a) && a.from !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is unknown[] {
	return Array.isArray(value);
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value.trim() !== "" && value.length <= 600;
}

function isTexts(value: unknown): boolean {
	return (
		isObject(value) && isText(value.en) && isText(value["zh-CN"]) && /\p{Script=Han}/u.test(String(value["zh-CN"]))
	);
}

function isLink(value: unknown): boolean {
	return isText(value) && /^https:\/\/[\w.-]+\/\S+$/.test(value);
}

const RUNTIME = /^(?:containerd|cri-o|docker)$/;

function isPlace(value: unknown): boolean {
	if (!isObject(value)) return false;
	const { images, only, not, node, runtime, server, chart } = value;
	const words = [only, not].every((list) => list === undefined || (isList(list) && list.every(isText)));
	if (images !== undefined) return isList(images) && images.length > 0 && images.every(isRepository) && words;
	if (node === "runtime") return typeof runtime === "string" && RUNTIME.test(runtime);
	return node === "kubelet" || node === "kernel" || node === "os" || server === true || isText(chart);
}

function isRepository(value: unknown): boolean {
	return typeof value === "string" && /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(value);
}

function isRange(value: unknown): boolean {
	if (!isObject(value)) return false;
	const keys = Object.keys(value);
	const known = keys.every((key) => ["from", "seen", "before", "through"].includes(key) && isText(value[key]));
	const twice = value.before !== undefined && value.through !== undefined;
	return known && keys.length > 0 && !twice;
}

function isRequirement(value: unknown): boolean {
	if (!isObject(value) || Object.keys(value).length !== 1) return false;
	const { churn, controlPlaneAway, kernel, replicas, initContainers, beside } = value;
	if (churn !== undefined) return CHURN_KINDS.some((kind) => kind === churn);
	if (kernel !== undefined) return isObject(kernel) && (isText(kernel.from) || isText(kernel.before));
	if (replicas !== undefined) return Number.isInteger(replicas) && Number(replicas) > 1;
	return controlPlaneAway === true || initContainers === true || isRepository(beside);
}

function isRemedy(value: unknown): boolean {
	if (!isObject(value)) return false;
	const { type, name, value: set, key } = value;
	if (type === "restart") return true;
	if (type === "environment") return isText(name) && typeof set === "string";
	return type === "config-map" && isText(name) && isText(key) && typeof set === "string";
}
