/** What the page says beside what findings, rules and nodes say themselves. Texts where names stand apart; functions where they stand inside. */
export interface PageWords {
	nav: Record<"overview" | "workloads" | "nodes" | "deaths" | "advisories" | "rules", string>;
	skip: string;
	search: string;
	loading: string;
	notKnown: string;
	/** What stands below a number, or below none. */
	figure: Record<"wasted" | "missing" | "used", string> &
		Record<"near" | "deaths" | "leaks" | "advisories", (count: number | null) => string>;
	/** What a figure means, in a few words below it. */
	about: Record<"near" | "deaths" | "wasted" | "missing" | "leaks" | "advisories" | "used", string>;
	/** What sizes rest on: how many containers have one, and how many of those by a history. */
	sized(sized: number, containers: number, byHistory: number): string;
	/** What the size of one container rests on; `span` is how long its history is. */
	basis: { history(span: string): string; use: string; nothing: string };
	/** From what is set now (null: nothing) to what should be. */
	change(now: string | null, then: string): string;
	/** Why a figure is not known. */
	unknown: Record<
		"yet" | "waterline" | "leaks" | "advisories" | "nodes" | "history" | "budget" | "sizes" | "nodeHistory",
		string
	>;
	heading: Record<
		| "waterline"
		| "sinking"
		| "deaths"
		| "leaks"
		| "nodes"
		| "advisories"
		| "gaps"
		| "memory"
		| "timeline"
		| "budget"
		| "findings"
		| "pods"
		| "killOrder"
		| "remedies"
		| "evidence"
		| "size"
		| "pressure"
		| "keys",
		string
	>;
	column: Record<
		| "namespace"
		| "workload"
		| "container"
		| "pod"
		| "node"
		| "replicas"
		| "use"
		| "line"
		| "share"
		| "request"
		| "restarts"
		| "deaths"
		| "advised"
		| "reached"
		| "state"
		| "when"
		| "started"
		| "rss",
		string
	>;
	series: Record<
		| "workingSet"
		| "rss"
		| "cache"
		| "limit"
		| "request"
		| "recommended"
		| "recommendedRequest"
		| "capacity"
		| "eviction"
		| "free",
		string
	>;
	/** What the fan of a forecast means. */
	fan: Record<"container" | "node", string>;
	mark: Record<"restart" | "roll-out" | "death" | "eviction", string>;
	filter: Record<"namespace" | "severity" | "clear", string>;
	allNamespaces: string;
	allSeverities: string;
	copy: string;
	copied: string;
	theme: Record<"light" | "dark" | "system", string>;
	themeLabel: string;
	languageLabel: string;
	/** Whether keys of one letter or sign do something. */
	keysAre: Record<"on" | "off", string>;
	logout: string;
	login: {
		about: string;
		token: string;
		enter: string;
		wrong: string;
		/** The API server cannot be asked whose token it is, or what they may see. */
		away: string;
		link: string;
		/** Where a proxy should have said who it is. */
		proxy: string;
		/** They were logged in, and are no more. */
		ended: string;
		howTo: string;
	};
	/** Who is logged in, and the namespaces they may see where those are not all; `shown` are the first few of them. */
	sees(user: string, count: number, shown: readonly string[]): string;
	source: Record<"starting" | "live" | "away" | "recorded" | "lost", string>;
	/** A sentence where something is wrong with what is shown. */
	away(since: string, detail: string): string;
	lost(since: string): string;
	recorded(at: string): string;
	/** Why there is nothing to show. */
	nothing: { starting: string; empty: string; forbidden(user: string): string };
	/** Below a page of the cluster that this viewer may not see, and below one of something that is not there. */
	notYours: Record<"nodes", string>;
	notThere: Record<"workload" | "node" | "report", string>;
	/** What is shown has ended since. */
	gone: string;
	searchFor(name: string): string;
	error: Record<"forbidden" | "not-found" | "unavailable" | "unauthenticated" | "bad-request", string>;
	/** What a screen reader is told of the waterline. */
	waterline(containers: number, near: number): string;
	/** How many containers stand between two shares of their line, in percent; at the fullest `to` is 100 and means all above. */
	zoneCount(count: number, from: number, to: number): string;
	/** What the waterline draws, and how many containers it cannot draw. */
	waterlineKey(withoutLimit: number): string;
	/** What the sign over a container says. */
	faulty: string;
	/** Why something is about to sink. */
	atLine(span: string): string;
	died(times: number): string;
	/** Findings that came while one reads, and are held back so that nothing moves. */
	waiting(count: number): string;
	/** The order of a list that is held while someone points at it: what takes the newer one, and why it waits. */
	newer: Record<"take" | "about", string>;
	/** Of a finding whose remedies stand with one above it. */
	sameRemedies: string;
	/** Before another way to do the same. */
	or: string;
	rows(shown: number, all: number): string;
	replicas(count: number): string;
	zone(zone: string): string;
	noDeaths: string;
	noLeaks: string;
	noAdvisories: string;
	noSinking: string;
	noFindings: string;
	noWorkloads: string;
	more(count: number): string;
	hidden(containers: number): string;
	newDeath(what: string): string;
	/** What a container uses of its limit, bytes; one of them, where the other is not known or not set. */
	of(usage: number | null, limit: number | null): string;
	keys: Record<"search" | "down" | "up" | "open" | "back" | "along" | "help" | "go", string>;
	range: Record<"1h" | "6h" | "24h" | "7d" | "14d", string>;
	rangeLabel: string;
	podLabel: string;
	confidence(share: string): string;
}
