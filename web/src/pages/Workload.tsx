import { useMemo } from "preact/hooks";
import { printable } from "../../../src/model/text.ts";
import type { PodBrief, WorkloadDetail, WorkloadTracks } from "../../../src/server/api/answers.ts";
import { ruleWords } from "../../../src/words/rule.ts";
import { useAnswer, usePage } from "../context.ts";
import { bytes, useTimes } from "../format.ts";
import { Budget } from "../parts/Budget.tsx";
import { FindingLine } from "../parts/Finding.tsx";
import { Findings } from "../parts/Findings.tsx";
import { Level } from "../parts/Level.tsx";
import { SeverityMark } from "../parts/Mark.tsx";
import { MemoryChart } from "../parts/MemoryChart.tsx";
import { Name } from "../parts/Prose.tsx";
import { RANGES, RangeChoice, rangeOf } from "../parts/Range.tsx";
import { Size } from "../parts/Size.tsx";
import { Gone, Loading, Waiting } from "../parts/Waiting.tsx";
import { go, hrefOf, Link, type Place } from "../router.tsx";

export function Workload({ place }: { place: Place }) {
	const { page, words } = usePage();
	const [, namespace = "", kind = "", name = ""] = place.parts;
	const path = `workloads/${[namespace, kind, name].map(encodeURIComponent).join("/")}`;
	const { value, error } = useAnswer<WorkloadDetail>(path, ["fleet", "findings"]);
	if (value === null) return <Waiting error={error} title={name} />;
	const containers = [
		...new Set(value.pods.flatMap((pod) => pod.containers.filter(({ role }) => role !== "init").map((c) => c.name))),
	];
	const wanted = place.query.get("container");
	const container = containers.find((one) => one === wanted) ?? containers[0] ?? "";
	const told = value.findings;
	const hidden = value.deaths.filter((death) => !told.some((finding) => isSame(finding, death)));
	return (
		<>
			<h1>
				<small>
					<Link to={["workloads"]} query={{ ns: namespace }}>
						<Name text={namespace} />
					</Link>{" "}
					/ <Name text={kind} />
				</small>
				<br />
				<Name text={name} />
			</h1>
			<Gone error={error} />
			{told.length > 0 && (
				<button type="button" class="verdicts" onClick={toFindings}>
					{[...new Map(told.map((finding) => [finding.rule, finding])).values()].map(({ rule, severity }) => (
						<span key={rule}>
							<SeverityMark severity={severity} /> {ruleWords(words, rule).title}
						</span>
					))}
				</button>
			)}
			{containers.length > 1 && (
				<nav class="tabs" aria-label={page.column.container}>
					{containers.map((one) => (
						<Link
							key={one}
							to={place.parts}
							query={{ ...Object.fromEntries(place.query), container: one }}
							current={one === container}
						>
							<Name text={one} />
						</Link>
					))}
				</nav>
			)}
			<Memory value={value} container={container} path={path} place={place} />
			<section aria-labelledby="h-findings">
				<h2 id="h-findings" tabIndex={-1}>
					{page.heading.findings}
				</h2>
				{told.length === 0 && <p class="quiet">{page.noFindings}</p>}
				<Findings found={told} />
			</section>
			{hidden.length > 0 && (
				<section aria-labelledby="h-deaths">
					<h2 id="h-deaths">{page.heading.deaths}</h2>
					<ul class="lines">
						{hidden.map((finding, i) => (
							<FindingLine key={i} finding={finding} />
						))}
					</ul>
				</section>
			)}
			<section aria-labelledby="h-budget">
				<h2 id="h-budget">{page.heading.budget}</h2>
				{value.budgets.length === 0 && <p class="quiet">{page.unknown.budget}</p>}
				{value.budgets.map((budget) => (
					<Budget key={`${budget.runtime} ${budget.subject.container}`} budget={budget} />
				))}
			</section>
			<section aria-labelledby="h-pods">
				<h2 id="h-pods">{page.heading.pods}</h2>
				<Pods pods={value.pods} />
			</section>
		</>
	);
}

function toFindings(): void {
	const heading = document.getElementById("h-findings");
	heading?.scrollIntoView();
	heading?.focus({ preventScroll: true });
}

function isSame(a: WorkloadDetail["deaths"][number], b: WorkloadDetail["deaths"][number]): boolean {
	const at = (finding: typeof a) => ("at" in finding.params ? finding.params.at : null);
	return (
		a.rule === b.rule &&
		a.subject.name === b.subject.name &&
		a.subject.container === b.subject.container &&
		at(a) === at(b)
	);
}

interface MemoryProps {
	value: WorkloadDetail;
	container: string;
	path: string;
	place: Place;
}

function Memory({ value, container, path, place }: MemoryProps) {
	const { page, isReport } = usePage();
	const range = rangeOf(place);
	const question = useMemo(() => {
		const to = Math.floor(value.at / 1000);
		const query = isReport ? "" : `?container=${encodeURIComponent(container)}&from=${to - RANGES[range]}&to=${to}`;
		return `${path}/tracks${query}`;
	}, [path, container, range, value.version]);
	const { value: tracks, error } = useAnswer<WorkloadTracks>(question, []);
	const set = (changes: Record<string, string>) =>
		go(hrefOf(place.parts, { ...Object.fromEntries(place.query), ...changes }), true);
	const pods = tracks?.tracks.filter((track) => track.container === container) ?? [];
	const wanted = place.query.get("pod");
	const track = pods.find(({ pod }) => pod === wanted) ?? pods[0] ?? null;
	const briefs = value.pods.flatMap((pod) => pod.containers.filter(({ name }) => name === container));
	const request = briefs.find((one) => one.request !== null)?.request ?? null;
	const size = value.sizes.find((one) => one.container === container) ?? null;
	const limit = briefs.find((one) => one.limit !== null)?.limit ?? null;
	const lines = { request, recommended: size?.limit ?? null, recommendedRequest: size?.request ?? null };
	return (
		<section aria-labelledby="h-memory">
			<h2 id="h-memory">{page.heading.memory}</h2>
			{tracks === null ? (
				<Loading error={error} />
			) : tracks.source === null ? (
				<p class="quiet">{page.unknown.history}</p>
			) : (
				<>
					<div class="filters">
						{pods.length > 1 && (
							<select
								class="pod"
								aria-label={page.podLabel}
								value={track?.pod ?? ""}
								onChange={(event) => set({ pod: event.currentTarget.value })}
							>
								{pods.map(({ pod }) => (
									<option key={pod} value={pod}>
										{printable(pod)}
									</option>
								))}
							</select>
						)}
						{!isReport && <RangeChoice range={range} choose={(one) => set({ range: one })} />}
						<span class="quiet">
							<Name text={tracks.source} />
						</span>
					</div>
					<MemoryChart tracks={tracks} track={track} lines={lines} />
				</>
			)}
			<Size size={size} now={{ limit, request }} workload={value.workload} />
		</section>
	);
}

function Heading({ title, kind = "" }: { title: string; kind?: string }) {
	return (
		<th scope="col" class={kind}>
			{title}
		</th>
	);
}

function NodeLink({ name }: { name: string }) {
	return (
		<Link to={["nodes", name]}>
			<Name text={name} />
		</Link>
	);
}

function Pods({ pods }: { pods: readonly PodBrief[] }) {
	const { page } = usePage();
	const times = useTimes();
	const { column } = page;
	const rows = pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container })));
	return (
		<div class="scroll" tabIndex={0}>
			<table class="pods">
				<thead>
					<tr>
						<Heading title={column.pod} />
						<Heading title={column.state} kind="wide" />
						<Heading title={column.share} />
						<Heading title={column.use} kind="number" />
						<Heading title={column.line} kind="number wide" />
						<Heading title={column.request} kind="number wide" />
						<Heading title={column.restarts} kind="number wide" />
						<Heading title={column.node} kind="wide" />
						<Heading title={column.started} kind="wide" />
					</tr>
				</thead>
				<tbody>
					{rows.map(({ pod, container }) => (
						<tr key={`${pod.name}/${container.name}`}>
							<td>
								<Name text={pod.name} />{" "}
								<i>
									<Name text={container.name} />
								</i>
								<span class="slim quiet">
									<Name text={container.state || pod.phase} />
									{container.restarts > 0 && ` · ${column.restarts} ${container.restarts}`}
									{pod.node !== null && (
										<>
											{" · "}
											<NodeLink name={pod.node} />
										</>
									)}
								</span>
							</td>
							<td class="wide">
								<Name text={container.state || pod.phase} />
							</td>
							<td>
								<Level
									share={container.usage !== null && container.limit ? (container.usage / container.limit) * 100 : null}
								/>
							</td>
							<td class="number">{bytes(container.usage)}</td>
							<td class="number wide">{bytes(container.limit)}</td>
							<td class="number wide">{bytes(container.request)}</td>
							<td class="number wide">{container.restarts}</td>
							<td class="wide node">{pod.node !== null && <NodeLink name={pod.node} />}</td>
							<td class="wide">{container.startedAt === null ? "" : times.full(container.startedAt)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
