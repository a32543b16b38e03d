import type { CataloguedRuleId } from "../../../src/model/rules.ts";
import type { AdvisoryPage, FindingList } from "../../../src/server/api/answers.ts";
import { useAnswer, usePage, useUnknown } from "../context.ts";
import { Findings } from "../parts/Findings.tsx";
import { Gaps } from "../parts/Gaps.tsx";
import { About } from "../parts/Prose.tsx";
import { Waiting } from "../parts/Waiting.tsx";
import { Link, type Place } from "../router.tsx";

/** Deaths and advisories: all of one kind, each told in full. */
export function FindingsPage({ path, title, none }: { path: "deaths" | "advisories"; title: string; none: string }) {
	const { value, error } = useAnswer<FindingList>(path, ["findings"]);
	const unknown = useUnknown("deaths");
	if (value === null) return <Waiting error={error} title={title} />;
	return (
		<>
			<h1>
				{title} {(unknown === null || value.findings.length > 0) && <small>{value.findings.length}</small>}
			</h1>
			{value.findings.length === 0 && <p class="quiet">{unknown ?? none}</p>}
			<Findings found={value.findings} open={5} level={2} />
			<Gaps gaps={value.gaps} />
		</>
	);
}

/** The catalogue of verdicts, by room. */
export function Rules() {
	const { page, words } = usePage();
	const ids = Object.keys(words.rules).sort() as CataloguedRuleId[];
	const rooms = Map.groupBy(ids, (id) => id.split("/")[0] ?? "");
	return (
		<>
			<h1>
				{page.nav.rules} <small>{ids.length}</small>
			</h1>
			{[...rooms].map(([room, of]) => (
				<section key={room}>
					<h2>{room}</h2>
					<ul class="lines rules">
						{of.map((id) => (
							<li key={id}>
								<Link to={["rules", ...id.split("/")]}>{id}</Link> <span>{words.rules[id].title}</span>
							</li>
						))}
					</ul>
				</section>
			))}
		</>
	);
}

export function Rule({ place }: { place: Place }) {
	const { words, page, isReport } = usePage();
	const wanted = place.parts.slice(1).join("/");
	const id = (Object.keys(words.rules) as CataloguedRuleId[]).find((known) => known === wanted);
	const { value } = useAnswer<FindingList>(
		isReport || id === undefined ? null : `findings?rule=${encodeURIComponent(id)}`,
		["findings"],
	);
	if (id === undefined) {
		const [, bug] = /^advisory\/(.+)$/.exec(wanted) ?? [];
		return bug === undefined || isReport ? <Waiting error="not-found" /> : <KnownBug id={bug} />;
	}
	const { title, about } = words.rules[id];
	return (
		<>
			<h1>
				<small>
					<Link to={["rules"]}>{page.nav.rules}</Link> / {id}
				</small>
				<br />
				{title}
			</h1>
			<div class="prose">
				<About text={about} />
			</div>
			{(value?.findings ?? []).length > 0 && <h2>{page.heading.findings}</h2>}
			<Findings found={value?.findings ?? []} />
		</>
	);
}

/** A known bug: heads in bold, text and lists between them. */
function KnownBug({ id }: { id: string }) {
	const { page, language } = usePage();
	const { value, error } = useAnswer<AdvisoryPage>(`advisories/${encodeURIComponent(id)}?lang=${language}`, []);
	if (value === null) return <Waiting error={error} title={id} />;
	const parts = value.text.split(/\n{2,}/).slice(1);
	return (
		<>
			<h1>
				<small>
					<Link to={["advisories"]}>{page.nav.advisories}</Link>
				</small>
				<br />
				{id}
			</h1>
			<div class="prose">
				{parts.map((part, i) => {
					const [, head] = /^\*\*(.+)\*\*$/.exec(part.trim()) ?? [];
					return head === undefined ? <About key={i} text={part} /> : <h2 key={i}>{head}</h2>;
				})}
			</div>
		</>
	);
}
