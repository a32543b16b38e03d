/** A moment as milliseconds since the Unix epoch. Kubernetes writes whole seconds, events microseconds, kernel logs what their writer had. */
export type Millis = number;

/** Reads an RFC 3339 time as Kubernetes prints it; null for an absent, empty or unreadable one. */
export function parseTime(text: unknown): Millis | null {
	if (typeof text !== "string" || text === "") return null;
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : at;
}

/** RFC 3339 in UTC, without the fraction when it is zero: the way Kubernetes prints times. */
export function formatTime(at: Millis): string {
	return new Date(at).toISOString().replace(".000Z", "Z");
}
