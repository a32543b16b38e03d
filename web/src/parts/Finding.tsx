import type { Evidence, Finding } from "../../../src/model/finding.ts";
import { printable } from "../../../src/model/text.ts";
import { changeText, messageOf, valueText } from "../../../src/reports/describe.ts";
import { ruleWords } from "../../../src/words/rule.ts";
import { usePage } from "../context.ts";
import { useTimes } from "../format.ts";
import { Link } from "../router.tsx";
import { Command } from "./Copy.tsx";
import { SeverityMark } from "./Mark.tsx";
import { Name, Prose } from "./Prose.tsx";

/** One finding told in full: what, why it is so, what to do. */
export function FindingCard({ finding, open = true }: { finding: Finding; open?: boolean }) {
	const { words, page } = usePage();
	const { rule, severity, confidence, evidence, remedies } = finding;
	const timed = evidence
		.flatMap((piece) => (piece.at === null ? [] : [{ ...piece, at: piece.at }]))
		.sort((a, b) => a.at - b.at);
	const standing = evidence.filter(({ at }) => at === null);
	return (
		<details class={`finding ${severity}`} open={open}>
			<summary>
				<SeverityMark severity={severity} />
				<b>{ruleWords(words, rule).title}</b> <SubjectText finding={finding} />
			</summary>
			<p class="message">
				<Prose text={messageOf(finding, words)} />
			</p>
			{timed.length > 0 && (
				<section>
					<h4>{page.heading.timeline}</h4>
					<ol class="timeline">
						{timed.map((piece, i) => (
							<Piece key={i} piece={piece} />
						))}
					</ol>
				</section>
			)}
			{standing.length > 0 && (
				<section>
					<h4>{page.heading.evidence}</h4>
					<ul class="timeline standing">
						{standing.map((piece, i) => (
							<Piece key={i} piece={piece} />
						))}
					</ul>
				</section>
			)}
			{remedies.map((remedy, i) => (
				<section key={i}>
					<h4>
						{page.heading.remedies} <small>{words.report.risk[remedy.risk]}</small>
					</h4>
					<p>
						<Prose text={printable(words.report.remedy[remedy.kind](remedy))} />
					</p>
					<Command text={changeText(remedy.change)} />
				</section>
			))}
			<p class="quiet">
				<Link to={["rules", ...rule.split("/")]}>{rule}</Link> · {page.confidence(confidence.toFixed(2))}
			</p>
		</details>
	);
}

function Piece({ piece }: { piece: Evidence }) {
	const { words } = usePage();
	const times = useTimes();
	return (
		<li>
			{piece.at !== null && <time dateTime={new Date(piece.at).toISOString()}>{times.full(piece.at)}</time>}
			<span class="what">{words.report.evidence[piece.what]}</span>
			<span class="value">
				{valueText(piece)} <span class="quiet">{printable(piece.source)}</span>
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

/** One line a finding, leading to what it is about. */
export function FindingLine({ finding }: { finding: Finding }) {
	const { words } = usePage();
	const times = useTimes();
	const { rule, severity, params, subject } = finding;
	const at = "at" in params && typeof params.at === "number" ? params.at : null;
	const workload =
		"workload" in params && params.workload !== null
			? (params.workload as { namespace: string; kind: string; name: string })
			: null;
	const to =
		workload !== null
			? ["workloads", workload.namespace, workload.kind, workload.name]
			: subject.node !== undefined
				? ["nodes", subject.node]
				: subject.kind !== undefined && subject.namespace !== undefined && subject.name !== undefined
					? ["workloads", subject.namespace, subject.kind, subject.name]
					: ["rules", ...rule.split("/")];
	return (
		<li class={at === null ? "finding-line untimed" : "finding-line"}>
			<SeverityMark severity={severity} />
			{at !== null && <time dateTime={new Date(at).toISOString()}>{times.time(at)}</time>}
			<Link to={to}>
				<SubjectText finding={finding} />
			</Link>
			<span class="title">
				{rule.startsWith("advisory/") ? rule.slice("advisory/".length) : ruleWords(words, rule).title}
			</span>
		</li>
	);
}
