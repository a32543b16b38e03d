import { useMemo } from "preact/hooks";
import { formatBytes } from "../../src/words/format.ts";
import { usePage } from "./context.ts";

export { formatBytes };

export const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Times as the viewer's own zone and language write them. */
export function useTimes() {
	const { language } = usePage();
	return useMemo(() => {
		const time = new Intl.DateTimeFormat(language, {
			hour: "2-digit",
			minute: "2-digit",
			second: "2-digit",
			hourCycle: "h23",
		});
		const full = new Intl.DateTimeFormat(language, {
			...{ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
			hourCycle: "h23",
		});
		const date = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", day: "numeric" });
		const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
		return {
			time: (at: number) => time.format(at),
			full: (at: number) => full.format(at),
			date: (at: number) => date.format(at),
			day: (at: number) => day.format(at),
			/** With its day, where that is not today. */
			since: (at: number) => (date.format(at) === date.format(Date.now()) ? time : full).format(at),
		};
	}, [language]);
}

/** `64Mi`, or a dash where it is not known. */
export function bytes(value: number | null): string {
	return value === null ? "–" : formatBytes(value);
}

export function percentText(share: number): string {
	return `${Math.round(share)} %`;
}
