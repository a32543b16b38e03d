import type { Budget, BudgetPart } from "../model/budget.ts";
import { printable } from "../model/text.ts";
import { formatBytes } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { objectText } from "./describe.ts";
import { paint, type Style } from "./style.ts";
import { hanging, padEnd, table } from "./text.ts";

/** Told apart without colour; the parts take turns. */
const FILLS = ["█", "▓", "▒", "░"];
const CELLS = 56;
const LIMIT = "┃";

/** One bar a container: its parts side by side, the limit as a line across, and below it each part with what bounds it. */
export function budgetPictures(budgets: readonly Budget[], words: Words, style: Style): string[] {
	if (budgets.length === 0) return [];
	const pictures = budgets.toSorted(byMargin).flatMap((budget) => ["", ...picture(budget, words, style)]);
	return ["", paint(style, "bold", hanging(words.budgets.title, style.width, 0)), ...pictures];
}

/** What fits least comes first. */
function byMargin(a: Budget, b: Budget): number {
	return share(a) - share(b);
}

function share({ margin, limit }: Budget): number {
	return margin === null || limit === null ? Number.POSITIVE_INFINITY : margin / limit;
}

/** The picture of one budget, for a story of its container's death or a list of many. */
export function picture(budget: Budget, words: Words, style: Style): string[] {
	const { subject, name, limit, parts, worst } = budget;
	const { budgets } = words;
	const namespace = subject.namespace === undefined ? "" : `${printable(subject.namespace)} `;
	const bound = limit === null ? budgets.noLimit : `${budgets.limit} ${formatBytes(limit)}`;
	const rows = parts.map((part, i) => [
		`  ${part.bytes === null ? "?" : fillOf(i)} ${budgets.part[part.part]}`,
		part.bytes === null ? budgets.unbounded : formatBytes(part.bytes),
		rangeOf(part),
		[budgets.basis[part.basis], part.settings.map(printable).join(", ")].filter((text) => text !== "").join(" · "),
	]);
	return [
		hanging(
			words.report.told(paint(style, "bold", `${namespace}${objectText(subject)}`), budgets.head(name, bound)),
			style.width,
			4,
		),
		`  ${barOf(budget, Math.min(CELLS, (style.width ?? CELLS * 2) - 3))}`,
		...table(rows, style.width),
		`  ${hanging(verdict(budget, budgets.worst(formatBytes(worst.bytes), formatBytes(worst.low), formatBytes(worst.high)), words, style), style.width, 2)}`,
	];
}

function rangeOf({ bytes, low, high }: BudgetPart): string {
	return bytes === null || low === null || high === null || low === high
		? ""
		: `${formatBytes(low)}–${formatBytes(high)}`;
}

function verdict({ margin, limit, parts }: Budget, sum: string, { budgets }: Words, style: Style): string {
	if (parts.some(({ bytes }) => bytes === null)) return budgets.verdict(sum, paint(style, "yellow", budgets.unknown));
	if (margin === null || limit === null) return sum;
	const text = margin < 0 ? budgets.tooLarge(formatBytes(-margin)) : budgets.fits(formatBytes(margin));
	return budgets.verdict(sum, paint(style, margin < 0 ? "red" : "green", text));
}

function fillOf(i: number): string {
	return FILLS[i % FILLS.length] ?? "█";
}

/** The longer of limit and sum is the whole width. */
function barOf({ limit, parts, worst }: Budget, most: number): string {
	const whole = Math.max(limit ?? 0, worst.bytes, 1);
	let cells = "";
	let reached = 0;
	for (const [i, { bytes }] of parts.entries()) {
		reached += bytes ?? 0;
		cells += fillOf(i).repeat(Math.max(0, Math.round((reached / whole) * most) - cells.length));
	}
	const bar = padEnd(cells, most);
	if (limit === null) return bar.trimEnd();
	const at = Math.min(most, Math.round((limit / whole) * most));
	return `${bar.slice(0, at)}${LIMIT}${bar.slice(at).trimEnd()}`;
}
