import { usePage } from "../context.ts";
import { percentText } from "../format.ts";

export function zoneOf(share: number): "calm" | "rising" | "sinking" {
	return share >= 90 ? "sinking" : share >= 70 ? "rising" : "calm";
}

/** How high the memory stands against its line: a bar whose end is the line. */
export function Level({ share }: { share: number | null }) {
	const { page } = usePage();
	if (share === null) return <span class="quiet">{page.notKnown}</span>;
	return (
		<span class={`level ${zoneOf(share)}`}>
			<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
				<rect class="trough" x="0" y="3" width="100" height="4" />
				<rect class="water" x="0" y="3" width={Math.min(share, 100)} height="4" />
				<rect class="line" x="98.5" y="0" width="1.5" height="10" />
			</svg>
			<span class="number">{percentText(share)}</span>
		</span>
	);
}
