import type { Series } from "../../model/series.ts";
import type { Replica } from "./replicas.ts";

/**
 * What a replica's pods counted, one after another, as if it were one: each begins from nothing, as a counter that is reset.
 * @param own counters by the pods' names
 */
export function countersOf({ digests }: Replica, own: ReadonlyMap<string, readonly Series[]> | undefined): Series[] {
	if (own === undefined) return [];
	const pods = [...new Set(digests.map(({ pod }) => pod))];
	const all = pods.flatMap((pod) => own.get(pod) ?? []);
	return [...Map.groupBy(all, ({ name }) => name)].map(([name, parts]) => {
		const column = (of: "t" | "bytes" | "capacity" | "start") =>
			Float64Array.from(parts.flatMap((part) => [...part[of]]));
		return { name, t: column("t"), bytes: column("bytes"), capacity: column("capacity"), start: column("start") };
	});
}
