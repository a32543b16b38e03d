/** A document of a multi-document file: its text, and where in the file it starts. */
export interface Chunk {
	text: string;
	start: number;
}

/**
 * Splits a YAML stream at its `---` lines (YAML 1.2, 9.1.1: such a line ends a document wherever it stands, even in a block scalar), so
 * that an error in one document does not cost the others. The marker stays with the document it starts; joined, the chunks are the text.
 */
export function* splitDocuments(text: string): Generator<Chunk> {
	for (const chunk of splitAtMarkers(text)) {
		if (VALUES.test(chunk.text) && isJson(chunk.text)) yield* splitValues(chunk);
		else yield chunk;
	}
}

/** Also behind comments, as editors' settings have them. */
export function isJson(text: string): boolean {
	const start = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*(?=[{[])/.exec(text)?.[0].length ?? -1;
	return start !== -1 && !text.startsWith("{{", start);
}

/** Nothing stands between a closing and an opening bracket: no list or object has that, or only in a text. */
const VALUES = /[}\]]\s*[{[]/;

/** JSON values one behind the other, as loops and `jq` print them; kubectl reads such a stream. */
function* splitValues({ text, start }: Chunk): Generator<Chunk> {
	let [from, depth, closed, quoted] = [0, 0, false, false];
	for (const { 0: token, index } of text.matchAll(/\\.|["{}[\]]/gs)) {
		if (token === '"') quoted = !quoted;
		if (quoted) continue;
		if (token === "}" || token === "]") closed = --depth === 0;
		if (token !== "{" && token !== "[") continue;
		if (closed) {
			yield { text: text.slice(from, index), start: start + from };
			[from, closed] = [index, false];
		}
		depth++;
	}
	yield { text: text.slice(from), start: start + from };
}

function* splitAtMarkers(text: string): Generator<Chunk> {
	let start = 0;
	for (let at = text.indexOf("---"); at !== -1; at = text.indexOf("---", at + 3)) {
		if (at === start || !isMarker(text, at)) continue;
		// Directives (`%YAML 1.2`) and comments belong to the document whose marker follows.
		if (isPreamble(text.slice(start, at))) continue;
		yield { text: text.slice(start, at), start };
		start = at;
	}
	yield { text: text.slice(start), start };
}

function isMarker(text: string, at: number): boolean {
	const before = text[at - 1];
	const after = text[at + 3];
	return (before === "\n" || before === "\r") && (after === undefined || /[ \t\r\n]/.test(after));
}

/** Nothing but directives, comments and blank lines, and no marker of its own. */
function isPreamble(text: string): boolean {
	return text.length < 4096 && /^(?:[ \t]*(?:[#%].*)?(?:\r\n?|\n))*$/.test(text);
}
