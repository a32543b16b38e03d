import type { FindingOf } from "../../model/finding.ts";
import type { LintThresholds } from "../../model/lint-settings.ts";
import type { ManifestContainer, ManifestVariable, WrittenQuantity } from "../../model/manifest.ts";
import type { Written } from "../../model/place.ts";
import { parseBytes } from "../../model/quantity.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { UnitSlip } from "../../model/rules-lint.ts";
import { UNITS } from "../budgets/units.ts";
import { type About, aboutObject, aboutPod, containersOf, finding, type LintRule, seenSetting } from "./rule.ts";

/** What a container may be meant to have: outside of it a guess is only a guess. */
const [PLAUSIBLE_LEAST, PLAUSIBLE_MOST] = [4 * 1024 ** 2, 1024 ** 4];

/** A quantity that is surely not what its writer meant. */
export const suspiciousUnit: LintRule<"lint/suspicious-unit"> = {
	id: "lint/suspicious-unit",
	judge: (manifests, thresholds) => [
		...containersOf(manifests).flatMap(({ pod, container }) =>
			pair(container.memoryRequest, container.memoryLimit, aboutPod(pod, container), thresholds),
		),
		...containersOf(manifests).flatMap(({ pod, container }) =>
			container.variables.flatMap(({ name, value, resource }) => {
				if (name !== "GOMEMLIMIT") return [];
				const about = aboutPod(pod, container);
				return value !== null ? ofGo(value, about, thresholds) : ofReference(resource, container, about, thresholds);
			}),
		),
		...manifests.pods.flatMap((pod) => [
			...pair(pod.memoryRequest, pod.memoryLimit, aboutPod(pod), thresholds),
			...pod.volumes.flatMap(({ sizeLimit }) => each([sizeLimit], aboutPod(pod), thresholds)),
		]),
		...manifests.limitRanges.flatMap(({ object, items }) =>
			items.flatMap(({ min, max, default: limit, defaultRequest }) =>
				// Its other bounds may not allow what was meant: a person has to look.
				each([min, max, limit, defaultRequest], aboutObject(object), thresholds, false),
			),
		),
		...manifests.quotas.flatMap(({ object, request, limit }) =>
			each([request, limit], aboutObject(object), thresholds, false),
		),
	],
};

function pair(
	request: WrittenQuantity | null,
	limit: WrittenQuantity | null,
	about: About,
	thresholds: Readonly<LintThresholds>,
) {
	// A guess that would leave the limit below the request is none.
	const [least, most] = [meantBytes(request, thresholds), meantBytes(limit, thresholds)];
	const fits = least === null || most === null || least <= most;
	const found = each([request, limit], about, thresholds, fits);
	if (found.length > 0 || request === null || limit === null) return found;
	// `128Mi` requested and `128M` allowed: the same number, and 5 % too little.
	const [a, b] = [/^(\d+)([kMGTP])$/.exec(limit.value), /^(\d+)([KMGTP])i$/.exec(request.value)];
	if (a === null || b === null || a[1] !== b[1] || a[2]?.toUpperCase() !== b[2]) return [];
	return [tell(limit, "mixed", request.value, about, true)];
}

function each(
	quantities: readonly (WrittenQuantity | null)[],
	about: About,
	thresholds: Readonly<LintThresholds>,
	fits = true,
) {
	return quantities.flatMap((quantity) => {
		const slip = quantity === null ? null : slipOf(quantity, thresholds);
		return quantity === null || slip === null
			? []
			: [tell(quantity, slip, meantBy(quantity.value, thresholds), about, fits)];
	});
}

/** What Go's runtime takes for no size ends the program as it starts: `fatal error: malformed GOMEMLIMIT` (runtime/mgcpacer.go, readGOMEMLIMIT). */
function ofGo(
	{ value: text, place }: Written,
	about: About,
	{ smallest }: Readonly<LintThresholds>,
): FindingOf<"lint/suspicious-unit">[] {
	// Words are for somebody else to fill in.
	if (!/^\s*\d/.test(text) || /\$|\{\{/.test(text)) return [];
	const read = UNITS.go(text);
	// `512` is 512 bytes: the collector never rests.
	if (read !== null && read >= smallest) return [];
	const [, number = "", letter = ""] = /^\s*([1-9]\d*)\s*([kmgt]?)i?b?\s*$/i.exec(text) ?? [];
	const meant = number === "" || /^k/i.test(letter) ? null : `${number}${letter.toUpperCase() || "M"}iB`;
	const bytes = UNITS.go(meant ?? "");
	return [
		finding("lint/suspicious-unit", about, {
			severity: "error",
			place,
			params: { text, slip: read === null ? "not-of-go" : "tiny-for-go", bytes: read, meant },
			evidence: [seenSetting({ value: `GOMEMLIMIT=${text}`, place })],
			// A block of YAML ends with a line break, which is what Go refuses: how it is written is to change, not only what.
			remedies:
				meant === null || bytes === null || place.line !== place.endLine
					? []
					: [
							{
								kind: "write-quantity",
								risk: "low",
								value: bytes,
								change: { type: "file-edit", from: text, to: meant, ...place },
							},
						],
		}),
	];
}

/** `limits.memory` with a divisor of 1Mi is a number of MiB, which Go takes for bytes. */
function ofReference(
	resource: ManifestVariable["resource"],
	{ memoryLimit, memoryRequest }: ManifestContainer,
	about: About,
	{ smallest }: Readonly<LintThresholds>,
): FindingOf<"lint/suspicious-unit">[] {
	const referred = { "limits.memory": memoryLimit, "requests.memory": memoryRequest ?? memoryLimit }[
		resource?.value ?? ""
	];
	if (resource === null || referred?.bytes == null || resource.divisor < 2) return [];
	const bytes = Math.ceil(referred.bytes / resource.divisor);
	if (bytes >= smallest) return [];
	return [
		finding("lint/suspicious-unit", about, {
			severity: "error",
			place: resource.place,
			params: { text: String(bytes), slip: "tiny-for-go", bytes, meant: null },
			evidence: [seenSetting({ value: `GOMEMLIMIT=${bytes}`, place: resource.place })],
		}),
	];
}

function slipOf(
	{ value, bytes, placeholder }: WrittenQuantity,
	{ smallest, largest }: Readonly<LintThresholds>,
): UnitSlip | null {
	if (placeholder) return null;
	if (bytes === null) return "not-a-quantity";
	// The API server itself prints 0.9Gi as 966367641600m: odd, and right.
	if (bytes > 0 && bytes < smallest) return /[num]$/.test(value) ? "milli" : "tiny";
	return bytes >= largest ? "huge" : null;
}

/** What was most likely meant: `512m`, `512MB`, `512mb`, `512 Mi`, `64` are all so many Mi. Null when there is no telling. */
function meantBy(text: string, { smallest, largest }: Readonly<LintThresholds>): string | null {
	const match = /^\s*((?:0|[1-9]\d*)(?:\.\d+)?)\s*([kmgt]?)i?b?(?:ytes?)?\s*$/i.exec(text);
	if (match === null) return null;
	const [, number = "", letter = ""] = match;
	// Nobody writes 70000 for so many Mi.
	if (/^m?$/.test(letter) && /[\dm]$/.test(text) && Number(number) > 65_536) return null;
	const unit = letter === "" ? "Mi" : `${letter.toUpperCase()}i`;
	const meant = `${number}${unit}`;
	const bytes = parseBytes(meant);
	return bytes !== null && bytes >= smallest && bytes < largest && meant !== text ? meant : null;
}

function meantBytes(quantity: WrittenQuantity | null, thresholds: Readonly<LintThresholds>): number | null {
	if (quantity === null) return null;
	return slipOf(quantity, thresholds) === null
		? quantity.bytes
		: parseBytes(meantBy(quantity.value, thresholds) ?? quantity.value);
}

function tell(quantity: WrittenQuantity, slip: UnitSlip, meant: string | null, about: About, fits: boolean) {
	const { value: text, bytes, place } = quantity;
	return finding("lint/suspicious-unit", about, {
		severity: slip === "mixed" || slip === "huge" ? "warning" : "error",
		place,
		params: { text, slip, bytes, meant },
		evidence: [seenSetting(quantity)],
		remedies: meant === null ? [] : [rewrite(quantity, meant, fits)],
	});
}

function rewrite({ value: from, place }: WrittenQuantity, to: string, fits: boolean): Remedy {
	const value = parseBytes(to) ?? 0;
	const plausible = value >= PLAUSIBLE_LEAST && value <= PLAUSIBLE_MOST;
	return {
		kind: "write-quantity",
		risk: fits && plausible ? "low" : "medium",
		value,
		change: { type: "file-edit", from, to, ...place },
	};
}
