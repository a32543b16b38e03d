import type { ExecRequest, Figures, FiguresRequest } from "../model/figures.ts";
import type { Pod } from "../model/pod.ts";
import type { Source } from "../sources/source.ts";
import { liveWords } from "../verdicts/budgets/live-words.ts";
import { askable, type Pictured } from "../verdicts/budgets/picture.ts";
import { REDIS_QUESTION_WITH_PASSWORD, REDIS_QUESTIONS, readRedisAnswers } from "../verdicts/budgets/redis-info.ts";
import type { Runtime } from "../verdicts/budgets/runtime.ts";
import { settingIn } from "../verdicts/budgets/settings.ts";
import { type LiveManifests, type Running, runningKey } from "./live-manifests.ts";

interface Server extends Pictured {
	of: Pod;
}

/** Servers that are asked by a command each: a person waits. */
const MOST_ASKED = 50;

/** What exporters, and the servers themselves where that is wanted, say of running containers; by `runningKey`. */
export async function gatherRunning(
	source: Source,
	{ manifests, pods }: LiveManifests,
	ask: boolean,
): Promise<Map<string, Running>> {
	const servers = askable(manifests).flatMap((one): Server[] => {
		const of = pods.get(one.pod);
		const container = of?.containers.find(({ name }) => name === one.container.name);
		return of === undefined || container?.state.kind !== "running" ? [] : [{ ...one, of }];
	});
	const figures = await exported(source, servers);
	const answers = ask ? await asked(source, servers) : new Map<Server, Record<string, number>>();
	const running = new Map<string, Running>();
	for (const server of servers) {
		const live = { ...figures.get(server), ...answers.get(server) };
		if (Object.keys(live).length === 0) continue;
		const { namespace, name } = server.of;
		running.set(runningKey(namespace, name, server.container.name), { live, words: wordsOf(server, live) });
	}
	return running;
}

async function exported(source: Source, servers: readonly Server[]): Promise<Map<Server, Record<string, number>>> {
	const found = new Map<Server, Record<string, number>>();
	const wanted = servers.filter(({ runtime }) => runtime.exporter !== undefined);
	if (source.figures === undefined || wanted.length === 0) return found;
	const requests = wanted.map(
		({ of, runtime }): FiguresRequest => ({
			namespace: of.namespace,
			pod: of.name,
			metrics: Object.values(runtime.exporter ?? {}).flat(),
		}),
	);
	const figures = await source.figures(requests);
	for (const [i, server] of wanted.entries()) {
		const named = namedFigures(server.runtime, figures[i] ?? {});
		if (Object.keys(named).length > 0) found.set(server, named);
	}
	return found;
}

function namedFigures({ exporter = {} }: Runtime, figures: Figures): Record<string, number> {
	const named: Record<string, number> = {};
	for (const [name, metrics] of Object.entries(exporter)) {
		const value = metrics.map((metric) => figures[metric]).find((one) => one !== undefined);
		if (value !== undefined) named[name] = value;
	}
	return named;
}

/** Redis answers questions about itself; the others' settings are in their files and exporters. */
async function asked(source: Source, servers: readonly Server[]): Promise<Map<Server, Record<string, number>>> {
	const found = new Map<Server, Record<string, number>>();
	const redis = servers.filter(({ runtime }) => runtime.id === "redis").slice(0, MOST_ASKED);
	const ask = async (some: readonly Server[], questions: readonly (readonly string[])[]): Promise<Server[]> => {
		const requests = some.flatMap(({ of, container }): ExecRequest[] =>
			questions.map((command) => ({ namespace: of.namespace, pod: of.name, container: container.name, command })),
		);
		const answers = requests.length === 0 ? [] : ((await source.exec?.(requests)) ?? []);
		return some.filter((server, i) => {
			const texts = answers.slice(i * questions.length, (i + 1) * questions.length);
			const figures = readRedisAnswers(texts.join("\n"));
			if (Object.keys(figures).length > 0) found.set(server, figures);
			// Where nothing could be run the source has said so; what answers without a figure wants a password.
			return Object.keys(figures).length === 0 && typeof texts[0] === "string";
		});
	};
	const locked = await ask(redis, REDIS_QUESTIONS);
	await ask(locked, [REDIS_QUESTION_WITH_PASSWORD]);
	return found;
}

/** The main setting, where the server runs with another than was found: somebody has set it since. */
function wordsOf({ runtime, sources }: Server, live: Readonly<Record<string, number>>): readonly string[] {
	const { held, settings } = runtime;
	const spec = held === undefined ? undefined : settings[held.setting];
	const value = held === undefined ? undefined : live[held.setting];
	if (spec === undefined || value === undefined) return [];
	const known = settingIn(sources, spec)?.value;
	// Exporters round, and servers to whole pages.
	if (known !== undefined && Math.abs(known - value) <= 0.01 * value) return [];
	return value === spec.none && known === undefined && spec.none !== 0 ? [] : (liveWords(spec, value) ?? []);
}
