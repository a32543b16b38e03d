import { Failure } from "../model/failure.ts";
import { workloadOf } from "../model/workload.ts";
import type { Scope, Source } from "../sources/source.ts";
import type { Target } from "../survey/target.ts";
import { nearest } from "./nearest.ts";

/** What is there in place of what was asked for: another kind of that name, else a name that is a slip away. */
export async function noTarget(source: Source, scope: Scope, { text, kind, name }: Target): Promise<Failure> {
	const namespace = scope.namespace ?? "";
	const there = new Map<string, { kind: string; name: string }>();
	for await (const pod of source.pods({ ...scope, fieldSelector: "", labelSelector: "" })) {
		for (const one of [{ kind: "Pod", name: pod.name }, workloadOf(pod)])
			there.set(`${one.kind.toLowerCase()}/${one.name}`, one);
	}
	const called = ([, one]: readonly [string, { name: string }]) => one.name === name;
	const alike = [...there].filter(([, one]) => one.kind.toLowerCase() === kind.toLowerCase());
	const slip = nearest(
		name,
		(alike.length > 0 ? alike : [...there]).map(([, one]) => one.name),
	);
	const meant = [...there].find(called)?.[0] ?? [...alike, ...there].find(([, one]) => one.name === slip)?.[0] ?? null;
	return new Failure("target-not-found", { target: text, namespace, source: source.name, nearest: meant });
}
