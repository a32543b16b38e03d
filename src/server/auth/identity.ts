/** A user as Kubernetes knows them (authentication.k8s.io/v1, UserInfo). */
export interface Identity {
	user: string;
	uid: string;
	groups: readonly string[];
	extra: Readonly<Record<string, readonly string[]>>;
}

/** A map that forgets: what is older than `milliseconds`, and the oldest beyond `most`. */
export class Brief<T> {
	readonly #kept = new Map<string, { value: T; until: number }>();
	readonly #milliseconds: number;
	readonly #most: number;

	constructor(milliseconds: number, most: number) {
		this.#milliseconds = milliseconds;
		this.#most = most;
	}

	get(key: string): T | undefined {
		const known = this.#kept.get(key);
		if (known === undefined || known.until < performance.now()) {
			this.#kept.delete(key);
			return undefined;
		}
		return known.value;
	}

	delete(key: string): void {
		this.#kept.delete(key);
	}

	set(key: string, value: T): void {
		this.#kept.delete(key);
		this.#kept.set(key, { value, until: performance.now() + this.#milliseconds });
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= this.#most) break;
			this.#kept.delete(oldest);
		}
	}
}
