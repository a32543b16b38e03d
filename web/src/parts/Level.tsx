import { usePage } from "../context.ts";
import { percentText } from "../format.ts";

export function zoneOf(share: number): "calm" | "rising" | "sinking" {
	return share >= 90 ? "sinking" : share >= 70 ? "rising" : "calm";
}

/** How high the memory stands against its line: a bar whose end is the line. */
export function Level({ share }: { share: number | null }) {
	const { page } = usePage();
	return level(share, page.notKnown);
}

/** The same for lists, where a component each would be felt. */
export function level(share: number | null, notKnown: string) {
	if (share === null) return <span class="quiet">{notKnown}</span>;
	return (
		<span class={`level ${zoneOf(share)}`}>
			<i class="bar" style={{ "--share": `${Math.min(share, 100)}%` }} />
			<span class="number">{percentText(share)}</span>
		</span>
	);
}
