import { formatBytes } from "../../src/words/format.ts";
import type { Language } from "../../src/words/index.ts";
import { usePage } from "./context.ts";

export { formatBytes };

export const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone;

export type Times = ReturnType<typeof timesIn>;

/** Making a format takes as long as drawing several rows, and a page shows hundreds of times. */
const made = new Map<Language, Times>();

/** Times as the viewer's own zone and language write them. */
export function useTimes(): Times {
	const { language } = usePage();
	const times = made.get(language) ?? timesIn(language);
	made.set(language, times);
	return times;
}

function timesIn(language: Language) {
	const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
	const date = { year: "numeric", month: "short", day: "numeric" } as const;
	const time = new Intl.DateTimeFormat(language, clock);
	const full = new Intl.DateTimeFormat(language, { ...date, ...clock });
	const whole = new Intl.DateTimeFormat(language, date);
	const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
	return {
		time: (at: number) => time.format(at),
		full: (at: number) => full.format(at),
		date: (at: number) => whole.format(at),
		day: (at: number) => day.format(at),
		/** With its day, where that is not today. */
		since: (at: number) => (whole.format(at) === whole.format(Date.now()) ? time : full).format(at),
	};
}

/** `64Mi`, or a dash where it is not known. */
export function bytes(value: number | null): string {
	return value === null ? "–" : formatBytes(value);
}

export function percentText(share: number): string {
	return `${Math.round(share)} %`;
}
