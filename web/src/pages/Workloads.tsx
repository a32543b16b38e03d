import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { SEVERITIES } from "../../../src/model/finding.ts";
import { printable } from "../../../src/model/text.ts";
import type { PageWords } from "../../../src/words/page.ts";
import { useFleet, usePage, whenIdle } from "../context.ts";
import { type Filter, filtered, prepareList, type Row, SORTS, type Sort, sorted } from "../fleet.ts";
import { bytes, type Times, useTimes } from "../format.ts";
import { level } from "../parts/Level.tsx";
import { type Column, List } from "../parts/List.tsx";
import { SeverityMark, severityAt } from "../parts/Mark.tsx";
import { CutName } from "../parts/Prose.tsx";
import { Loading, Nothing, Waiting } from "../parts/Waiting.tsx";
import { go, hrefOf, type Place } from "../router.tsx";

/** Every container of every workload: searched, filtered, sorted; all of it in the address. */
export function Workloads({ place }: { place: Place }) {
	const { page } = usePage();
	const { rows, loading, error } = useFleet();
	const times = useTimes();
	const { query } = place;
	const filter: Filter = {
		text: query.get("q") ?? "",
		namespace: query.get("ns") ?? "",
		severity: (SEVERITIES as readonly (string | null)[]).indexOf(query.get("severity")),
	};
	const by: Sort = SORTS.find((sort) => sort === query.get("sort")) ?? "share";
	const down = query.get("order") !== "up";
	const shown = useMemo(
		() => filtered(sorted(rows, by, down), filter),
		[rows, filter.text, filter.namespace, filter.severity, by, down],
	);
	useEffect(() => prepareList(rows, whenIdle), [rows]);
	const set = (changes: Record<string, string>) => {
		go(hrefOf(["workloads"], { ...Object.fromEntries(query), ...changes }), true);
	};
	const columns = useMemo(() => columnsOf(page, times), [page, times]);
	const sort = {
		keys: SORTS,
		by,
		down,
		set: (key: string) => {
			if (SORTS.some((known) => known === key)) set({ sort: key, order: key === by && down ? "up" : "" });
		},
	};
	if (loading && error !== null) return <Waiting error={error} title={page.nav.workloads} />;
	if (!loading && rows.length === 0) {
		return (
			<>
				<h1>{page.nav.workloads}</h1>
				<Nothing />
			</>
		);
	}
	return (
		<>
			<h1>
				{page.nav.workloads} <small>{page.rows(shown.length, rows.length)}</small>
			</h1>
			<Filters filter={filter} rows={rows} set={set} />
			{loading ? (
				<Loading error={null} />
			) : (
				<List
					label={page.nav.workloads}
					kind="workloads"
					rows={shown}
					columns={columns}
					href={(row) => hrefOf(["workloads", row.namespace, row.kind, row.name])}
					keyOf={({ id }) => id}
					question={JSON.stringify([filter, by, down])}
					sort={sort}
					empty={page.noWorkloads}
				/>
			)}
		</>
	);
}

function columnsOf(page: PageWords, times: Times): Column<Row>[] {
	const { column } = page;
	return [
		{
			key: "severity",
			title: page.filter.severity,
			unseen: true,
			width: "1.6rem",
			narrow: "1rem",
			cell: (row) => row.severity >= 0 && <Sign index={row.severity} />,
		},
		{
			key: "namespace",
			title: column.namespace,
			width: "minmax(6rem, 1fr)",
			narrow: "minmax(6rem, 1fr)",
			cell: (row) => CutName({ text: row.namespace }),
		},
		{
			key: "workload",
			title: column.workload,
			width: "minmax(14rem, 2.2fr)",
			link: true,
			cell: (row) => (
				<span class="names">
					{CutName({ text: row.name })} <i>{CutName({ text: row.container })}</i>
				</span>
			),
		},
		{
			key: "replicas",
			title: column.replicas,
			width: "4.6rem",
			number: true,
			wide: "very",
			cell: (row) => page.replicas(row.replicas),
		},
		{
			key: "share",
			title: column.share,
			width: "9.5rem",
			narrow: "6.6rem",
			cell: (row) => level(row.shares[0] ?? null, page.notKnown),
		},
		{
			key: "use",
			title: column.use,
			width: "5.5rem",
			narrow: "4.6rem",
			number: true,
			cell: (row) => bytes(row.usage),
		},
		{
			key: "line",
			title: column.line,
			width: "5.5rem",
			narrow: "4.6rem",
			number: true,
			cell: (row) => bytes(row.limit),
		},
		{
			key: "request",
			title: column.request,
			width: "5.5rem",
			number: true,
			wide: "very",
			cell: (row) => bytes(row.request),
		},
		{
			key: "advised",
			title: column.advised,
			width: "5.5rem",
			number: true,
			wide: "very",
			cell: (row) => bytes(row.recommendedLimit),
		},
		{
			key: "restarts",
			title: column.restarts,
			width: "5rem",
			number: true,
			wide: "very",
			cell: (row) => row.restarts || "",
		},
		{
			key: "deaths",
			title: column.deaths,
			width: "4.5rem",
			number: true,
			wide: true,
			cell: (row) => row.deaths || "",
		},
		{
			key: "reached",
			title: column.reached,
			width: "7rem",
			number: true,
			wide: true,
			cell: (row) => (row.reached === null ? "" : times.day(row.reached)),
		},
	];
}

interface FiltersProps {
	filter: Filter;
	rows: readonly Row[];
	set(changes: Record<string, string>): void;
}

function Filters({ filter, rows, set }: FiltersProps) {
	const { page, words } = usePage();
	const options = useNamespaces(rows, filter.namespace);
	const isFiltered = filter.text !== "" || filter.namespace !== "" || filter.severity >= 0;
	return (
		<form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
			<input
				id="search"
				type="search"
				aria-label={page.search}
				placeholder={`${page.search}  /`}
				value={filter.text}
				onInput={(event) => set({ q: event.currentTarget.value })}
			/>
			<select
				aria-label={page.filter.namespace}
				value={filter.namespace}
				onChange={(event) => set({ ns: event.currentTarget.value })}
			>
				<option value="">{page.allNamespaces}</option>
				{options}
			</select>
			<select
				aria-label={page.filter.severity}
				value={SEVERITIES[filter.severity] ?? ""}
				onChange={(event) => set({ severity: event.currentTarget.value })}
			>
				<option value="">{page.allSeverities}</option>
				{SEVERITIES.toReversed().map((severity) => (
					<option key={severity} value={severity}>
						≥ {words.report.severity[severity]}
					</option>
				))}
			</select>
			{isFiltered && (
				<button type="button" onClick={() => set({ q: "", ns: "", severity: "" })}>
					{page.filter.clear}
				</button>
			)}
		</form>
	);
}

/** The choice of namespaces: there may be hundreds, and the list is drawn before them. */
function useNamespaces(rows: readonly Row[], chosen: string): JSX.Element[] {
	const [ready, setReady] = useState(false);
	useEffect(() => whenIdle(() => setReady(true)), []);
	return useMemo(() => {
		const names = ready ? [...new Set(rows.map(({ namespace }) => namespace))].sort() : chosen === "" ? [] : [chosen];
		return names.map((namespace) => (
			<option key={namespace} value={namespace}>
				{printable(namespace)}
			</option>
		));
	}, [rows, ready, ready ? "" : chosen]);
}

function Sign({ index }: { index: number }) {
	const severity = severityAt(index);
	return severity === null ? null : <SeverityMark severity={severity} />;
}
