import { signalOf } from "../../model/evidence.ts";
import type { Pod } from "../../model/pod.ts";
import { parseBytes } from "../../model/quantity.ts";
import type { OwnBound } from "../../model/rules-deaths.ts";
import type { Millis } from "../../model/time.ts";
import type { DeathRule, PodEndFacts } from "./facts.ts";
import { podDeathParams, subjectOf } from "./params.ts";
import { observeEnd, saidOf } from "./pod-end.ts";
import { raiseMemoryRequest, raisePodMemoryRequest } from "./remedies.ts";
import { SECOND } from "./when.ts";

const CONFIDENCE = {
	/** The pod's own status. */
	status: 0.99,
	/** The pod is gone; its event says so. */
	event: 0.97,
} as const;

const EVICTED = new Set(["Evicted"]);
/** The texts of pkg/kubelet/eviction/helpers.go, from 1.8 on; `Threshold quantity` came with 1.24. */
const LOW = /The node was low on resource: ([^.\s]+)\./;
/** Before 1.8 they named the node's condition: `[MemoryPressure]`. */
const BY_CONDITION: Readonly<Record<string, string>> = {
	"[MemoryPressure]": "memory",
	"[DiskPressure]": "ephemeral-storage",
	"[PIDPressure]": "pids",
};
const THRESHOLD = /Threshold quantity: ([^,\s]+), available: ([^.\s]+(?:\.\d+\w*)?)\. /;
const USING =
	/(Container|Pod) (\S+) was using ([^,\s]+), (?:which exceeds its request of ([^.\s]+)|request is ([^,\s]+))/g;
/** pkg/kubelet/eviction/eviction_manager.go, localStorageEviction. */
const OWN_BOUND =
	/EmptyDir volume "([^"]*)" exceeds the limit "([^"]*)"|Container (\S+) exceeded its local ephemeral storage limit "([^"]*)"|ephemeral local storage usage exceeds the total limit of containers ([^.\s]*)/;
/** `The node had condition: …` is a refusal at admission, not an eviction. */
const CONDITION = /The node had condition/;

/** A hard threshold gives one second (immediateEvictionGracePeriodSeconds) and the kubelet no less than two: longer is a soft one. */
const HARD_GRACE = 4 * SECOND;

/** The kubelet ended the pod because the node was short of something, or the pod over its own bound on disk. */
export const evicted: DeathRule<"death/evicted", PodEndFacts> = {
	id: "death/evicted",
	judge(facts) {
		const said = saidOf(facts, EVICTED);
		if (said === null || CONDITION.test(said.message)) return null;
		const { pod, events, ownerEvents } = facts;
		const event = events.find(({ reason }) => reason === "Evicted");
		const overran = ownBoundOf(said.message);
		const low = LOW.exec(said.message)?.[1];
		const resource =
			(low === undefined ? undefined : (BY_CONDITION[low] ?? low)) ??
			event?.annotations.starved_resource ??
			(overran === null ? "" : "ephemeral-storage");
		const threshold = THRESHOLD.exec(`${said.message} `);
		const worst = worstOf(said.message);
		const offender = worst?.of === "Container" ? pod.containers.find(({ name }) => name === worst.name) : undefined;
		return {
			rule: "death/evicted",
			severity: "error",
			confidence: pod.reason === "Evicted" ? CONFIDENCE.status : CONFIDENCE.event,
			subject: subjectOf(pod, null),
			params: {
				...podDeathParams(pod, said.at, ownerEvents),
				resource,
				threshold: parseBytes(threshold?.[1] ?? ""),
				available: parseBytes(threshold?.[2] ?? ""),
				offender: worst?.name ?? null,
				usage: worst?.usage ?? null,
				request: worst?.request ?? null,
				soft: wasSoft(pod, event?.firstAt ?? null),
				overran,
			},
			evidence: observeEnd(facts, said.at),
			remedies:
				resource !== "memory"
					? []
					: worst?.of === "Pod"
						? raisePodMemoryRequest(pod, worst.usage)
						: offender === undefined
							? []
							: raiseMemoryRequest(pod, offender, worst?.usage ?? null),
		};
	},
};

/**
 * Whom the message blames: the pod, where it has a request of its own, as that is what it was held to; else the container that goes furthest
 * beyond its request.
 */
function worstOf(message: string) {
	const users = [...message.matchAll(USING)].map(([, of, name = "", usage = "", old, request = old]) => ({
		of,
		name,
		usage: parseBytes(usage),
		request: parseBytes(request),
	}));
	const beyond = ({ usage, request }: (typeof users)[number]) => (usage ?? 0) - (request ?? 0);
	return users.find(({ of }) => of === "Pod") ?? users.sort((a, b) => beyond(b) - beyond(a))[0] ?? null;
}

function ownBoundOf(message: string): OwnBound | null {
	const said = OWN_BOUND.exec(message);
	if (said === null) return null;
	const [, volume, sizeLimit, container, containerLimit, total] = said;
	if (volume !== undefined) return { of: "volume", name: volume, limit: parseBytes(sizeLimit ?? "") };
	if (container !== undefined) return { of: "container", name: container, limit: parseBytes(containerLimit ?? "") };
	return { of: "pod", name: "", limit: parseBytes(total ?? "") };
}

/** By how long its containers were let live after the eviction began. */
function wasSoft({ containers }: Pod, evictedAt: Millis | null): boolean | null {
	if (evictedAt === null) return null;
	const left = containers.flatMap(({ state }) =>
		state.kind === "terminated" && state.termination.finishedAt !== null
			? [{ after: state.termination.finishedAt - evictedAt, killed: signalOf(state.termination) === 9 }]
			: [],
	);
	if (left.some(({ after }) => after > HARD_GRACE)) return true;
	return left.some(({ killed }) => killed) ? false : null;
}
