/** A moment as milliseconds since the Unix epoch. Kubernetes writes whole seconds, events microseconds, kernel logs what their writer had. */
export type Millis = number;

/** Reads an RFC 3339 time as Kubernetes prints it; null for an absent, empty or unreadable one. */
export function parseTime(text: unknown): Millis | null {
	if (typeof text !== "string" || text === "") return null;
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : at;
}

/**
 * A moment as a person gives it: RFC 3339, without its zone or as a date alone in UTC, as reports tell times (on every machine the same one), or unix seconds. Null
 * for anything else, and for a day that no calendar has, which would be one of the next month.
 */
export function parseMoment(text: string): Millis | null {
	if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
	const [, date = "", time = "", zone = "Z"] =
		/^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
	const [day, at] = [parseTime(date), parseTime(time === "" ? date : `${date}T${time}${zone}`)];
	return day === null || at === null || !formatTime(day).startsWith(date) ? null : at;
}

/** RFC 3339 in UTC, without the fraction when it is zero: the way Kubernetes prints times. */
export function formatTime(at: Millis): string {
	return new Date(at).toISOString().replace(".000Z", "Z");
}

/** Beside the whole hours from -12 to 14: Marquesas, Newfoundland, Iran, Afghanistan, India, Nepal, Myanmar, Eucla, Darwin, Lord Howe, Chatham. */
const ODD_ZONES = [-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75];
const ZONES = [...Array.from({ length: 27 }, (_, i) => i - 12), ...ODD_ZONES].map((hours) => hours * 3_600_000);
const ZONE_SLACK = 60_000;

/** Whether a time that names no zone may be this far ahead of UTC because its writer meant local time. */
export function isZoneOffset(ahead: Millis): boolean {
	return zoneOf(ahead) !== null;
}

/** How far ahead of UTC the zone is in which a time may be that much ahead; null where there is none. */
export function zoneOf(ahead: Millis): Millis | null {
	return ZONES.find((zone) => Math.abs(ahead - zone) <= ZONE_SLACK) ?? null;
}
