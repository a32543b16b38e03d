import type { Evidence } from "./finding.ts";
import type { OomKill } from "./kernel.ts";
import type { Pod, Termination } from "./pod.ts";
import { said } from "./said.ts";

/** The signal a process died of: as reported, or from the shell convention that exit codes above 128 are 128 + signal. */
export function signalOf({ signal, exitCode }: Termination): number | null {
	if (signal !== null && signal !== 0) return signal;
	return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : null;
}

/** How evidence names the status of a pod as its source. */
export function podStatusSource(pod: Pod): string {
	return said("pod {ref} status", { ref: `${pod.namespace}/${pod.name}` });
}

export function kernelEvidence(kill: OomKill): Evidence {
	return {
		source: kill.host === "" ? said("kernel log") : said("kernel log of {nodes}", { nodes: kill.host }),
		at: kill.at,
		what: "kernel-oom-kill",
		value: messageIn(kill.line),
	};
}

/** The kernel's own words: time and host, which a log's writer puts before them, are told apart. */
function messageIn(line: string): string {
	const at = line.search(
		/(?:Memory cgroup out of memory|Out of memory[^:]{0,60}|oom-kill):|Task in \/|Kill(?:ed)? process \d|TaskOOM event|\S+\.scope: A process/,
	);
	return at < 0 ? line : line.slice(at);
}
