import { Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Evidence, Finding } from "../../../src/model/finding.ts";
import { momentOf } from "../../../src/model/matter.ts";
import type { Remedy } from "../../../src/model/remedy.ts";
import { printable } from "../../../src/model/text.ts";
import { changeText, messageOf, valueText } from "../../../src/reports/describe.ts";
import { ruleWords } from "../../../src/words/rule.ts";
import type { Words } from "../../../src/words/words.ts";
import { usePage } from "../context.ts";
import { useTimes } from "../format.ts";
import { Link, recall, remember, usePlace } from "../router.tsx";
import { Command } from "./Copy.tsx";
import { SeverityMark } from "./Mark.tsx";
import { Name, Prose } from "./Prose.tsx";

interface CardProps {
	finding: Finding;
	open?: boolean;
	/** On paper nothing can be opened: all of it is. */
	isPrinting?: boolean;
	/** Its remedies stand with another that is shown above it. */
	isRemedied?: boolean;
	/** Of its heading on the page. */
	level?: 2 | 3;
}

/** One finding told in full: what, why it is so, what to do. */
export function FindingCard(props: CardProps) {
	const { finding, open = true, isPrinting = false, isRemedied = false, level = 3 } = props;
	const [Title, Part] = level === 2 ? (["h2", "h3"] as const) : (["h3", "h4"] as const);
	const name = keyOf(finding);
	const [isOpen] = useState(() => recall(name) ?? open);
	const card = useRef<HTMLDetailsElement>(null);
	// By hand, as it is opened and closed: what was drawn last says nothing about it.
	useLayoutEffect(() => {
		if (card.current !== null) card.current.open = isPrinting || (recall(name) ?? open);
	}, [isPrinting]);
	const { words, page } = usePage();
	const times = useTimes();
	const here = usePlace().parts.join("/");
	const { rule, severity, confidence, evidence, remedies } = finding;
	const to = placeOf(finding);
	const isElsewhere = to[0] !== "rules" && to.join("/") !== here;
	const timed = evidence
		.flatMap((piece) => (piece.at === null ? [] : [{ ...piece, at: piece.at }]))
		.sort((a, b) => a.at - b.at);
	const standing = evidence.filter(({ at }) => at === null);
	// A day that all of it shares is said once.
	const days = new Set(timed.map(({ at }) => times.date(at)));
	const [day] = days.size === 1 ? days : [];
	return (
		<details
			class={`finding ${severity}`}
			ref={card}
			open={isOpen}
			onToggle={({ currentTarget }) => {
				if (!isPrinting && currentTarget.open !== (recall(name) ?? open)) remember(name, currentTarget.open);
			}}
		>
			<summary>
				<SeverityMark severity={severity} />
				<Title>
					{ruleWords(words, rule).title} <SubjectText finding={finding} />
				</Title>
			</summary>
			<p class="message">
				<Prose text={messageOf(finding, words)} />
			</p>
			{timed.length > 0 && (
				<section>
					<Part>
						{page.heading.timeline} {day !== undefined && <small>{day}</small>}
					</Part>
					<ol class={day === undefined ? "timeline" : "timeline day"}>
						{timed.map((piece, i) => (
							<Piece key={i} piece={piece} time={day === undefined ? times.full : times.time} />
						))}
					</ol>
				</section>
			)}
			{standing.length > 0 && (
				<section>
					<Part>{page.heading.evidence}</Part>
					<ul class="timeline standing">
						{standing.map((piece, i) => (
							<Piece key={i} piece={piece} time={times.full} />
						))}
					</ul>
				</section>
			)}
			{isRemedied && <p class="quiet">{page.sameRemedies}</p>}
			{(isRemedied ? [] : waysOf(remedies, words)).map(({ text, risk, changes }) => (
				<section key={text + risk}>
					<Part>
						{page.heading.remedies} <small>{words.report.risk[risk]}</small>
					</Part>
					<p>
						<Prose text={text} />
					</p>
					{changes.map((change, i) => (
						<Fragment key={i}>
							{i > 0 && <p class="quiet or">{page.or}</p>}
							<Command text={changeText(change)} />
						</Fragment>
					))}
				</section>
			))}
			<p class="quiet">
				{isElsewhere && (
					<>
						<Link to={to} class="way">
							<Name text={to.slice(1).join("/")} />
						</Link>{" "}
						·{" "}
					</>
				)}
				<Link to={["rules", ...rule.split("/")]} class="way">
					{rule}
				</Link>{" "}
				· {page.confidence(confidence.toFixed(2))}
			</p>
		</details>
	);
}

interface Way {
	text: string;
	risk: Remedy["risk"];
	/** Any of them does it. */
	changes: Remedy["change"][];
}

/** Remedies that follow each other and say the same are one, with several commands to choose from. */
function waysOf(remedies: readonly Remedy[], words: Words): Way[] {
	const ways: Way[] = [];
	for (const remedy of remedies) {
		const { risk, change } = remedy;
		const text = printable(words.report.remedy[remedy.kind](remedy));
		const before = ways.at(-1);
		if (before?.text === text && before.risk === risk) before.changes.push(change);
		else ways.push({ text, risk, changes: [change] });
	}
	return ways;
}

function Piece({ piece, time }: { piece: Evidence; time(at: number): string }) {
	const { words } = usePage();
	return (
		<li>
			{piece.at !== null && <time dateTime={new Date(piece.at).toISOString()}>{time(piece.at)}</time>}
			<span class="what">{words.report.evidence[piece.what]}</span>
			<span class="value">
				{valueText(piece)} <span class="quiet">{printable(words.report.sourceOf(piece.source))}</span>
			</span>
		</li>
	);
}

function SubjectText({ finding }: { finding: Finding }) {
	const { namespace, name, container, node, kind, series } = finding.subject;
	const text =
		series ?? [namespace, name ?? (kind === "Node" ? node : undefined)].filter((part) => part !== undefined).join("/");
	return (
		<span class="subject">
			<Name text={text || (node ?? "")} />
			{container !== undefined && (
				<i>
					{" "}
					<Name text={container} />
				</i>
			)}
		</span>
	);
}

/** What is the same in two tellings of one finding. */
export function keyOf(finding: Finding): string {
	const { kind, namespace, name, container, node, series } = finding.subject;
	return JSON.stringify([finding.rule, kind, namespace, name, container, node, series, momentOf(finding)]);
}

/** The parts of the address of what a finding is about; its rule's where it is about nothing that has a page. */
function placeOf({ rule, params, subject }: Finding): string[] {
	const workload =
		"workload" in params && params.workload !== null
			? (params.workload as { namespace: string; kind: string; name: string })
			: null;
	if (workload !== null) return ["workloads", workload.namespace, workload.kind, workload.name];
	const { kind, namespace, name, node } = subject;
	if (node !== undefined) return ["nodes", node];
	if (kind !== undefined && namespace !== undefined && name !== undefined) return ["workloads", namespace, kind, name];
	return ["rules", ...rule.split("/")];
}

/** One line a finding, leading to what it is about. */
export function FindingLine({ finding }: { finding: Finding }) {
	const { words } = usePage();
	const times = useTimes();
	const { rule, severity } = finding;
	const at = momentOf(finding);
	return (
		<li class="finding-line">
			<SeverityMark severity={severity} />
			{at !== null && (
				<time dateTime={new Date(at).toISOString()} title={times.full(at)}>
					{times.time(at)}
				</time>
			)}
			<span class="named">
				<Link to={placeOf(finding)}>
					<SubjectText finding={finding} />
				</Link>
				<span class="title end">
					{rule.startsWith("advisory/") ? rule.slice("advisory/".length) : ruleWords(words, rule).title}
				</span>
			</span>
		</li>
	);
}
