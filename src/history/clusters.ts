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
		const all = [...this.spans].sort(([a], [b]) => (a < b ? -1 : 1));
		return all
			.filter(([one, a]) => all.some(([other, b]) => one !== other && a.from <= b.to && b.from <= a.to))
			.map(([cluster]) => cluster);
	}
}
