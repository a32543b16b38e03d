import { Fragment } from "preact";
import { printable } from "../../../src/model/text.ts";
import { useTimes } from "../format.ts";

const MOMENT = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?Z/g;

/** A sentence of a verdict. Its moments, which are UTC there, are shown in the viewer's zone. Names in it are text and nothing else. */
export function Prose({ text }: { text: string }) {
	const times = useTimes();
	const parts: (string | number)[] = [];
	let from = 0;
	for (const match of text.matchAll(MOMENT)) {
		parts.push(text.slice(from, match.index), Date.parse(`${match[1]}T${match[2]}Z`));
		from = match.index + match[0].length;
	}
	parts.push(text.slice(from));
	return (
		<>
			{parts.map((part, i) =>
				typeof part === "string" ? (
					<Fragment key={i}>{part}</Fragment>
				) : (
					<time key={i} dateTime={new Date(part).toISOString()}>
						{times.full(part)}
					</time>
				),
			)}
		</>
	);
}

/** Paragraphs, lists, addresses and `code` of a rule's page. */
export function About({ text }: { text: string }) {
	return (
		<>
			{text.split(/\n{2,}/).map((paragraph, i) => {
				const items = paragraph.trim().split(/\n(?=- )/);
				if (!items.every((item) => item.startsWith("- "))) return <p key={i}>{piecesOf(paragraph)}</p>;
				return (
					<ul key={i}>
						{items.map((item, j) => (
							<li key={j}>{piecesOf(item.slice(2))}</li>
						))}
					</ul>
				);
			})}
		</>
	);
}

function piecesOf(text: string) {
	return text.split(/(`[^`]+`|https:\/\/[^\s<>()]+)/).map((piece, i) => {
		if (piece.startsWith("`")) return <code key={i}>{piece.slice(1, -1)}</code>;
		if (!piece.startsWith("https://")) return piece;
		return (
			<a key={i} class="way" href={piece} rel="noreferrer" target="_blank">
				{piece}
			</a>
		);
	});
}

/** A name from the cluster, with everything that would not be seen written out. */
export function Name({ text }: { text: string }) {
	return <bdi>{printable(text)}</bdi>;
}

/** How many letters of a name's end are seen wherever it stands, and from how many on a name is ever cut. */
const [LAST, SHORT] = [9, 14];

/** A name where there may be no room for it: it is cut in its middle, because names of one family differ at their ends. Whole for who listens, searches or copies. */
export function CutName({ text }: { text: string }) {
	const whole = printable(text);
	if (whole.length <= SHORT) return <bdi>{whole}</bdi>;
	const letters = [...whole];
	return (
		<span class="cut">
			<bdi class="unseen">{whole}</bdi>
			<span class="first" aria-hidden="true">
				{letters.slice(0, -LAST).join("")}
			</span>
			<span class="last" aria-hidden="true">
				{letters.slice(-LAST).join("")}
			</span>
		</span>
	);
}
