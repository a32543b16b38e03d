/**
 * Readers for objects of unknown shape. What a server or a file sends may be anything: a wrong type reads as empty, never as an error,
 * because one hostile object must not stop the reading of fifty thousand good ones.
 */
export type Shape = Readonly<Record<string, unknown>>;

const EMPTY: Shape = Object.freeze({});

export function isShape(value: unknown): value is Shape {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function shape(value: unknown): Shape {
	return isShape(value) ? value : EMPTY;
}

/** The value if it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The value if it is text, else empty text. */
export function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

/** The value if it is a whole number that a double holds exactly, else null. */
export function integer(value: unknown): number | null {
	return Number.isSafeInteger(value) ? Number(value) : null;
}

/** The entries whose values are text. */
export function texts(value: unknown): Record<string, string> {
	const kept: Record<string, string> = {};
	for (const [key, entry] of Object.entries(shape(value))) {
		// Assigning to this key would change the record's prototype instead.
		if (typeof entry === "string" && key !== "__proto__") kept[key] = entry;
	}
	return kept;
}
