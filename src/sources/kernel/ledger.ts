import type { OomKill } from "../../model/kernel.ts";

/** dmesg -T reckons times from the time since boot and drifts from the journal's by seconds, after a suspend by more. */
const CLOCK_MILLIS = 600_000;
const BOOT_SECONDS = 1;
/** Pids come round again; a log is not compared with more than this many kills of one pid, so that time stays linear. */
const RECENT = 32;

/** Tells a kill that was seen before from a new one: the same report is often in dmesg, the journal and a syslog file at once. */
export class KillLedger {
	readonly #byPid = new Map<number, OomKill[]>();

	/** True for a new kill. What an earlier copy lacked is filled in from a later one. */
	add(kill: OomKill): boolean {
		const seen = this.#byPid.get(kill.pid);
		const same = seen?.slice(-RECENT).find((other) => isSameKill(other, kill));
		if (same !== undefined) {
			complete(same, kill);
			return false;
		}
		if (seen === undefined) this.#byPid.set(kill.pid, [{ ...kill }]);
		else seen.push({ ...kill });
		return true;
	}

	/** Every kill once, those of one pid in the order of first sight. */
	*kills(): Generator<OomKill> {
		for (const kills of this.#byPid.values()) yield* kills;
	}
}

/** The same pid in the same cgroup with the same figures, and no clock that both carry against it. */
function isSameKill(a: OomKill, b: OomKill): boolean {
	return (
		a.daemon === b.daemon &&
		agree(a.host, b.host, "") &&
		agree(a.victimCgroup, b.victimCgroup, "") &&
		agree(a.containerId, b.containerId, null) &&
		agree(a.totalVm, b.totalVm, null) &&
		agree(a.anonRss, b.anonRss, null) &&
		agree(a.fileRss, b.fileRss, null) &&
		within(a.secondsSinceBoot, b.secondsSinceBoot, BOOT_SECONDS) &&
		// A daemon that finds no relief kills the same cgroup again within seconds.
		within(a.at, b.at, a.daemon === undefined ? CLOCK_MILLIS : 0)
	);
}

function agree<T>(a: T, b: T, unknown: T): boolean {
	return a === b || a === unknown || b === unknown;
}

function within(a: number | null, b: number | null, most: number): boolean {
	return a === null || b === null || Math.abs(a - b) <= most;
}

function complete(known: OomKill, copy: OomKill): void {
	const target: Record<string, unknown> = known as unknown as Record<string, unknown>;
	// A time brings along what is not known of it.
	if (known.at === null && copy.zoneless) known.zoneless = true;
	for (const [field, value] of Object.entries(copy)) {
		if (target[field] === null || target[field] === "") target[field] = value;
	}
}
