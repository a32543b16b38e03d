import type { IncomingMessage, ServerResponse } from "node:http";
import { documentOf } from "../../reports/document.ts";
import { loadWords } from "../../words/index.ts";
import type { AdvisoryPage, NodeTrack, Session, WorkloadTracks } from "../api/answers.ts";
import type { Login } from "../auth/login.ts";
import { findingList, nodeDetail, nodeList, overview, workloadDetail } from "../state/answer.ts";
import type { NodeRequest } from "../state/node-series.ts";
import type { State } from "../state/state.ts";
import type { WorkloadRequest } from "../state/tracks.ts";
import { gapsFor, maySee, readable, trackFor, type Viewer } from "../state/viewer.ts";
import { Refusal, sendJson, sendShared } from "./respond.ts";
import { sendChanges } from "./stream.ts";

/** What the routes answer from. */
export interface Served {
	state: State;
	login: Login;
	version: string;
	openapi: object;
	/** The memory of a workload's containers over time. */
	tracks(workload: WorkloadRequest): Promise<WorkloadTracks>;
	/** The memory of a node over time. */
	nodeTrack(node: NodeRequest): Promise<NodeTrack>;
}

interface Asked {
	request: IncomingMessage;
	response: ServerResponse;
	url: URL;
	viewer: Viewer;
	served: Served;
}

type Route = (asked: Asked, parts: readonly string[]) => Promise<void>;

const json =
	(answer: (asked: Asked, parts: readonly string[]) => unknown): Route =>
	async (asked, parts) => {
		const value = await answer(asked, parts);
		if (value === null) throw new Refusal("not-found");
		await sendJson(asked.request, asked.response, value);
	};

/** Patterns of paths below /api/v1; a star stands for one part. */
const ROUTES: readonly (readonly [string, Route])[] = [
	["overview", json(({ served, viewer }) => overview(served.state, viewer))],
	["fleet", async (asked) => await fleet(asked)],
	["findings", json(({ served, viewer, url }) => findings(served.state, viewer, url))],
	["deaths", json(({ served, viewer }) => deaths(served.state, viewer))],
	["advisories", json(({ served, viewer }) => findingList(served.state, viewer, ({ rule }) => isAdvisory(rule)))],
	["advisories/*", json(({ url }, [id = ""]) => advisory(url, id))],
	["nodes", json(({ served, viewer }) => nodeList(served.state, nodesOnly(viewer)))],
	["nodes/*", json(({ served, viewer }, [name = ""]) => nodeDetail(served.state, nodesOnly(viewer), name))],
	["nodes/*/tracks", json((asked, parts) => nodeTracks(asked, parts))],
	["workloads/*/*/*", json((asked, parts) => workload(asked, parts))],
	["workloads/*/*/*/tracks", json((asked, parts) => tracks(asked, parts))],
	["rules", json(({ url }) => rules(url))],
	["report", json(({ served, viewer, url }) => report(served.state, viewer, url))],
	["changes", async (asked) => changes(asked)],
];

/** What the API answers below /api/v1, as patterns; a test holds the OpenAPI document to them. */
export const PATTERNS: readonly string[] = ROUTES.map(([pattern]) => pattern);

/** Answers a GET below /api/v1 of someone who is logged in. */
export async function answerApi(asked: Asked, path: string): Promise<void> {
	const parts = path.split("/").map(decoded);
	for (const [pattern, route] of ROUTES) {
		const wanted = pattern.split("/");
		if (wanted.length !== parts.length || !wanted.every((part, i) => part === "*" || part === parts[i])) continue;
		return await route(
			asked,
			parts.filter((_, i) => wanted[i] === "*"),
		);
	}
	throw new Refusal("not-found");
}

export function sessionOf({ login, version }: Served, viewer: Viewer | null): Session {
	const namespaces = viewer === null || viewer.namespaces === null ? null : [...viewer.namespaces].sort();
	return { login: login.kind, user: viewer?.user ?? null, namespaces, version };
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw new Refusal("bad-request", "a path that is not URL-encoded");
	}
}

function nodesOnly(viewer: Viewer): Viewer {
	if (!viewer.nodes) throw new Refusal("forbidden", "nodes");
	return viewer;
}

async function fleet({ request, response, served: { state }, viewer, url }: Asked): Promise<void> {
	const [epoch = "", version = ""] = (url.searchParams.get("since") ?? "").split("-");
	const since = /^\d+$/.test(version) ? { epoch, version: Number(version) } : null;
	const columns = () => state.rows.columns(state.version, (namespace) => maySee(viewer, namespace), since);
	if (since === null && viewer.namespaces === null)
		return await sendShared(request, response, state, state.version, columns);
	await sendJson(request, response, columns());
}

function findings(state: State, viewer: Viewer, { searchParams }: URL) {
	const [rule, namespace] = [searchParams.get("rule"), searchParams.get("namespace")];
	return findingList(
		state,
		viewer,
		(finding) =>
			(rule === null || finding.rule === rule || finding.rule.startsWith(`${rule}/`)) &&
			(namespace === null || finding.subject.namespace === namespace),
	);
}

function deaths(state: State, viewer: Viewer) {
	const seen = readable(viewer, state.log.all());
	return { version: state.version, findings: seen, gaps: gapsFor(viewer, state.gaps) };
}

function isAdvisory(rule: string): boolean {
	return rule.startsWith("advisory/");
}

function workload({ served, viewer }: Asked, [namespace = "", kind = "", name = ""]: readonly string[]) {
	return workloadDetail(served.state, viewer, { namespace, kind, name });
}

const DAY_SECONDS = 86_400;
/** A fortnight of samples is what a chart can show; more is for reports. */
const MOST_DAYS = 31;

async function tracks({ served, viewer, url }: Asked, [namespace = "", kind = "", name = ""]: readonly string[]) {
	if (workloadDetail(served.state, viewer, { namespace, kind, name }) === null) return null;
	const { from, to } = timeIn(url, served.state);
	const container = url.searchParams.get("container");
	return trackFor(viewer, await served.tracks({ namespace, kind, name, container, from, to }));
}

async function nodeTracks({ served, viewer, url }: Asked, [name = ""]: readonly string[]) {
	if (nodeDetail(served.state, nodesOnly(viewer), name) === null) return null;
	return trackFor(viewer, await served.nodeTrack({ name, ...timeIn(url, served.state) }));
}

/** The last day where nothing else is asked. Unix seconds. */
function timeIn({ searchParams }: URL, state: State): { from: number; to: number } {
	const seconds = (key: string, otherwise: number) => {
		const text = searchParams.get(key);
		if (text === null) return otherwise;
		if (!/^\d{1,11}$/.test(text)) throw new Refusal("bad-request", key);
		return Number(text);
	};
	const to = seconds("to", Math.floor(state.now() / 1000));
	const from = Math.max(0, seconds("from", to - DAY_SECONDS), to - MOST_DAYS * DAY_SECONDS);
	if (from > to) throw new Refusal("bad-request", "from is after to");
	return { from, to };
}

function languageIn({ searchParams }: URL): "en" | "zh-CN" {
	return searchParams.get("lang") === "zh-CN" ? "zh-CN" : "en";
}

async function rules(url: URL) {
	const { rules: all } = await loadWords(languageIn(url));
	return { rules: Object.entries(all).map(([id, { title, about }]) => ({ id, title, about })) };
}

/** A known bug in full; null for one that is none. */
async function advisory(url: URL, id: string): Promise<AdvisoryPage | null> {
	const [{ ADVISORIES }, { advisoryPage }, words] = await Promise.all([
		import("../../verdicts/advisories/catalogue.ts"),
		import("../../reports/advisory.ts"),
		loadWords(languageIn(url)),
	]);
	const known = ADVISORIES.find((one) => one.id === id);
	return known === undefined ? null : { id, text: advisoryPage(known, words) };
}

async function report(state: State, viewer: Viewer, url: URL) {
	const { findings: seen } = findingList(state, viewer, () => true);
	const whole = {
		at: state.now(),
		findings: seen,
		gaps: gapsFor(viewer, state.gaps),
		looked: overview(state, viewer).looked,
	};
	return documentOf(whole, await loadWords(languageIn(url)));
}

function changes({ request, response, viewer, served, url }: Asked): void {
	const given = request.headers["last-event-id"] ?? url.searchParams.get("after") ?? undefined;
	const lastId = Array.isArray(given) ? given[0] : given;
	sendChanges(response, served.state, viewer, lastId, () => served.login.viewerOf(request));
}
