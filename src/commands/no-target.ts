import { Failure } from "../model/failure.ts";
import { workloadOf } from "../model/workload.ts";
import type { Scope, Source } from "../sources/source.ts";
import type { Target } from "../survey/target.ts";
import { nearest } from "./nearest.ts";

/**
 * What is there in place of what was asked for: another kind of that name, else a name that is a slip away.
 * @param place  where it is not, other than the source
 */
export async function noTarget(
	source: Source,
	scope: Scope,
	{ text, kind, name }: Target,
	place = source.name,
): Promise<Failure> {
	const namespace = scope.namespace ?? "";
	const there = new Map<string, { kind: string; name: string }>();
	for await (const pod of source.pods({ ...scope, fieldSelector: "", labelSelector: "" })) {
		for (const one of [{ kind: "Pod", name: pod.name }, workloadOf(pod)])
			there.set(`${one.kind.toLowerCase()}/${one.name}`, one);
	}
	const alike = [...there].filter(([, one]) => one.kind.toLowerCase() === kind.toLowerCase());
	const [named] = [...there].filter(([, one]) => one.name === name);
	const slip = nearest(
		name,
		(alike.length > 0 ? alike : [...there]).map(([, one]) => one.name),
	);
	const [like] = [...alike, ...there].filter(([, one]) => one.name === slip);
	// What is there under this very name is missing elsewhere.
	const meant = alike.some(([, one]) => one.name === name) ? null : ((named ?? like)?.[0] ?? null);
	return new Failure("target-not-found", { target: text, namespace, source: place, nearest: meant });
}
