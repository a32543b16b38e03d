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

/** Paragraphs and `code` of a rule's page. */
export function About({ text }: { text: string }) {
	return (
		<>
			{text.split(/\n{2,}/).map((paragraph, i) => (
				<p key={i}>
					{paragraph
						.split(/(`[^`]+`)/)
						.map((piece, j) => (piece.startsWith("`") ? <code key={j}>{piece.slice(1, -1)}</code> : piece))}
				</p>
			))}
		</>
	);
}

/** A name from the cluster, with everything that would not be seen written out. */
export function Name({ text }: { text: string }) {
	return <bdi>{printable(text)}</bdi>;
}
