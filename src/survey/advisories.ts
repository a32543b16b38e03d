import type { Advisory } from "../model/advisory.ts";
import type { Finding } from "../model/finding.ts";
import type { Node } from "../model/node.ts";
import type { Container, Pod } from "../model/pod.ts";
import type { Millis } from "../model/time.ts";
import { workloadOf } from "../model/workload.ts";
import type { Source } from "../sources/source.ts";
import { ChurnCount } from "../verdicts/advisories/churn.ts";
import type { AdvisoryFacts, RunningImage } from "../verdicts/advisories/facts.ts";
import { judgeAdvisories } from "../verdicts/advisories/index.ts";
import { isOfPlace } from "../verdicts/advisories/match.ts";
import { GRACE_MS, leaseRenewals } from "./away.ts";

/** Pods and nodes named of one workload; more say nothing new. */
const MOST_NAMED = 50;

/**
 * The images that an advisory speaks of, picked out of a stream of pods: of 50,000 only the few whose images or charts are known are kept,
 * once for each workload and container.
 */
export class Components {
	readonly #advisories: readonly Advisory[];
	readonly #images = new Map<string, RunningImage>();
	/** Image references recur: each is looked at once. */
	readonly #known = new Map<string, boolean>();
	readonly #churn: ChurnCount;
	initContainers = false;

	constructor(advisories: readonly Advisory[], at: Millis) {
		this.#advisories = advisories;
		this.#churn = new ChurnCount(at);
	}

	take(pod: Pod): void {
		this.#churn.object("pods", `${pod.namespace}/${pod.name}`, pod.createdAt);
		if (pod.phase === "Succeeded" || pod.phase === "Failed") return;
		for (const container of pod.containers) {
			if (container.role === "init") this.initContainers = true;
			else if (this.#isKnown(container.image) || this.#isChart(pod.release?.chart ?? "")) this.#add(pod, container);
		}
	}

	get images(): readonly RunningImage[] {
		return [...this.#images.values()];
	}

	get churn(): ChurnCount {
		return this.#churn;
	}

	#isKnown(image: string): boolean {
		const known = this.#known.get(image);
		if (known !== undefined) return known;
		const is = this.#advisories.some(({ where, trigger }) => {
			const beside = (trigger.requires ?? []).flatMap((requires) => ("beside" in requires ? [requires.beside] : []));
			return [...where, { images: beside }].some((place) => isOfPlace(place, image));
		});
		this.#known.set(image, is);
		return is;
	}

	#isChart(chart: string): boolean {
		if (chart === "") return false;
		return this.#advisories.some(({ where }) =>
			where.some((place) => "chart" in place && chart.startsWith(`${place.chart}-`)),
		);
	}

	#add(pod: Pod, { name, image }: Container): void {
		const workload = workloadOf(pod);
		const key = [workload.kind, workload.namespace, workload.name, name, image].join("\0");
		const known = this.#images.get(key);
		if (known === undefined) {
			this.#images.set(key, {
				workload,
				container: name,
				image,
				pods: [pod.name],
				nodes: pod.node === null ? [] : [pod.node],
				chart: pod.release?.chart ?? "",
				appVersion: pod.release?.version ?? "",
			});
			return;
		}
		if (known.pods.length < MOST_NAMED) known.pods.push(pod.name);
		if (pod.node !== null && known.nodes.length < MOST_NAMED && !known.nodes.includes(pod.node)) {
			known.nodes.push(pod.node);
		}
	}
}

/**
 * Known memory bugs among what runs. The pods have been read for other reasons; nodes, versions and churn belong to the whole cluster and are left
 * alone where the question is about a part of it.
 */
export async function surveyAdvisories(
	source: Source,
	advisories: readonly Advisory[],
	{ components, whole, findings, at }: AdvisoriesInquiry,
): Promise<Finding[]> {
	const nodes: Node[] = [];
	if (whole) for await (const node of source.nodes()) nodes.push(node);
	const counts = components.churn;
	for (const node of nodes) counts.object("nodes", node.name, node.createdAt ?? null);
	if (whole) await countChurn(source, counts, asksChurn(advisories, components));
	const facts: AdvisoryFacts = {
		images: components.images,
		nodes,
		serverVersion: whole ? ((await source.serverVersion?.()) ?? null) : null,
		churn: counts.rates(),
		away: await awayNodes(source, nodes, findings, whole ? at : null),
		initContainers: components.initContainers,
		findings,
	};
	return judgeAdvisories(facts, advisories);
}

interface AdvisoriesInquiry {
	components: Components;
	/** Whether the whole cluster is asked about. */
	whole: boolean;
	/** What else was found so far. */
	findings: readonly Finding[];
	at: Millis;
}

/** Events are many: only read once more where something that runs depends on what comes and goes. */
function asksChurn(advisories: readonly Advisory[], { images }: Components): boolean {
	return advisories.some(
		({ trigger, where }) =>
			trigger.requires?.some((requires) => "churn" in requires) === true &&
			where.some((place) => images.some(({ image }) => isOfPlace(place, image))),
	);
}

async function countChurn(source: Source, counts: ChurnCount, withEvents: boolean): Promise<void> {
	for (const kind of ["namespaces", "persistentvolumeclaims"] as const) {
		for await (const { namespace, name, createdAt } of source.objects?.(kind) ?? []) {
			counts.object(kind, `${namespace}/${name}`, createdAt);
		}
	}
	if (!withEvents) return;
	for await (const event of source.events({ namespace: null, labelSelector: "", fieldSelector: "" })) {
		counts.event(event);
	}
}

/** Nodes that the control plane has not heard of, now or while memory grew. */
async function awayNodes(
	source: Source,
	nodes: readonly Node[],
	findings: readonly Finding[],
	at: Millis | null,
): Promise<Set<string>> {
	const away = new Set<string>();
	for (const { name, conditions } of nodes) {
		if (conditions.some(({ type, status }) => type === "Ready" && status === "Unknown")) away.add(name);
	}
	for (const { rule, subject } of findings) {
		if (rule === "leak/while-disconnected" && subject.node !== undefined) away.add(subject.node);
	}
	if (at === null) return away;
	const { renewals, now } = await leaseRenewals(source, at);
	for (const [name, renewedAt] of renewals ?? []) if (now - renewedAt > GRACE_MS) away.add(name);
	return away;
}
