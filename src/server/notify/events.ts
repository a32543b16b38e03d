import { createHash } from "node:crypto";
import { Failure } from "../../model/failure.ts";
import { identityOf, momentOf, ownerOf } from "../../model/matter.ts";
import { withoutOthers } from "../../model/others.ts";
import { printable } from "../../model/text.ts";
import type { Millis } from "../../model/time.ts";
import { messageOf } from "../../reports/describe.ts";
import type { KubeClient } from "../../sources/kubernetes/client.ts";
import { collectionPath, RESOURCES, type Resource } from "../../sources/kubernetes/resources.ts";
import { list, shape, text } from "../../sources/kubernetes/shape.ts";
import type { Words } from "../../words/words.ts";
import type { Notice } from "./groups.ts";
import { TryAgain } from "./outbox.ts";

interface Made {
	namespace: string;
	/** Where what it is about is kept; null where we read no such things. */
	resource: Resource | null;
	name: string;
	event: object;
}

/** A Kubernetes Event on the workload. Its name is made of what it tells, so that telling it twice is a conflict and not a second event. */
export function kubernetesEvent(notice: Notice, words: Words, uid: string | null = null): Made | null {
	const [finding] = notice.findings;
	if (finding === undefined) return null;
	const { namespace, kind, name } = ownerOf(finding);
	if (kind === undefined || name === undefined || namespace === undefined) return null;
	const hash = createHash("sha256").update(identityOf(finding)).digest("hex").slice(0, 16);
	const moments = notice.findings.map((each) => Math.min(momentOf(each) ?? notice.at, notice.at));
	const resource = resourceOf(kind);
	return {
		...{ namespace, resource, name },
		event: {
			apiVersion: "v1",
			kind: "Event",
			metadata: { name: `plimsoll.${hash}`, namespace },
			involvedObject: {
				...{ apiVersion: resource === null ? "v1" : RESOURCES[resource].apiVersion, kind, namespace, name },
				...(uid === null ? {} : { uid }),
			},
			type: notice.severity === "info" ? "Normal" : "Warning",
			reason: reasonOf(finding.rule),
			message: printable(messageOf(withoutOthers(finding), words))
				.slice(0, 1024)
				.toWellFormed(),
			firstTimestamp: secondsOf(Math.min(...moments)),
			lastTimestamp: secondsOf(Math.max(...moments)),
			count: notice.count,
			source: { component: "plimsoll" },
			reportingComponent: "plimsoll",
			reportingInstance: "plimsoll",
		},
	};
}

/** RFC 3339 without fractions: metav1.Time has none. */
function secondsOf(at: Millis): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

function resourceOf(kind: string): Resource | null {
	const names = Object.keys(RESOURCES) as Resource[];
	return names.find((name) => RESOURCES[name].kind === kind) ?? null;
}

/** `death/container-limit` as `DeathContainerLimit`. */
function reasonOf(rule: string): string {
	return rule.replace(/(?:^|[/-])([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase()).slice(0, 128);
}

/** One object. */
const OBJECT_BOUND = 4 * 2 ** 20;

/**
 * Which object of that name it is: `kubectl describe` shows an Event only with the uid. By a list of one, as the right to list is there for
 * sizes; null where it may not be listed, or is gone: the Event then stands in `kubectl events` alone.
 */
async function uidOf(client: KubeClient, { resource, namespace, name }: Made): Promise<string | null> {
	if (resource === null) return null;
	const path = collectionPath({ resource, namespace, labelSelector: "", fieldSelector: `metadata.name=${name}` });
	try {
		const [found] = list((await client.json(path, OBJECT_BOUND)).items);
		return text(shape(shape(found).metadata).uid) || null;
	} catch (error) {
		if (error instanceof Failure) return null;
		throw error;
	}
}

/**
 * Writes it once; who wrote it before, we or another replica, is as good.
 * @throws TryAgain when it may work later; Error when it will not
 */
export async function sendEvent(client: KubeClient, notice: Notice, words: Words): Promise<void> {
	const about = kubernetesEvent(notice, words);
	const made = about === null ? null : kubernetesEvent(notice, words, await uidOf(client, about));
	if (made === null) return;
	try {
		await client.write("POST", `/api/v1/namespaces/${encodeURIComponent(made.namespace)}/events`, made.event);
	} catch (error) {
		const status =
			error instanceof Failure && error.code === "cluster-failed"
				? (error as Failure<"cluster-failed">).params.status
				: null;
		// Told already, by us before a restart or by another replica; or the namespace is gone, and who would read it.
		if (status === 409 || status === 404) return;
		const lasting =
			error instanceof Failure &&
			(error.code === "cluster-forbidden" || (status !== null && status < 500 && status !== 429));
		const detail = detailOf(error);
		throw lasting ? new Error(detail) : new TryAgain(detail);
	}
}

/** What the server said; a Failure's own message is for developers. */
function detailOf(error: unknown): string {
	if (error instanceof Failure) {
		const { detail } = error.params as { detail?: unknown };
		if (typeof detail === "string" && detail !== "") return detail;
	}
	return error instanceof Error ? error.message : String(error);
}
