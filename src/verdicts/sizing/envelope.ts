import type { Series } from "../../model/series.ts";
import { climbs } from "./climb.ts";
import { Growth } from "./growth.ts";
import { Histogram } from "./histogram.ts";
import { boundOf, NO_RESTARTS, type Profile, profileOf, together, without } from "./profile.ts";

/** Cells of the envelope: a fortnight in steps of some ten minutes, 16 KB a workload's container however many replicas it had. */
const CELLS = 2048;
const FIRST_WIDTH = 60;

/**
 * The replicas of a container as one: at each time the highest use of any, since one limit must do for all. Tracks come one after the
 * other, in any order; pods of earlier rollouts count like those of today. Cells double in width when the time outgrows them.
 */
export class Envelope {
	#width = FIRST_WIDTH;
	/** The cell number (t / width) that the first cell stands for. */
	#first = Number.NaN;
	#bytes = new Float64Array(CELLS).fill(-1);
	#samples = 0;
	#sum = 0;
	#last = { t: Number.NEGATIVE_INFINITY, capacity: Number.NaN };
	#most = 0;
	#held = true;
	#restartsAtLimit = NO_RESTARTS;
	#startPeak = 0;
	readonly #climbing = new Growth();
	readonly #spread = new Histogram();

	/** `bytes` may leave out what the kernel can drop. */
	add(series: Series): void {
		const alone = profileOf(series);
		if (alone === null) return;
		const { t, bytes, capacity } = series;
		this.#reach(t[0] as number, t.at(-1) as number);
		for (let i = 0; i < t.length; i++) {
			const cell = Math.floor((t[i] as number) / this.#width) - this.#first;
			const use = bytes[i] as number;
			if (use > (this.#bytes[cell] as number)) this.#bytes[cell] = use;
			this.#sum += use;
			this.#spread.add(use);
			if (use > (capacity[i] as number)) this.#held = false;
		}
		this.#samples += t.length;
		if (alone.capacity !== null) {
			if ((t.at(-1) as number) >= this.#last.t) this.#last = { t: t.at(-1) as number, capacity: alone.capacity };
			for (const limit of capacity) if (limit > this.#most) this.#most = limit;
		}
		this.#restartsAtLimit = together(this.#restartsAtLimit, alone.restartsAtLimit);
		this.#startPeak = Math.max(this.#startPeak, alone.startPeak);
		this.#climbing.add(series, climbs(series));
	}

	/** Null when nothing was added. `use` is what the highest replica uses now, where it is known better than by the last cell. */
	profile(name: string, { limit, use }: { limit: number | null; use: number | null }): Profile | null {
		if (this.#samples === 0) return null;
		const cells: number[] = [];
		for (let i = 0; i < CELLS; i++) if ((this.#bytes[i] as number) >= 0) cells.push(i);
		const capacity = limit ?? this.#last.capacity;
		const whole = profileOf({
			name,
			t: Float64Array.from(cells, (cell) => (this.#first + cell) * this.#width),
			bytes: Float64Array.from(cells, (cell) => this.#bytes[cell] as number),
			capacity: new Float64Array(cells.length).fill(capacity),
			start: new Float64Array(cells.length).fill(Number.NaN),
		});
		if (whole === null) return null;
		const peak = Math.max(whole.peak, use ?? 0);
		return {
			...whole,
			seconds: whole.seconds === 0 ? 0 : whole.seconds + this.#width,
			samples: this.#samples,
			mean: this.#sum / this.#samples,
			spread: this.#spread,
			peak,
			last: use ?? whole.last,
			bound: this.#held
				? without(this.#restartsAtLimit, boundOf(peak, capacity, Math.max(this.#most, capacity || 0)))
				: Number.POSITIVE_INFINITY,
			restartsAtLimit: this.#restartsAtLimit,
			startPeak: this.#startPeak,
			climbing: this.#climbing.most(),
		};
	}

	#reach(from: number, to: number): void {
		for (;;) {
			const first = Math.floor(from / this.#width);
			const last = Math.floor(to / this.#width);
			if (Number.isNaN(this.#first)) this.#first = first;
			const low = Math.min(this.#first, first);
			const high = Math.max(this.#first + this.#used(), last + 1);
			if (high - low <= CELLS) {
				this.#shift(low);
				return;
			}
			this.#double();
		}
	}

	/** Cells up to the last that holds something. */
	#used(): number {
		return this.#bytes.findLastIndex((use) => use >= 0) + 1;
	}

	#shift(low: number): void {
		const by = this.#first - low;
		if (by <= 0) return;
		this.#bytes.copyWithin(by, 0, CELLS - by);
		this.#bytes.fill(-1, 0, by);
		this.#first = low;
	}

	#double(): void {
		const wider = new Float64Array(CELLS).fill(-1);
		const first = Math.floor(this.#first / 2);
		for (let i = 0; i < CELLS; i++) {
			const use = this.#bytes[i] as number;
			const cell = Math.floor((this.#first + i) / 2) - first;
			if (use >= 0 && use > (wider[cell] as number)) wider[cell] = use;
		}
		this.#bytes = wider;
		this.#first = first;
		this.#width *= 2;
	}
}
