import type { Gap } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { Name } from "./Prose.tsx";

const LISTED = 10;

/** What could not be read: where nothing is found, it may be for this. */
export function Gaps({ gaps }: { gaps: readonly Gap[] }) {
	const { page, words } = usePage();
	if (gaps.length === 0) return null;
	const lines = (some: readonly Gap[]) => (
		<ul class="lines gaps">
			{some.map((gap, i) => (
				<li key={i}>
					<Name text={words.report.gapLine(gap)} />
				</li>
			))}
		</ul>
	);
	return (
		<section aria-labelledby="h-gaps">
			<h2 id="h-gaps">{page.heading.gaps}</h2>
			{lines(gaps.slice(0, LISTED))}
			{gaps.length > LISTED && (
				<details>
					<summary class="quiet">{page.more(gaps.length - LISTED)}</summary>
					{lines(gaps.slice(LISTED))}
				</details>
			)}
		</section>
	);
}
