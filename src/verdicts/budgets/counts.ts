import type { Remedy } from "../../model/remedy.ts";
import { isLive } from "./held.ts";
import type { Setting } from "./settings.ts";

/** A count written anew, where it stands by itself. */
export function lowerCount({ text, place }: Setting, value: number): Remedy[] {
	const width = place.endColumn - place.column;
	if (value < 1 || (!isLive(place) && width !== text.length && width !== text.length + 2)) return [];
	// `--autoscale 10,3`: the smaller one may not be above.
	const [, less] = text
		.split(",")
		.map(Number)
		.sort((a, b) => b - a);
	const to = less === undefined ? String(value) : `${value},${Math.min(less, value)}`;
	const quote = width === text.length + 2 ? '"' : "";
	return [
		{
			kind: "lower-count",
			risk: "medium",
			value,
			change: { type: "file-edit", from: text, to: `${quote}${to}${quote}`, ...place },
		},
	];
}
