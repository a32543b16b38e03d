import { formatBytes } from "../format.ts";
import type { RecordWords } from "../record.ts";

export const record: RecordWords = {
	recording: (source, path, interval) =>
		`Recording ${source} into ${path}, each node every ${interval} s; Ctrl-C ends.`,
	status: (nodes, containers, missing, samples, bytes) =>
		`${count(nodes, "node")}, ${count(containers, "container")}, ${count(samples, "sample")}, ${formatBytes(bytes)}${missing > 0 ? `; not seen: ${count(missing, "node")}` : ""}`,
	away: (detail) => `The API server is away (${detail}); kubelets are asked directly where that is allowed.`,
	back: "The API server is back.",
	refused: (what, detail) => `Not allowed to watch ${what} (${detail}): recording goes on without.`,
	behind: (nodes) => `${count(nodes, "node")} wait to be looked at: give a longer --interval.`,
	damaged: (path, moved) => `${path} was damaged: it is now ${moved}, and a new file is begun.`,
	unwritable: (path, detail) => `Cannot write ${path} (${detail}): samples are lost until there is room again.`,
	writable: (path) => `${path} can be written again.`,
	ended: (path, samples, bytes) => `Wrote ${count(samples, "sample")} to ${path} (${formatBytes(bytes)}).`,
};

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
