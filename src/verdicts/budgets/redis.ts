import { aboutPod, finding, type LintRule, seen } from "../lint/rule.ts";
import { type Budgeted, budgeted, heldSetting, isHeld, lower, raised } from "./held.ts";
import { rewrittenShare } from "./redis-info.ts";
import { heldRuntime } from "./runtime.ts";
import { type Setting, settingIn } from "./settings.ts";

const redis = heldRuntime("redis");
/** The official images: their entrypoint starts the server with the command line alone, and no configuration file of its own. */
const OFFICIAL =
	/^(?:docker\.io\/)?(?:(?:library\/)?redis|valkey\/valkey)(?:[:@]|$)|^ghcr\.io\/valkey-io\/valkey(?:[:@]|$)/;
/** Of the data: less than this free for copied pages, and a busy import during a BGSAVE reaches the limit. */
const LITTLE_ROOM = 0.25;
/** jemalloc's fragmentation is seldom lower; INFO memory calls 1.0 to 1.5 healthy. */
const FRAGMENTATION = 0.05;

/** Nothing bounds the data set: it grows until the kernel ends the server, and the policy that would evict keys never acts. */
export const redisNoMaxmemory: LintRule<"budget/redis-no-maxmemory"> = {
	id: "budget/redis-no-maxmemory",
	judge: (manifests) =>
		budgeted(manifests, redis).flatMap((facts) => {
			const { pod, container, limit, limitSeen } = facts;
			const spec = redis.settings.maxmemory;
			const found = spec === undefined ? null : settingIn(facts.sources, spec);
			// The running server's own word is the last one.
			if (container.live?.maxmemory === undefined && !isComplete(facts)) return [];
			if (found !== null && found.value !== 0) return [];
			return [
				finding("budget/redis-no-maxmemory", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.9,
					place: found?.place ?? container.memoryLimit?.place ?? container.place,
					params: { limit },
					evidence: [limitSeen],
				}),
			];
		}),
};

/** A fork for RDB or AOF shares its pages until they are written to: each page written meanwhile is needed twice. */
export const redisFork: LintRule<"budget/redis-fork-does-not-fit"> = {
	id: "budget/redis-fork-does-not-fit",
	judge: (manifests) =>
		budgeted(manifests, redis).flatMap((facts) => {
			const { pod, container, limit, limitSeen } = facts;
			const maxmemory = heldSetting(facts, redis);
			const persistence = persistenceOf(facts);
			if (maxmemory === null || maxmemory.value === 0 || persistence === null) return [];
			const share = Math.max(0, (limit - maxmemory.value * (1 + FRAGMENTATION)) / maxmemory.value);
			// With no room at all, the budget's own rule has said it.
			const rewritten = rewrittenShare(container.live ?? {});
			if (isHeld(maxmemory.value, limit, redis) || share >= (rewritten ?? LITTLE_ROOM)) return [];
			return [
				finding("budget/redis-fork-does-not-fit", aboutPod(pod, container), {
					severity: "warning",
					confidence: 0.7,
					place: maxmemory.place,
					params: {
						limit,
						maxmemory: maxmemory.value,
						persistence: persistence.kind,
						share,
						...(rewritten === null ? {} : { rewritten }),
					},
					remedies: [
						...lower(maxmemory, wholeMebi(limit / (1 + FRAGMENTATION + LITTLE_ROOM))),
						...raised(container, limitForFork(maxmemory.value)),
					],
					evidence: [
						seen("setting", maxmemory.written, maxmemory.place),
						...(persistence.evidence === null ? [] : [persistence.evidence]),
						limitSeen,
					],
				}),
			];
		}),
};

function wholeMebi(bytes: number): number {
	return Math.floor(bytes / (1024 * 1024)) * 1024 * 1024;
}

/** The limit that leaves room for a quarter of the data to be written while a child saves. */
export function limitForFork(maxmemory: number): number {
	return -wholeMebi(-maxmemory * (1 + FRAGMENTATION + LITTLE_ROOM));
}

/** What the manifest of a Redis says beside its settings: whether anything makes it fork. */
export function redisGiven(facts: Pick<Budgeted, "container" | "sources">): Record<string, number> {
	const { appendonly } = redis.settings;
	const append = appendonly === undefined ? null : settingIn(facts.sources, appendonly);
	const saves = savesOf(facts);
	const off = saves === null ? savesOff(facts) : !/^\d/.test(saves.text);
	return off && append?.text !== "yes" ? { forks: 0 } : {};
}

/** Whether the manifests hold every setting there is: the command line alone, or with a file that was found and includes no other. */
function isComplete({ container, sources }: Budgeted): boolean {
	const names = sources.words.map(({ value }) => value.slice(value.lastIndexOf("/") + 1));
	const starts = names.some((name) => redis.programs.includes(name));
	const plain = OFFICIAL.test(container.image) && !container.hasCommand;
	const scripted = container.words.some(({ value }) => /[;&|\n]|\.sh\b/.test(value));
	const includes = sources.files.some(({ value }) =>
		/^\s*(?:include|loadmodule|# <removed>)\b|^# <removed>/.test(value),
	);
	// The entrypoint puts the server before flags and files (docker-library/redis, docker-entrypoint.sh).
	const first = container.words[0]?.value ?? "-";
	return (
		(starts || (plain && (first.startsWith("-") || first.endsWith(".conf")))) &&
		!scripted &&
		sources.filesComplete &&
		!includes
	);
}

/** What makes it fork, where that is written down; by default it saves an RDB file (redis.conf, save 3600 1 300 100 60 10000). */
function persistenceOf(facts: Budgeted) {
	const { appendonly } = redis.settings;
	const append = appendonly === undefined ? null : settingIn(facts.sources, appendonly);
	if (append?.text === "yes") return { kind: "aof" as const, evidence: seen("setting", append.written, append.place) };
	const saves = savesOf(facts);
	if (saves !== null && /^\d/.test(saves.text)) {
		return { kind: "rdb" as const, evidence: seen("setting", saves.written, saves.place) };
	}
	return saves === null && isComplete(facts) && !savesOff(facts) ? { kind: "rdb" as const, evidence: null } : null;
}

/** What it saves, unless the command line takes the file's word back. */
function savesOf({ sources, container }: Pick<Budgeted, "container" | "sources">): Setting | null {
	const { save } = redis.settings;
	const found = save === undefined ? null : settingIn(sources, save);
	const byFile =
		found !== null &&
		sources.files.some(({ place }) => place.line === found.place.line && place.file === found.place.file);
	return byFile && savesOff({ container, sources: { ...sources, files: [] } }) ? null : found;
}

/** `--save ""` loses its empty value when the command line is taken apart. */
function savesOff({ container, sources }: Pick<Budgeted, "container" | "sources">): boolean {
	const given = container.words.some(
		({ value }, i) => /(?:^|\s)--save$/.test(value) && container.words[i + 1]?.value === "",
	);
	return (
		given ||
		sources.words.some(({ value }) => value === "--save") ||
		sources.files.some(({ value }) => /^\s*save\s+(?:""|'')/.test(value))
	);
}
