import { Clusters } from "../history/clusters.ts";
import type { ContainerTrack } from "../model/track.ts";

/** Which tracks are meant where a history keeps several clusters at once, which may have workloads of one name: those of the cluster whose pods are there. */
export class AtHand {
	readonly #clusters = new Clusters();
	/** How many tracks of each are of pods that are there. */
	readonly #there = new Map<string, number>();

	see({ cluster = "", series: { t } }: Pick<ContainerTrack, "cluster" | "series">, isThere: boolean): void {
		// Who names none is no other cluster: one of two scrapers may leave the label out.
		const [from, to] = [t[0], t.at(-1)];
		if (cluster === "" || from === undefined || to === undefined) return;
		this.#clusters.see(cluster, { from, to });
		if (isThere) this.#there.set(cluster, (this.#there.get(cluster) ?? 0) + 1);
	}

	/** Those that were there at once; empty unless it is two at least. */
	several(): string[] {
		return this.#clusters.atOnce();
	}

	/** Of several the one that is meant; null where nobody can tell. */
	meant(): string | null {
		const [first, second] = [...this.#there].sort(([, a], [, b]) => b - a);
		return first === undefined || first[1] === second?.[1] ? null : first[0];
	}

	/** Those that are not meant: what was there at the same time as the one that is, or as any other. */
	others(): ReadonlySet<string> {
		const meant = this.meant();
		return new Set(meant === null ? this.several() : this.#clusters.besides(meant));
	}
}
