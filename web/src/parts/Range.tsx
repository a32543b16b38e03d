import { usePage } from "../context.ts";
import type { Place } from "../router.tsx";

/** How much of the past a chart shows, seconds. */
export const RANGES = { "1h": 3600, "6h": 21_600, "24h": 86_400, "7d": 604_800, "14d": 1_209_600 } as const;
export type Range = keyof typeof RANGES;

/** As the address has it. */
export function rangeOf({ query }: Place): Range {
	const asked = query.get("range");
	return asked !== null && Object.hasOwn(RANGES, asked) ? (asked as Range) : "24h";
}

export function RangeChoice({ range, choose }: { range: Range; choose(range: Range): void }) {
	const { page } = usePage();
	return (
		<select aria-label={page.rangeLabel} value={range} onChange={(event) => choose(event.currentTarget.value as Range)}>
			{(Object.keys(RANGES) as Range[]).map((one) => (
				<option key={one} value={one}>
					{page.range[one]}
				</option>
			))}
		</select>
	);
}
