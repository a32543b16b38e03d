import { type Measured, unmeasured } from "../../model/measured.ts";
import { ByteLines, labelsOf, MetricNames, SampleLine, startsWith } from "../series/exposition.ts";

type MeasuredFigure = "workingSet" | "rss" | "cache" | "swap" | "limit" | "start" | "stalledSome" | "stalledFull";

/** cAdvisor's names (cadvisor metrics/prometheus.go) and those of /metrics/resource (kubelet pkg/kubelet/metrics/collectors/resource_metrics.go). */
const FIGURES = new Map<string, MeasuredFigure>([
	["container_memory_working_set_bytes", "workingSet"],
	["container_memory_rss", "rss"],
	["container_memory_cache", "cache"],
	["container_memory_swap", "swap"],
	["container_swap_usage_bytes", "swap"],
	["container_spec_memory_limit_bytes", "limit"],
	["container_start_time_seconds", "start"],
	["container_pressure_memory_waiting_seconds_total", "stalledSome"],
	["container_pressure_memory_stalled_seconds_total", "stalledFull"],
	["node_memory_working_set_bytes", "workingSet"],
]);
/** The letters that follow `container_` or `node_` in them: four lines in five are passed over at this one byte. */
const SEVENTH = new Set(["m", "s", "p"].map((letter) => letter.charCodeAt(0)));
const CONTAINER = Buffer.from("container_");
const NODE = Buffer.from("node_memory_");

/** No limit is written as 0, or in kernels' own way as the largest page-aligned number. */
const NO_LIMIT = 2 ** 62;
const LONGEST_LINE = 65_536;
/** A node has some tens of slices; a runtime that puts containers below them must not make every one a track. */
const MOST_CGROUPS = 64;
/** A node runs some hundred containers; more than this is no node's. */
const MOST_MEASURED = 20_000;

/**
 * Reads a kubelet's /metrics/cadvisor or /metrics/resource as it comes in: of some 60 metrics a container the few about memory are kept, and
 * no line becomes a string. Containers of pods, and cgroups outside of pods; sandboxes and the cgroups of pods are left out.
 */
export class CadvisorText {
	private readonly lines = new ByteLines(LONGEST_LINE, (buffer, from, to) => this.read(buffer, from, to));
	private readonly sample = new SampleLine();
	/** By the text between the braces, the same for all figures of one cgroup; null for those left out. */
	private readonly byHash = new Map<number, Labelled[]>();
	private readonly found: Measured[] = [];
	private readonly names = new MetricNames(FIGURES);
	private cgroups = 0;

	push(chunk: Uint8Array): void {
		this.lines.push(chunk);
	}

	end(): Measured[] {
		this.lines.end();
		return this.found;
	}

	private read(buffer: Buffer, from: number, to: number): void {
		const isContainer = startsWith(buffer, from, to, CONTAINER) && SEVENTH.has(buffer[from + CONTAINER.length] ?? 0);
		if (!isContainer && !startsWith(buffer, from, to, NODE)) return;
		const figure = this.names.of(buffer, from, to);
		if (figure === undefined || !this.sample.read(buffer, from, to)) return;
		const { labelsFrom, labelsTo, value, time } = this.sample;
		const measured = this.measuredOf(buffer, labelsFrom, labelsTo);
		if (measured === null || !(value >= 0 && value < Number.POSITIVE_INFINITY)) return;
		if (figure === "limit" && (value === 0 || value >= NO_LIMIT)) return;
		measured[figure] = value;
		if (figure === "workingSet") measured.at = time;
	}

	private measuredOf(buffer: Buffer, from: number, to: number): Measured | null {
		const hash = hashOf(buffer, from, to);
		const alike = this.byHash.get(hash);
		const known = alike?.find(({ labels }) => buffer.compare(labels, 0, labels.length, from, to) === 0);
		if (known !== undefined) return known.measured;
		const measured = this.isKept(labelsOf(buffer, from, to));
		const fresh = { labels: Buffer.from(buffer.subarray(from, to)), measured };
		if (alike === undefined) this.byHash.set(hash, [fresh]);
		else alike.push(fresh);
		if (measured !== null) this.found.push(measured);
		return measured;
	}

	private isKept(labels: ReadonlyMap<string, string>): Measured | null {
		const label = (name: string) => labels.get(name) ?? "";
		const [namespace, pod, container, cgroup] = [label("namespace"), label("pod"), label("container"), label("id")];
		if (this.found.length >= MOST_MEASURED) return null;
		if (pod !== "" && container !== "" && container !== "POD")
			return unmeasured({ namespace, pod, container, cgroup, image: label("image") });
		if (pod !== "" || container !== "" || label("name") !== "") return null;
		// /metrics/resource gives the node itself no labels at all.
		const id = cgroup === "" && labels.size === 0 ? "/" : cgroup;
		if (!isOfNode(id) || this.cgroups >= MOST_CGROUPS) return null;
		this.cgroups++;
		return unmeasured({ namespace: "", pod: "", container: "", cgroup: id, image: "" });
	}
}

interface Labelled {
	labels: Buffer;
	measured: Measured | null;
}

/** FNV-1a (Fowler, Noll, Vo): as strings, the labels would be most of what there is to collect as garbage. */
function hashOf(buffer: Uint8Array, from: number, to: number): number {
	let hash = 0x811c9dc5;
	for (let at = from; at < to; at++) hash = Math.imul(hash ^ (buffer[at] as number), 0x01000193);
	return hash;
}

/** Whether a cgroup is the node's own: not that of a pod, nor of something a user or a runtime started for a while. */
function isOfNode(id: string): boolean {
	if (!id.startsWith("/")) return false;
	return !/\/kubepods[^/]*\/.|\/user\.slice|\.scope$|\.mount$|\/docker\/|\/crio-|\/cri-containerd/.test(id);
}
