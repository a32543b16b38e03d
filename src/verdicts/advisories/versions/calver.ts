import type { Version } from "./version.ts";

/** Versions that are dates: `2024.3.1`, `v20240501-abc`, `RELEASE.2023-09-04T19-57-37Z`. The numbers of the date, and of the time or count after it. */
export function parseCalver(text: string): Version | null {
	const found =
		/^(?:[a-zA-Z]+[-._])?v?((?:19|20)\d\d)[-.]?([01]?\d)(?:[-.]?([0-3]?\d))?(?:T(\d\d)-?(\d\d)-?(\d\d))?/.exec(text);
	if (found === null) return null;
	const numbers = found
		.slice(1)
		.filter((part) => part !== undefined && part !== "")
		.map(Number);
	return { text, line: "", core: numbers, pre: null, revision: 0, fork: null, floating: false, rest: "" };
}
