import type { BudgetBrief } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { bytes, percentText } from "../format.ts";

/** The parts of a container's memory in a row, as long as its line. */
export function Budget({ budget }: { budget: BudgetBrief }) {
	const { page } = usePage();
	const all = budget.parts.reduce((sum, part) => sum + part.bytes, 0);
	const whole = Math.max(all, budget.limit ?? 0) || 1;
	const free = Math.max(0, (budget.limit ?? all) - all);
	const parts = free > 0 ? [...budget.parts, { name: page.series.free, bytes: free }] : budget.parts;
	let x = 0;
	return (
		<figure class="budget">
			<figcaption>
				{budget.container} <span class="quiet">{budget.runtime}</span> {page.of(bytes(all), bytes(budget.limit))}
			</figcaption>
			<svg viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
				{parts.map((part, i) => {
					const width = (part.bytes / whole) * 1000;
					const start = x;
					x += width;
					const isFree = free > 0 && i === parts.length - 1;
					return (
						<rect key={part.name} class={isFree ? "free" : `part-${i % 6}`} x={start} y="0" width={width} height="24" />
					);
				})}
				{budget.limit !== null && (
					<rect class="line" x={(budget.limit / whole) * 1000 - 3} y="0" width="3" height="24" />
				)}
			</svg>
			<ul>
				{parts.map((part, i) => (
					<li key={part.name}>
						<span class={free > 0 && i === parts.length - 1 ? "dot free" : `dot part-${i % 6}`} /> {part.name}{" "}
						<b>{bytes(part.bytes)}</b> <span class="quiet">{percentText((part.bytes / whole) * 100)}</span>
					</li>
				))}
			</ul>
		</figure>
	);
}
