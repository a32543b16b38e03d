const KIBI = 1024;
const BINARY: Readonly<Record<string, number>> = { "": 1, k: KIBI, m: KIBI ** 2, g: KIBI ** 3, t: KIBI ** 4 };
const NAMED: Readonly<Record<string, number>> = {
	"": 1,
	b: 1,
	kb: 1e3,
	mb: 1e6,
	gb: 1e9,
	tb: 1e12,
	k: KIBI,
	m: KIBI ** 2,
	g: KIBI ** 3,
	kib: KIBI,
	mib: KIBI ** 2,
	gib: KIBI ** 3,
	tib: KIBI ** 4,
};

/** How each application reads a size: text to bytes (`number`: to itself), null for what it would refuse. */
export const UNITS = {
	/** `k` is 1000 and `kb` 1024 (redis util.c, memtoull). */
	redis: (text: string) =>
		whole(text, {
			"": 1,
			b: 1,
			k: 1e3,
			kb: KIBI,
			m: 1e6,
			mb: KIBI ** 2,
			g: 1e9,
			gb: KIBI ** 3,
			t: 1e12,
			tb: KIBI ** 4,
		}),
	/** OpenJDK utilities/parseInteger.hpp: whole numbers and binary letters; hexadecimal ones may have a letter, too. */
	jvm: (text: string) => {
		const [, digits, letter = ""] = /^0x([\da-f]{1,13})([kmgt]?)$/i.exec(text) ?? [];
		return whole(digits === undefined ? text : Number.parseInt(digits, 16) + letter, BINARY);
	},
	/** runtime/string.go, parseByteCount: bytes, or IEC units only. */
	go: (text: string) =>
		/^\d+(?:B|[KMGT]iB)?$/.test(text)
			? sized(text, { "": 1, b: 1, kib: KIBI, mib: KIBI ** 2, gib: KIBI ** 3, tib: KIBI ** 4 })
			: null,
	/** Binary, whatever follows the letter: 1G, 1GB and 1GiB (Dragonfly's ParseHumanReadableBytes, TiKV's ReadableSize, Varnish's VNUM_2bytes). */
	binary: (text: string) => sized(text.replace(/(?<=[\dkmgt])i?b$/i, ""), BINARY),
	/** A number of bytes, and nothing else. */
	bytes: (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : null),
	kibibytes: (text: string) => scaled(text, KIBI),
	mebibytes: (text: string) => scaled(text, KIBI ** 2),
	/** Whole megabytes, binary ones, and some write the letter: opcache.memory_consumption, memcached's -m (atoi). */
	megabytes: (text: string) => scaled(text.replace(/M$/i, ""), KIBI ** 2),
	gibibytes: (text: string) => scaled(text, KIBI ** 3),
	/** MySQL reads digits and one binary letter, whatever follows: `1GB` is `1G` (mysys/my_getopt.c, eval_num_suffix). */
	binarySuffix: (text: string) => {
		const [, number, letter = ""] = /^(\d{1,16})(?:([kmgt]).*)?$/i.exec(text) ?? [];
		return number === undefined ? null : sized(number + letter, BINARY);
	},
	/** Binary letters, and -1 for no bound (php.ini, memory_limit). */
	php: (text: string) => (text === "-1" ? -1 : sized(text, BINARY)),
	/** PostgreSQL tells `MB` from `mb`, which it refuses. Without a unit shared_buffers counts blocks of 8 kB, work_mem kilobytes; PostgreSQL's kB is 1024. */
	postgresBlocks: (text: string) => (POSTGRES.test(text) ? sized(text, postgres(8 * KIBI)) : null),
	postgresKilobytes: (text: string) => (POSTGRES.test(text) ? sized(text, postgres(KIBI)) : null),
	/** DOTNET_GCHeapHardLimit is read as hexadecimal. */
	hexadecimal: (text: string) => (/^(?:0x)?[0-9a-f]{1,16}$/i.test(text) ? Number.parseInt(text, 16) : null),
	/** A share of 100 in the same notation; none below 1 or from 100 on. */
	hexadecimalShare: (text: string) => {
		const share = /^(?:0x)?[0-9a-f]{1,16}$/i.test(text) ? Number.parseInt(text, 16) : 0;
		return share > 0 && share < 100 ? share : null;
	},
	/** rabbit_resource_monitor_misc: MB is 10^6, MiB and M are binary. */
	rabbitmq: (text: string) => sized(text, NAMED),
	number: (text: string) => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null),
	/** The larger of two numbers, in whatever order, or one: Celery's `--autoscale MAX,MIN` (celery/bin/worker.py). */
	largest: (text: string) => (/^\d{1,9}(?:,\s?\d{1,9})?$/.test(text) ? Math.max(...text.split(",").map(Number)) : null),
} as const satisfies Record<string, (text: string) => number | null>;
export type Unit = keyof typeof UNITS;

const POSTGRES = /^[\d.]+ *(?:B|kB|MB|GB|TB)?$/;

function whole(text: string, units: Readonly<Record<string, number>>): number | null {
	return text.includes(".") ? null : sized(text, units);
}

function postgres(plain: number): Record<string, number> {
	return { "": plain, b: 1, kb: KIBI, mb: KIBI ** 2, gb: KIBI ** 3, tb: KIBI ** 4 };
}

function sized(text: string, units: Readonly<Record<string, number>>): number | null {
	const match = /^(\d{1,16}(?:\.\d+)?)\s?([a-z]*)$/i.exec(text);
	const factor = units[(match?.[2] ?? "").toLowerCase()];
	return match === null || factor === undefined ? null : Number(match[1]) * factor;
}

function scaled(text: string, factor: number): number | null {
	return /^\d{1,12}(?:\.\d+)?$/.test(text) ? Number(text) * factor : null;
}

/** Bytes as each application writes them, rounded down to its whole units. */
export function writeSize(bytes: number, unit: Unit): string | null {
	const mebi = Math.floor(bytes / KIBI ** 2);
	switch (unit) {
		case "redis":
			return `${mebi}mb`;
		case "jvm":
			return `${mebi}m`;
		case "go":
			return `${mebi}MiB`;
		case "mebibytes":
		case "megabytes":
			return String(mebi);
		case "kibibytes":
			return String(mebi * KIBI);
		case "gibibytes":
			return String(Math.floor((bytes / KIBI ** 3) * 100) / 100);
		case "binarySuffix":
		case "php":
			return `${mebi}M`;
		case "binary":
		case "postgresBlocks":
		case "postgresKilobytes":
			return `${mebi}MB`;
		case "bytes":
			return String(mebi * KIBI ** 2);
		case "hexadecimal":
			return (mebi * KIBI ** 2).toString(16);
		case "rabbitmq":
			return `${mebi}MiB`;
		case "hexadecimalShare":
		case "number":
		case "largest":
			return null;
	}
}
