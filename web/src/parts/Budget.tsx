import type { Budget as Spent } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { bytes, percentText } from "../format.ts";
import { Name } from "./Prose.tsx";

/** The parts of a container's memory at the worst moment, in a row beside its line. */
export function Budget({ budget }: { budget: Spent }) {
	const { page, words } = usePage();
	const { limit, worst, margin } = budget;
	const whole = Math.max(worst.bytes, limit ?? 0) || 1;
	const bounded = budget.parts.filter((part) => part.bytes !== null && part.bytes > 0);
	const unbounded = budget.parts.filter((part) => part.bytes === null);
	let x = 0;
	const said = words.budgets;
	return (
		<figure class="budget">
			<figcaption>
				<b>
					<Name text={budget.name} />
				</b>{" "}
				<i>
					<Name text={budget.subject.container ?? ""} />
				</i>{" "}
				{said.worst(bytes(worst.bytes), bytes(worst.low), bytes(worst.high))}
				{margin !== null || unbounded.length > 0 ? " · " : ""}
				{margin === null
					? unbounded.length > 0
						? said.unknown
						: ""
					: margin < 0
						? said.tooLarge(bytes(-margin))
						: said.fits(bytes(margin))}
			</figcaption>
			<svg viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">
				<rect class="trough" x="0" y="3" width="1000" height="20" />
				{bounded.map((part, i) => {
					const width = ((part.bytes ?? 0) / whole) * 1000;
					const start = x;
					x += width;
					return <rect key={part.part} class={`part-${i % 6}`} x={start} y="3" width={width} height="20" />;
				})}
				{limit !== null && <rect class="line" x={(limit / whole) * 1000 - 3} y="0" width="3" height="26" />}
			</svg>
			<ul>
				{bounded.map((part, i) => (
					<li key={part.part}>
						<span class={`dot part-${i % 6}`} /> {said.part[part.part]} <b>{bytes(part.bytes)}</b>{" "}
						<span class="quiet">
							{percentText(((part.bytes ?? 0) / whole) * 100)} · {said.basis[part.basis]}{" "}
							<Name text={part.settings.join(" ")} />
						</span>
					</li>
				))}
				{unbounded.map((part) => (
					<li key={part.part}>
						<span class="dot unbounded" /> {said.part[part.part]} <b class="alarm">{said.unbounded}</b>
					</li>
				))}
				{limit !== null && (
					<li>
						<span class="swatch line" /> {page.series.limit} <b>{bytes(limit)}</b>
					</li>
				)}
			</ul>
		</figure>
	);
}
