import type { Series } from "../../model/series.ts";

interface Life {
	/** Seconds. */
	from: number;
	to: number;
	grew: boolean;
}

/**
 * Which replicas of a container grew. What grew and is gone is over once one that began later has lived as long without growing: what leaked was mended, and its
 * size is no longer to be left alone.
 */
export class Growth {
	readonly #lives: Life[] = [];

	add({ t }: Series, grew: boolean): void {
		this.#lives.push({ from: t[0] as number, to: t.at(-1) as number, grew });
	}

	/** One that grew is not over. */
	some(): boolean {
		return this.#lives.some((life) => life.grew && !this.#isOver(life));
	}

	/** So is more than half of what is not over: a leak is in the program, every replica that lived long enough shows it. */
	most(): boolean {
		const lives = this.#lives.filter((life) => !life.grew || !this.#isOver(life));
		return lives.filter(({ grew }) => grew).length * 2 > lives.length;
	}

	#isOver({ from, to }: Life): boolean {
		return this.#lives.some((other) => !other.grew && other.from > from && other.to - other.from >= to - from);
	}
}
