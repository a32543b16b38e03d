import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Overview as Answer, Finding, Known, NodeBrief } from "../../../src/server/api/answers.ts";
import { unknownIn, useAnswer, useFleet, usePage } from "../context.ts";
import { type Row, sinking } from "../fleet.ts";
import { bytes } from "../format.ts";
import { FindingLine, keyOf } from "../parts/Finding.tsx";
import { Gaps } from "../parts/Gaps.tsx";
import { useAim, useHeld } from "../parts/held.ts";
import { Level } from "../parts/Level.tsx";
import { sentenceCase } from "../parts/List.tsx";
import { SeverityMark, severityAt } from "../parts/Mark.tsx";
import { Name } from "../parts/Prose.tsx";
import { Loading, Nothing, Waiting } from "../parts/Waiting.tsx";
import { Waterline } from "../parts/Waterline.tsx";
import { Link } from "../router.tsx";

const LISTED = 10;
/** A pointer that rests so long aims at no line: a page that is left open shows what comes. */
const REST_MS = 8000;

export function Overview() {
	const { page, words } = usePage();
	const { value, error } = useAnswer<Answer>("overview", ["fleet", "findings", "nodes"]);
	const { rows, loading } = useFleet();
	const now = value?.at ?? 0;
	const newest = useMemo(() => ({ value, soon: sinking(rows, now, LISTED) }), [value, rows, now]);
	const aim = useAim(REST_MS);
	const { soon, value: listed } = useHeld(newest, aim.isAimed && value !== null);
	if (value === null || listed === null) return <Waiting error={error} title={page.nav.overview} />;
	const unknown = (part: keyof Known) => unknownIn(value.source, part, page);
	if (value.fleet.containers === 0 && value.deathsTotal === 0 && (value.nodes ?? []).length === 0) {
		return (
			<>
				<h1>{page.nav.overview}</h1>
				<Nothing />
				<Gaps gaps={value.gaps} />
			</>
		);
	}
	return (
		<>
			<h1 class="unseen">{page.nav.overview}</h1>
			{value.source.state === "starting" && (
				<p class="notice" role="status">
					{page.nothing.starting}
				</p>
			)}
			<section aria-labelledby="h-waterline">
				<h2 id="h-waterline">{page.heading.waterline}</h2>
				{loading ? <Loading error={null} /> : <Waterline rows={rows} withoutLimit={value.fleet.withoutLimit} />}
			</section>
			<Figures value={value} />
			<div class="columns" {...aim.pointer} {...aim.focus}>
				<div class="column">
					<section aria-labelledby="h-sinking">
						<h2 id="h-sinking">{page.heading.sinking}</h2>
						{soon.length > 0 ? (
							<Soon rows={soon} now={now} />
						) : (
							<p class="quiet">
								{unknown("deaths") ?? (listed.fleet.measured === 0 ? page.unknown.waterline : page.noSinking)}
							</p>
						)}
					</section>
					<section aria-labelledby="h-nodes">
						<h2 id="h-nodes">
							<Link to={["nodes"]} class="way">
								{page.heading.nodes}
							</Link>{" "}
							{(listed.nodes?.length ?? 0) > 0 && <small>{sentenceCase(words.nodes.label.evictionIn)}</small>}
						</h2>
						{listed.nodes === null ? (
							<p class="quiet">{unknown("nodes") ?? page.unknown.nodes}</p>
						) : listed.nodes.length === 0 ? (
							<p class="quiet">{words.nodes.noNodes}</p>
						) : (
							<Nodes nodes={listed.nodes} />
						)}
					</section>
				</div>
				<div class="column">
					<Findings
						id="deaths"
						title={page.heading.deaths}
						found={listed.deaths}
						total={listed.deathsTotal}
						none={unknown("deaths") ?? page.noDeaths}
					/>
					<Findings
						id="leaks"
						title={page.heading.leaks}
						found={listed.leaks}
						none={page.noLeaks}
						unknown={unknown("leaks") ?? page.unknown.leaks}
					/>
					<Findings
						id="advisories"
						title={page.heading.advisories}
						found={listed.advisories}
						none={page.noAdvisories}
						unknown={unknown("deaths") ?? page.unknown.advisories}
					/>
					<Gaps gaps={listed.gaps} />
				</div>
			</div>
		</>
	);
}

function Figures({ value }: { value: Answer }) {
	const { page } = usePage();
	const { fleet, deathsTotal, leaks, advisories } = value;
	const measured = fleet.measured > 0;
	const sizes = fleet.sized === 0 ? null : page.sized(fleet.sized, fleet.containers, fleet.sizedByHistory);
	return (
		<ul class="figures">
			<Figure
				name={page.figure.near(measured ? fleet.nearLine : null)}
				where={WHERE.near}
				about={page.about.near}
				alarm={fleet.nearLine > 0}
			>
				{measured ? fleet.nearLine : null}
			</Figure>
			<Figure
				name={page.figure.deaths(deathsTotal)}
				where={WHERE.deaths}
				about={page.about.deaths}
				alarm={deathsTotal > 0}
			>
				{deathsTotal === 0 && unknownIn(value.source, "deaths", page) !== null ? null : deathsTotal}
			</Figure>
			<Figure
				name={page.figure.leaks(leaks?.length ?? null)}
				where={WHERE.leaks}
				about={leaks === null ? (unknownIn(value.source, "leaks", page) ?? page.unknown.leaks) : page.about.leaks}
				alarm={(leaks?.length ?? 0) > 0}
			>
				{leaks?.length ?? null}
			</Figure>
			<Figure
				name={page.figure.advisories(advisories?.length ?? null)}
				where={WHERE.advisories}
				about={
					advisories === null
						? (unknownIn(value.source, "deaths", page) ?? page.unknown.advisories)
						: page.about.advisories
				}
				alarm={(advisories?.length ?? 0) > 0}
			>
				{advisories?.length ?? null}
			</Figure>
			<Figure name={page.figure.wasted} about={sizes === null ? page.unknown.sizes : `${page.about.wasted} (${sizes})`}>
				{sizes === null ? null : bytes(fleet.wasted)}
			</Figure>
			<Figure
				name={page.figure.missing}
				about={sizes === null ? page.unknown.sizes : `${page.about.missing} (${sizes})`}
			>
				{sizes === null ? null : bytes(fleet.missing)}
			</Figure>
			<Figure name={page.figure.used} about={page.about.used}>
				{measured ? bytes(fleet.used) : null}
			</Figure>
		</ul>
	);
}

interface FigureProps {
	name: string;
	about: string;
	alarm?: boolean;
	/** Where what it counts can be seen. */
	where?: (typeof WHERE)[keyof typeof WHERE];
	children: ComponentChildren;
}

function Figure({ name, about, alarm, where, children }: FigureProps) {
	const { page } = usePage();
	return (
		<li class={alarm ? "alarm" : ""} title={about}>
			<b>{children ?? "–"}</b>
			<span>{where === undefined ? name : <Link {...where}>{name}</Link>}</span>
			{children === null && <span class="unseen">{page.notKnown}</span>}
			<span class="unseen">{about}</span>
		</li>
	);
}

/** Those about to sink, fullest or soonest first, and why. */
function Soon({ rows, now }: { rows: readonly Row[]; now: number }) {
	const { page, words } = usePage();
	const why = ({ reached, deaths }: Row) => [
		...(reached === null ? [] : [page.atLine(words.report.duration(Math.max(0, reached - now) / 1000))]),
		...(deaths === 0 ? [] : [page.died(deaths)]),
	];
	return (
		<ul class="lines">
			{rows.map((row) => {
				const severity = severityAt(row.severity);
				return (
					<li key={row.id} class="soon">
						{severity === null ? <span /> : <SeverityMark severity={severity} />}
						<span class="named">
							<Link to={["workloads", row.namespace, row.kind, row.name]}>
								<Name text={`${row.namespace}/${row.name}`} />{" "}
								<i>
									<Name text={row.container} />
								</i>
							</Link>
							<span class="end">
								<span class="quiet">{[...why(row), page.of(row.usage, row.limit)].join(" · ")}</span>
								<Level share={row.shares[0] ?? null} />
							</span>
						</span>
					</li>
				);
			})}
		</ul>
	);
}

/** Where all of a kind are. */
const WHERE = {
	deaths: { to: ["deaths"] },
	leaks: { to: ["workloads"], query: { sort: "reached" } },
	advisories: { to: ["advisories"] },
	near: { to: ["workloads"] },
} as const;

interface FindingsProps {
	id: "deaths" | "leaks" | "advisories";
	title: string;
	found: readonly Finding[] | null;
	total?: number;
	none: string;
	unknown?: string;
}

function Findings({ id, title, found, total, none, unknown }: FindingsProps) {
	const { page } = usePage();
	const all = total ?? found?.length ?? 0;
	const shown = found?.slice(0, LISTED) ?? [];
	const heading = (
		<Link {...WHERE[id]} class="way">
			{title}
		</Link>
	);
	return (
		<section aria-labelledby={`h-${id}`}>
			<h2 id={`h-${id}`}>{heading}</h2>
			{found === null ? (
				<p class="quiet">{unknown}</p>
			) : found.length === 0 ? (
				<p class="quiet">{none}</p>
			) : (
				<ul class="lines">
					{shown.map((finding) => (
						<FindingLine key={keyOf(finding)} finding={finding} />
					))}
				</ul>
			)}
			{all > shown.length && (
				<p>
					<Link {...WHERE[id]} class="way quiet">
						{page.more(all - shown.length)}
					</Link>
				</p>
			)}
		</section>
	);
}

function Nodes({ nodes }: { nodes: readonly NodeBrief[] }) {
	const { page, words } = usePage();
	const share = ({ memory }: NodeBrief) =>
		memory.workingSet === null || !memory.capacity ? null : (memory.workingSet / memory.capacity) * 100;
	const fullest = nodes.toSorted((a, b) => (share(b) ?? -1) - (share(a) ?? -1)).slice(0, LISTED);
	return (
		<>
			<ul class="lines">
				{fullest.map((node) => (
					<li key={node.name} class="soon">
						<span />
						<span class="named">
							<Link to={["nodes", node.name]}>
								<Name text={node.name} />
							</Link>
							<span class="end">
								<span class="quiet">{words.nodes.forecastCell(node.memory)}</span>
								<Level share={share(node)} />
							</span>
						</span>
					</li>
				))}
			</ul>
			{nodes.length > fullest.length && (
				<p>
					<Link to={["nodes"]} class="way quiet">
						{page.more(nodes.length - fullest.length)}
					</Link>
				</p>
			)}
		</>
	);
}
