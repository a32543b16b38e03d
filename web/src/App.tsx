import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { printable } from "../../src/model/text.ts";
import type { Language } from "../../src/words/index.ts";
import { ruleWords } from "../../src/words/rule.ts";
import { usePage, useSource } from "./context.ts";
import { useTimes, zoneName } from "./format.ts";
import { isForPage, isTyping } from "./keys.ts";
import { FindingsPage, Rule, Rules } from "./pages/Lists.tsx";
import { Node, Nodes } from "./pages/Nodes.tsx";
import { Overview } from "./pages/Overview.tsx";
import { Workload } from "./pages/Workload.tsx";
import { Workloads } from "./pages/Workloads.tsx";
import { Choices } from "./parts/Choices.tsx";
import { Mark } from "./parts/Mark.tsx";
import { Name } from "./parts/Prose.tsx";
import { Waiting } from "./parts/Waiting.tsx";
import { go, hrefOf, Link, type Place, usePlace } from "./router.tsx";

const PLACES = ["overview", "workloads", "nodes", "deaths", "advisories", "rules"] as const;
/** `g` and then one of these. */
const GO: Readonly<Record<string, (typeof PLACES)[number]>> = {
	o: "overview",
	w: "workloads",
	n: "nodes",
	d: "deaths",
};
const pathOf = (place: string) => (place === "overview" ? [] : [place]);

export function App({ setLanguage }: { setLanguage(language: Language): void }) {
	const { page } = usePage();
	const place = usePlace();
	const help = useRef<HTMLDialogElement>(null);
	useKeys(help);
	const [first = "overview", room] = place.parts;
	// A known bug's page is one of a rule, and belongs with those that were found.
	const current = first === "rules" && room === "advisory" ? "advisories" : first;
	useEffect(() => {
		const name = PLACES.find((known) => known === current);
		document.title = `⦵ ${[printable(place.parts.slice(1).join("/")), name === undefined ? "" : page.nav[name], "Plimsoll"].filter((part) => part !== "").join(" · ")}`;
	}, [place, page]);
	useEffect(() => {
		const here = document.querySelector<HTMLElement>("header nav [aria-current]");
		const nav = here?.parentElement;
		if (here != null && nav != null)
			nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
	}, [current, page]);
	return (
		<>
			<button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
				{page.skip}
			</button>
			<header>
				<Link to={[]} class="brand">
					<Mark /> <span>Plimsoll</span>
				</Link>
				<nav aria-label="Plimsoll">
					{PLACES.map((name) => (
						<Link key={name} to={pathOf(name)} current={current === name}>
							{page.nav[name]}
						</Link>
					))}
				</nav>
				<SourceMark />
			</header>
			<Alarm />
			<main id="content" tabIndex={-1}>
				<Content place={place} />
			</main>
			<Footer setLanguage={setLanguage} />
			<News />
			<dialog ref={help} aria-labelledby="h-keys">
				<h2 id="h-keys">{page.heading.keys}</h2>
				<dl class="facts">
					<dt>
						<kbd>/</kbd>
					</dt>
					<dd>{page.keys.search}</dd>
					<dt>
						<kbd>j</kbd>
					</dt>
					<dd>{page.keys.down}</dd>
					<dt>
						<kbd>k</kbd>
					</dt>
					<dd>{page.keys.up}</dd>
					<dt>
						<kbd>Enter</kbd>
					</dt>
					<dd>{page.keys.open}</dd>
					<dt>
						<kbd>u</kbd>
					</dt>
					<dd>{page.keys.back}</dd>
					<dt>
						<kbd>g</kbd> <kbd>o w n d</kbd>
					</dt>
					<dd>{page.keys.go}</dd>
					<dt>
						<kbd>←</kbd> <kbd>→</kbd>
					</dt>
					<dd>{page.keys.along}</dd>
					<dt>
						<kbd>?</kbd>
					</dt>
					<dd>{page.keys.help}</dd>
				</dl>
				<form method="dialog">
					<button type="submit">OK</button>
				</form>
			</dialog>
		</>
	);
}

function Content({ place }: { place: Place }) {
	const { page } = usePage();
	const [first = "overview", ...rest] = place.parts;
	if (first === "overview") return <Overview />;
	if (first === "workloads")
		return rest.length === 3 ? <Workload key={rest.join("/")} place={place} /> : <Workloads place={place} />;
	if (first === "nodes") return rest.length === 1 ? <Node key={rest[0]} place={place} /> : <Nodes />;
	if (first === "deaths")
		return <FindingsPage key={first} path="deaths" title={page.heading.deaths} none={page.noDeaths} />;
	if (first === "advisories")
		return <FindingsPage key={first} path="advisories" title={page.heading.advisories} none={page.noAdvisories} />;
	if (first === "rules") return rest.length > 0 ? <Rule key={rest.join("/")} place={place} /> : <Rules />;
	return <Waiting error="not-found" />;
}

/** Whether what is shown is fresh. */
function SourceMark() {
	const { page, isReport } = usePage();
	const live = useSource();
	const times = useTimes();
	const { source } = live;
	if (source === null) return <span class="source" />;
	const state = live.lostAt === null || isReport ? source.state : "lost";
	return (
		<span class={`source ${state}`} title={source.name}>
			<span class="dot" /> {page.source[state]}{" "}
			{state === "recorded" && <time>{page.recorded(times.full(source.since))}</time>}
			<span class="where">
				<Name text={source.name} />
			</span>
		</span>
	);
}

/** A lost connection is never passed over in silence. */
function Alarm() {
	const { page, isReport } = usePage();
	const live = useSource();
	const times = useTimes();
	if (isReport) return null;
	const text =
		live.lostAt !== null
			? page.lost(times.since(live.lostAt))
			: live.source?.state === "away"
				? page.away(times.since(live.source.since), live.source.detail)
				: null;
	return (
		<div role="alert" class={text === null ? "unseen" : "banner"}>
			{text !== null && <Name text={text} />}
		</div>
	);
}

/** Deaths that come while the page is open, for those who look and those who listen. */
function News() {
	const { page, words } = usePage();
	const live = useSource();
	const [gone, setGone] = useState(0);
	const fresh = live.news.slice(gone);
	const newest = fresh.at(-1);
	useEffect(() => {
		if (newest === undefined) return;
		const timer = setTimeout(() => setGone(live.news.length), 12_000);
		return () => clearTimeout(timer);
	}, [newest]);
	return (
		<div class="news" role="status" aria-live="polite">
			{newest !== undefined && (
				<Link to={["deaths"]}>
					<Name
						text={page.newDeath(
							`${newest.subject.namespace ?? ""}/${newest.subject.name ?? newest.subject.node ?? ""} · ${ruleWords(words, newest.rule).title}`,
						)}
					/>
				</Link>
			)}
		</div>
	);
}

const NAMED = 3;

function Footer({ setLanguage }: { setLanguage(language: Language): void }) {
	const { page, session, isReport } = usePage();
	const { user, namespaces, login, version } = session;
	const logout = async () => {
		await fetch("/api/v1/logout", { method: "POST" }).catch(() => null);
		location.reload();
	};
	return (
		<footer>
			{!isReport && <p class="address">{location.href.replace(/\?$/, "")}</p>}
			<span class="quiet">
				<Mark size={14} /> Plimsoll {version} · {page.zone(zoneName)}
				{user !== null && namespaces !== null && (
					<>
						{" · "}
						<Name text={page.sees(user, namespaces.length, namespaces.slice(0, NAMED))} />
					</>
				)}
			</span>
			<span class="controls">
				<Choices setLanguage={setLanguage} />
				{!isReport && login === "kubernetes" && (
					<button type="button" onClick={logout}>
						{page.logout} ({printable(user ?? "")})
					</button>
				)}
			</span>
		</footer>
	);
}

function useKeys(help: { current: HTMLDialogElement | null }): void {
	// Before anything is drawn: what is seen can be steered.
	useLayoutEffect(() => {
		let after = "";
		const onKey = (event: KeyboardEvent) => {
			if (event.key === "Escape" && isTyping(event)) (event.target as HTMLElement).blur();
			if (!isForPage(event)) return;
			const to = after === "g" ? GO[event.key] : undefined;
			after = event.key;
			if (to !== undefined) go(hrefOf(pathOf(to)));
			else if (event.key === "u") history.back();
			else if (event.key === "?") help.current?.showModal();
			else if (event.key === "/") {
				const search = document.getElementById("search");
				if (search === null) go(hrefOf(["workloads"]));
				// The list's own field is there once it is drawn.
				requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("search")?.focus()));
			} else return;
			event.preventDefault();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, []);
}
