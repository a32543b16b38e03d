import { formatBytes } from "../model/quantity.ts";
import { formatTime, type Millis } from "../model/time.ts";

/** Signals as people know them (signal(7), x86 and arm numbering). */
const SIGNALS: Readonly<Record<number, string>> = {
	1: "SIGHUP",
	2: "SIGINT",
	3: "SIGQUIT",
	4: "SIGILL",
	6: "SIGABRT",
	7: "SIGBUS",
	8: "SIGFPE",
	9: "SIGKILL",
	11: "SIGSEGV",
	13: "SIGPIPE",
	15: "SIGTERM",
};

function signalName(signal: number): string {
	return SIGNALS[signal] ?? `signal ${signal}`;
}

/** `exit code 137 (SIGKILL)` without words of a language: `137 (SIGKILL)`. */
export function exitText(exitCode: number, signal: number | null): string {
	return signal === null ? String(exitCode) : `${exitCode} (${signalName(signal)})`;
}

/** `2026-11-21 10:19:05Z`: UTC, so that it can be held against the cluster's own logs. */
export function timeText(at: Millis): string {
	return formatTime(at).replace("T", " ");
}

export function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}

/** The largest two units, as `3h 12m`, `41s`: the same in every language, as kubectl does. */
export function shortDuration(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	const units: [number, string][] = [
		[86_400, "d"],
		[3600, "h"],
		[60, "m"],
		[1, "s"],
	];
	const parts: string[] = [];
	let rest = whole;
	for (const [size, unit] of units) {
		const amount = Math.floor(rest / size);
		rest -= amount * size;
		if (amount > 0) parts.push(`${amount}${unit}`);
		else if (parts.length > 0) break;
		if (parts.length === 2) break;
	}
	return parts.length === 0 ? "0s" : parts.join(" ");
}

/** Where no unit would make it a bare number within a sentence, bytes are named: `146 bytes`. */
export function bytesText(bytes: number, unit: string): string {
	const text = formatBytes(bytes);
	return /[a-z]$/i.test(text) ? text : `${text}${unit}`;
}

export { formatBytes };
