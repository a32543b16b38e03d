import type { SettingSpec } from "./runtime.ts";
import type { Unit } from "./units.ts";

const MEBI = 1024 ** 2;

/** A value that a running server has, written as its command line would say it, so that the rules judge it like any other; null where none can. */
export function liveWords({ flags, prefixes, assignments, unit }: SettingSpec, bytes: number): string[] | null {
	const size = unit === "text" ? null : sizeText(bytes, unit);
	if (size === null) return null;
	const flag = flags?.find((one) => !one.includes(" "));
	if (flag !== undefined) return [flag, size];
	const start = prefixes?.[0] ?? (assignments?.[0] === undefined ? undefined : `${assignments[0]}=`);
	return start === undefined ? null : [`${start}${size}`];
}

function sizeText(bytes: number, unit: Unit): string | null {
	switch (unit) {
		case "redis":
		case "jvm":
		case "binarySuffix":
			return String(bytes);
		case "postgresBlocks":
		case "postgresKilobytes":
			return `${bytes}B`;
		case "mebibytes":
		case "megabytes":
			return String(Math.round(bytes / MEBI));
		case "gibibytes":
			return (bytes / 1024 ** 3).toFixed(3);
		default:
			return null;
	}
}
