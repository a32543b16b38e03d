/**
 * The beginning of a JSON document, closed so that it reads as one: the last items are missing, none is half there. Cut is between the items of the
 * outermost list or object that keeps at least half of the text, so that a finding is whole or missing.
 */
export function cutJson(beginning: string): string {
	const closers: string[] = [];
	/** By depth: where the newest item that is whole ends, and what closes the document there. */
	const ends: { at: number; closed: string }[] = [];
	const whole = (at: number) => {
		ends[closers.length] = { at, closed: closers.toReversed().join("") };
	};
	// A string is passed over whole; one that is not closed is the end of what there is.
	for (const { 0: token, index } of beginning.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],]/gs)) {
		if (token === "{" || token === "[") {
			closers.push(token === "{" ? "}" : "]");
			whole(index + 1);
		} else if (token === ",") whole(index);
		else if (token === "}" || token === "]") {
			closers.pop();
			ends.length = closers.length;
			whole(index + 1);
		}
	}
	const end = ends.find((one) => one !== undefined && one.at >= beginning.length / 2) ?? ends.at(-1);
	return end === undefined ? "null" : `${beginning.slice(0, end.at)}${end.closed}`;
}
