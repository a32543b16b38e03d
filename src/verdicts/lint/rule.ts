import type { Evidence, FindingOf, Severity } from "../../model/finding.ts";
import { defaultsOf } from "../../model/limit-range.ts";
import type { LintThresholds } from "../../model/lint-settings.ts";
import type {
	ManifestContainer,
	ManifestObject,
	Manifests,
	PodTemplate,
	Suppression,
	WrittenQuantity,
} from "../../model/manifest.ts";
import { type Place, placeText, type Written } from "../../model/place.ts";
import type { Remedy } from "../../model/remedy.ts";
import type { RuleParams } from "../../model/rules.ts";
import type { LintRuleId } from "../../model/rules-lint.ts";

/** A rule of manifests: reads all of them together, because a limit may come from a LimitRange in another file. */
export interface LintRule<R extends LintRuleId = LintRuleId> {
	id: R;
	judge(manifests: Manifests, thresholds: Readonly<LintThresholds>): FindingOf<R>[];
}

/** What a finding is about: an object, or a container of a pod template. */
export interface About {
	object: ManifestObject | null;
	suppressions: readonly Suppression[];
	container?: ManifestContainer;
}

export function aboutObject(object: ManifestObject): About {
	return { object, suppressions: object.suppressions };
}

export function aboutPod({ object, suppressions }: PodTemplate, container?: ManifestContainer): About {
	return { object, suppressions, ...(container === undefined ? {} : { container }) };
}

interface Told<R extends LintRuleId> {
	severity: Severity;
	/** Certain where it is written down and Kubernetes' own rules decide. */
	confidence?: number;
	place: Place;
	params: RuleParams[R];
	evidence?: Evidence[];
	remedies?: Remedy[];
}

export function finding<R extends LintRuleId>(rule: R, about: About, told: Told<R>): FindingOf<R> {
	const { object, container } = about;
	const reason = about.suppressions.find((suppression) => covers(suppression.rule, rule))?.reason;
	return {
		rule,
		severity: told.severity,
		confidence: told.confidence ?? 1,
		subject: {
			...(object === null
				? {}
				: {
						kind: object.kind,
						...(object.namespace === "" ? {} : { namespace: object.namespace }),
						name: object.name,
					}),
			...(container === undefined ? {} : { container: container.name }),
			...told.place,
		},
		params: told.params,
		evidence: told.evidence ?? [],
		remedies: told.remedies ?? [],
		...(reason === undefined ? {} : { suppressed: reason }),
	};
}

/** `lint/no-memory-limit`, `lint/*` or `*`. */
function covers(pattern: string, rule: string): boolean {
	return pattern === rule || pattern === "*" || (pattern.endsWith("/*") && rule.startsWith(pattern.slice(0, -1)));
}

/** What was read, with `file:line` as its source. */
export function seen(what: Evidence["what"], value: string | number, place: Place): Evidence {
	return { source: placeText(place), at: null, what, value };
}

export function seenSetting({ value, place }: Written): Evidence {
	return seen("setting", value, place);
}

export interface ContainerFacts {
	pod: PodTemplate;
	container: ManifestContainer;
}

/** Asked for by most rules: put together once for each list of pods. */
const listed = new WeakMap<readonly PodTemplate[], { pods: number; facts: ContainerFacts[] }>();

/** Every container of every pod template. */
export function containersOf({ pods }: Manifests): readonly ContainerFacts[] {
	const known = listed.get(pods);
	if (known !== undefined && known.pods === pods.length) return known.facts;
	const facts = pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container })));
	listed.set(pods, { pods: pods.length, facts });
	return facts;
}

/** Groups of objects that are Kubernetes' own: what they say is complete, where an operator may add to its own kinds. */
const OWN = /^(?:v1|(?:apps|batch|extensions)\/.+)$/;
export function isKubernetesOwn({ apiVersion }: ManifestObject): boolean {
	return OWN.test(apiVersion.value);
}

/**
 * What the LimitRanges of the namespace give a container that has none: each fills what those before it left open (kubernetes
 * plugin/pkg/admission/limitranger, PodMutateLimitFunc).
 */
export function defaultsIn(
	{ limitRanges }: Manifests,
	namespace: string,
): { limit: WrittenQuantity | null; request: WrittenQuantity | null } {
	const items = limitRanges
		.filter(({ object }) => object.namespace === namespace)
		.flatMap((range) => range.items.filter(({ type }) => type === "Container").map(defaultsOf));
	return {
		limit: items.find(({ limit }) => limit !== null)?.limit ?? null,
		request: items.find(({ request }) => request !== null)?.request ?? null,
	};
}
