import type { WrittenQuantity } from "../../model/manifest.ts";
import { parseBytes } from "../../model/quantity.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { UnitSlip } from "../../model/rules-lint.ts";
import { type About, aboutPod, containersOf, finding, type LintRule, seenSetting } from "./rule.ts";

const MEBI = 1024 * 1024;
/** Below this not even runc's own init fits (opencontainers/runc refuses less than about 6 MB), so it is meant otherwise. */
const TINY = MEBI;
/** No machine has 64 TiB; an `Gi` meant as `Mi` can reach it, a real need cannot. */
const HUGE = 64 * 1024 ** 4;

/** A quantity that is surely not what its writer meant. */
export const suspiciousUnit: LintRule<"lint/suspicious-unit"> = {
	id: "lint/suspicious-unit",
	judge: (manifests) => [
		...containersOf(manifests).flatMap(({ pod, container }) =>
			pair(container.memoryRequest, container.memoryLimit, aboutPod(pod, container)),
		),
		...manifests.pods.flatMap((pod) => [
			...pair(pod.memoryRequest, pod.memoryLimit, aboutPod(pod)),
			...pod.volumes.flatMap(({ sizeLimit }) => (sizeLimit === null ? [] : one(sizeLimit, aboutPod(pod)))),
		]),
	],
};

function pair(request: WrittenQuantity | null, limit: WrittenQuantity | null, about: About) {
	const found = [request, limit].flatMap((quantity) => (quantity === null ? [] : one(quantity, about)));
	if (found.length > 0 || request === null || limit === null) return found;
	// `128Mi` requested and `128M` allowed: the same number, and 5 % too little.
	const [a, b] = [/^(\d+)([kMGTP])$/.exec(limit.value), /^(\d+)([KMGTP])i$/.exec(request.value)];
	if (a === null || b === null || a[1] !== b[1] || a[2]?.toUpperCase() !== b[2]) return [];
	return [tell(limit, "mixed", request.value, about)];
}

function one(quantity: WrittenQuantity, about: About) {
	const slip = slipOf(quantity);
	return slip === null ? [] : [tell(quantity, slip, meantBy(quantity.value), about)];
}

function slipOf({ value, bytes, placeholder }: WrittenQuantity): UnitSlip | null {
	if (placeholder) return null;
	if (bytes === null) return "not-a-quantity";
	// The API server itself prints 0.9Gi as 966367641600m: odd, and right.
	if (bytes > 0 && bytes < TINY) return /[num]$/.test(value) ? "milli" : "tiny";
	return bytes >= HUGE ? "huge" : null;
}

/** What was most likely meant: `512m`, `512MB`, `512mb`, `512 Mi`, `64` are all so many Mi. Null when there is no telling. */
function meantBy(text: string): string | null {
	const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?(?:ytes?)?\s*$/i.exec(text);
	if (match === null) return null;
	const [, number = "", letter = ""] = match;
	const unit = letter === "" ? "Mi" : `${letter.toUpperCase()}i`;
	const meant = `${number}${unit}`;
	const bytes = parseBytes(meant);
	return bytes !== null && bytes >= TINY && bytes < HUGE && meant !== text ? meant : null;
}

function tell(quantity: WrittenQuantity, slip: UnitSlip, meant: string | null, about: About) {
	const { value: text, bytes, place } = quantity;
	return finding("lint/suspicious-unit", about, {
		severity: slip === "mixed" || slip === "huge" ? "warning" : "error",
		place,
		params: { text, slip, bytes, meant },
		evidence: [seenSetting(quantity)],
		remedies: meant === null ? [] : [rewrite(quantity, meant)],
	});
}

function rewrite({ place }: WrittenQuantity, to: string): Remedy {
	return {
		kind: "write-quantity",
		risk: "low",
		value: parseBytes(to) ?? 0,
		change: { type: "file-edit", to, ...place },
	};
}
