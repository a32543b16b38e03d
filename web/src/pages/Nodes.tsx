import { useMemo } from "preact/hooks";
import type {
	NodeBrief,
	NodeDetail,
	NodeList,
	NodeMemory,
	NodeTrack,
	StandingContainer,
} from "../../../src/server/api/answers.ts";
import { useAnswer, usePage, useUnknown } from "../context.ts";
import { bytes } from "../format.ts";
import { Findings } from "../parts/Findings.tsx";
import { Gaps } from "../parts/Gaps.tsx";
import { Level, zoneOf } from "../parts/Level.tsx";
import { type Column, List } from "../parts/List.tsx";
import { NodeChart } from "../parts/NodeChart.tsx";
import { CutName, Name } from "../parts/Prose.tsx";
import { RANGES, RangeChoice, rangeOf } from "../parts/Range.tsx";
import { Gone, Waiting } from "../parts/Waiting.tsx";
import { go, hrefOf, type Place } from "../router.tsx";

function shareOf({ workingSet, capacity }: NodeBrief["memory"]): number | null {
	return workingSet === null || !capacity ? null : (workingSet / capacity) * 100;
}

export function Nodes() {
	const { page, words } = usePage();
	const { value, error } = useAnswer<NodeList>("nodes", ["nodes"]);
	const rows = useMemo(
		() => (value?.nodes ?? []).toSorted((a, b) => (shareOf(b.memory) ?? -1) - (shareOf(a.memory) ?? -1)),
		[value],
	);
	const unknown = useUnknown("nodes");
	if (value === null) return <Waiting error={error} title={page.nav.nodes} />;
	const { label } = words.nodes;
	const columns: Column<NodeBrief>[] = [
		{
			key: "node",
			title: page.column.node,
			width: "minmax(13rem, 1.6fr)",
			narrow: "minmax(0, 1fr)",
			link: true,
			cell: ({ name }) => (
				<span class="names">
					<CutName text={name} />
				</span>
			),
		},
		{
			key: "share",
			title: page.column.use,
			width: "9.5rem",
			narrow: "6.6rem",
			cell: ({ memory }) => <Level share={shareOf(memory)} />,
		},
		{
			key: "available",
			title: label.available,
			width: "5.5rem",
			narrow: "4.4rem",
			number: true,
			cell: ({ memory }) => bytes(memory.available),
		},
		{
			key: "requests",
			title: label.requests,
			width: "5.5rem",
			number: true,
			wide: "very",
			cell: ({ memory }) => bytes(memory.requests),
		},
		{
			key: "limits",
			title: label.limits,
			width: "5.5rem",
			number: true,
			wide: "very",
			cell: ({ memory }) => bytes(memory.limits),
		},
		{
			key: "ahead",
			title: label.evictionIn,
			width: "minmax(21rem, 1.5fr)",
			cell: ({ memory }) => words.nodes.forecastCell(memory),
		},
		{
			key: "first",
			title: label.firstByKernel,
			width: "minmax(8rem, 2fr)",
			wide: true,
			cell: ({ first }) => (
				<span class="names">
					<CutName text={first[0] ?? ""} /> {first.length > 1 && <i>+{first.length - 1}</i>}
				</span>
			),
		},
	];
	return (
		<>
			<h1>
				{page.nav.nodes} {(unknown === null || rows.length > 0) && <small>{rows.length}</small>}
			</h1>
			<List
				label={page.nav.nodes}
				kind="nodes"
				rows={rows}
				columns={columns}
				href={({ name }) => hrefOf(["nodes", name])}
				keyOf={({ name }) => name}
				empty={unknown ?? words.nodes.noNodes}
			/>
			{rows.length === 0 && <Gaps gaps={value.gaps} />}
		</>
	);
}

export function Node({ place }: { place: Place }) {
	const { page, words } = usePage();
	const [, name = ""] = place.parts;
	const { value, error } = useAnswer<NodeDetail>(`nodes/${encodeURIComponent(name)}`, ["nodes", "findings"]);
	if (value === null) return <Waiting error={error} title={name} />;
	const { outlook, hidden, findings } = value;
	const { memory, first, basis, containers } = outlook;
	const { label } = words.nodes;
	const said = [
		...words.nodes.first(first.kernel, first.kubelet),
		...(basis === "requests" ? [words.nodes.byRequests] : []),
	];
	return (
		<>
			<h1>
				<small>{page.column.node}</small>
				<br />
				<Name text={name} />
			</h1>
			<Gone error={error} />
			<NodeBar memory={memory} />
			<NodeKey memory={memory} />
			<Ahead place={place} memory={memory} at={value.at} />
			<dl class="facts">
				<dt>{label.memory}</dt>
				<dd>{words.nodes.memory(memory)}</dd>
				<dt>{label.reserve}</dt>
				<dd>{words.nodes.reserve(memory)}</dd>
				<dt>{label.promised}</dt>
				<dd>{words.nodes.promised(memory)}</dd>
				<dt>{label.forecast}</dt>
				<dd>{words.nodes.forecast(memory)}</dd>
			</dl>
			<section aria-labelledby="h-order">
				<h2 id="h-order">{page.heading.killOrder}</h2>
				{containers.length === 0 ? (
					<p class="quiet">{words.nodes.noContainers}</p>
				) : (
					<>
						{said.map((sentence) => (
							<p key={sentence}>
								<Name text={sentence} />
							</p>
						))}
						<Order containers={containers} />
					</>
				)}
				{hidden > 0 && <p class="quiet">{page.hidden(hidden)}</p>}
			</section>
			<section aria-labelledby="h-findings">
				<h2 id="h-findings">{page.heading.findings}</h2>
				{findings.length === 0 && <p class="quiet">{page.noFindings}</p>}
				<Findings found={findings} />
			</section>
		</>
	);
}

/** Its memory over time, where a history is; in words it is told beside. */
function Ahead({ place, memory, at }: { place: Place; memory: NodeMemory; at: number }) {
	const { page, isReport } = usePage();
	const range = rangeOf(place);
	const [, name = ""] = place.parts;
	const to = Math.floor(at / 1000);
	const query = isReport ? "" : `?from=${to - RANGES[range]}&to=${to}`;
	const { value: track } = useAnswer<NodeTrack>(`nodes/${encodeURIComponent(name)}/tracks${query}`, []);
	if (track === null) return null;
	if (track.source === null || track.t.length === 0) return <p class="quiet">{page.unknown.nodeHistory}</p>;
	const choose = (one: string) => go(hrefOf(place.parts, { ...Object.fromEntries(place.query), range: one }), true);
	return (
		<section aria-labelledby="h-pressure">
			<h2 id="h-pressure">{page.heading.pressure}</h2>
			<div class="filters">
				{!isReport && <RangeChoice range={range} choose={choose} />}
				<span class="quiet">
					<Name text={track.source} />
				</span>
			</div>
			<NodeChart track={track} memory={memory} />
		</section>
	);
}

/** A node's memory: in use, free, and what is kept back at its end; its line is where the kubelet evicts. */
function NodeBar({ memory }: { memory: NodeDetail["outlook"]["memory"] }) {
	const { capacity, workingSet, evictsAt, allocatable } = memory;
	if (!capacity || workingSet === null) return null;
	const x = (value: number) => (value / capacity) * 1000;
	return (
		<svg class="node-bar" viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">
			<defs>
				<pattern id="kept" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
					<rect class="trough" width="6" height="6" />
					<rect class="hatch" width="2" height="6" />
				</pattern>
			</defs>
			<rect class="trough" x="0" y="3" width="1000" height="20" />
			{allocatable !== null && <rect class="kept" x={x(allocatable)} y="3" width={1000 - x(allocatable)} height="20" />}
			<rect class={`water ${zoneOf((workingSet / capacity) * 100)}`} x="0" y="3" width={x(workingSet)} height="20" />
			{evictsAt !== null && <rect class="line" x={x(evictsAt) - 1.5} y="0" width="3" height="26" />}
		</svg>
	);
}

/** What the parts of the bar are. */
function NodeKey({ memory }: { memory: NodeDetail["outlook"]["memory"] }) {
	const { page, words } = usePage();
	const { capacity, workingSet, evictsAt, allocatable } = memory;
	if (!capacity || workingSet === null) return null;
	return (
		<ul class="key quiet">
			<li>
				<span class={`swatch water ${zoneOf((workingSet / capacity) * 100)}`} /> {page.figure.used}{" "}
				<b>{bytes(workingSet)}</b>
			</li>
			<li>
				<span class="swatch free" /> {page.series.free}{" "}
				<b>{bytes(Math.max(0, (allocatable ?? capacity) - workingSet))}</b>
			</li>
			{allocatable !== null && allocatable < capacity && (
				<li>
					<span class="swatch kept" /> {words.nodes.label.reserve} <b>{bytes(capacity - allocatable)}</b>
				</li>
			)}
			{evictsAt !== null && (
				<li>
					<span class="swatch line" /> {page.series.eviction} <b>{bytes(evictsAt)}</b>
				</li>
			)}
		</ul>
	);
}

function Order({ containers }: { containers: readonly StandingContainer[] }) {
	const { page, words } = usePage();
	const { label, kernelReason, kubeletReason } = words.nodes;
	const columns: Column<StandingContainer>[] = [
		{
			key: "kernel",
			title: label.kernel,
			width: "5rem",
			narrow: "2.7rem",
			number: true,
			cell: (one) => one.kernelRank,
		},
		{
			key: "kubelet",
			title: label.kubelet,
			width: "5rem",
			narrow: "3.5rem",
			number: true,
			cell: (one) => (one.evictable ? one.kubeletRank : "–"),
		},
		{
			key: "pod",
			title: label.pod,
			width: "minmax(14rem, 2fr)",
			narrow: "minmax(0, 1fr)",
			link: true,
			cell: (one) => (
				<span class="names">
					<CutName text={`${one.namespace}/${one.pod}`} />{" "}
					<i>
						<CutName text={one.container} />
					</i>
				</span>
			),
		},
		{
			key: "score",
			title: label.score,
			width: "5rem",
			number: true,
			wide: true,
			cell: (one) => (one.oomScore === null ? "?" : Math.round(one.oomScore)),
		},
		{
			key: "use",
			title: page.column.use,
			width: "5.5rem",
			narrow: "4.6rem",
			number: true,
			cell: (one) => bytes(one.workingSet),
		},
		{
			key: "request",
			title: page.column.request,
			width: "5.5rem",
			number: true,
			wide: true,
			cell: (one) => bytes(one.memoryRequest),
		},
		{
			key: "why",
			title: label.why,
			width: "minmax(8rem, 1.6fr)",
			narrow: "minmax(0, 0.7fr)",
			cell: (one) => `${kernelReason[one.kernelReason]} · ${kubeletReason[one.kubeletReason]}`,
		},
	];
	return (
		<List
			label={page.heading.killOrder}
			kind="order"
			rows={containers}
			columns={columns}
			href={(one) =>
				hrefOf(["workloads"], { q: `${one.pod.replace(/-[a-z0-9]+(-[a-z0-9]{5})?$/, "")}`, ns: one.namespace })
			}
			keyOf={({ namespace, pod, container }) => `${namespace}/${pod}/${container}`}
			empty={words.nodes.noContainers}
		/>
	);
}
