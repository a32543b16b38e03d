/** From when to when something was seen, unix seconds. */
export interface Span {
	from: number;
	to: number;
}

/** When each cluster was seen, by name. */
export class Clusters {
	private readonly spans = new Map<string, Span>();

	see(cluster: string, { from, to }: Span): void {
		const known = this.spans.get(cluster);
		this.spans.set(cluster, { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) });
	}

	/** Those that were there at the same time as another, by name. One that ended before another began was renamed, or moved away. */
	atOnce(): string[] {
		return [...this.spans.keys()].sort().filter((cluster) => this.besides(cluster).length > 0);
	}

	/** Those that were there at the same time as this one. */
	besides(cluster: string): string[] {
		const own = this.spans.get(cluster);
		if (own === undefined) return [];
		const meets = ({ from, to }: Span) => own.from <= to && from <= own.to;
		return [...this.spans].flatMap(([other, span]) => (other !== cluster && meets(span) ? [other] : []));
	}
}
