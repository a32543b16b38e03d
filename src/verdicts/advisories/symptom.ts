import type { SymptomPlace } from "../../model/advisory.ts";
import type { Evidence, Finding } from "../../model/finding.ts";
import type { Match } from "./match.ts";

/** Ends that memory which grows comes to. A crash, a probe, the program's own bound are no sign of it. */
const FITTING: ReadonlySet<string> = new Set([
	"death/container-limit",
	"death/child-killed",
	"death/parent-limit",
	"death/node-out-of-memory",
	"death/oom-daemon",
	"death/unreported-oom",
	"death/evicted",
]);

/** Names of a node's services and cgroups, as the kernel and the kubelet's summary print them. */
const SERVICES: Readonly<Record<Exclude<SymptomPlace, "container" | "apiserver">, RegExp>> = {
	kubelet: /(?:^|\/)(?:kubelet|k3s(?:-agent|-server)?|rke2(?:-agent|-server)?)(?:\.service)?$/,
	runtime: /(?:^|\/)(?:runtime|containerd|crio|dockerd|docker|containerd-shim\S*)(?:\.service)?$/,
	node: /(?:^\/?$|slab|system\.slice)/,
};

/** The findings that show the symptom where the bug is; empty when nothing does. */
export function symptomsOf(shows: SymptomPlace, match: Match, findings: readonly Finding[]): Finding[] {
	return findings.filter((finding) => {
		const leaks = finding.rule.startsWith("leak/");
		if (!leaks && !FITTING.has(finding.rule) && finding.rule !== "death/system-service") return false;
		if (match.image !== null) return isOfContainer(finding, match.image);
		if (shows === "container" || shows === "apiserver" || match.nodes.length === 0) return false;
		const node = finding.subject.node ?? (finding.subject.kind === "Node" ? finding.subject.name : undefined);
		if (!match.nodes.some(({ name }) => name === node)) return false;
		return SERVICES[shows].test(serviceIn(finding));
	});
}

function isOfContainer({ subject }: Finding, { workload, container, pods }: NonNullable<Match["image"]>): boolean {
	if (subject.series !== undefined && subject.name === undefined) {
		const [namespace, pod = "", name] = subject.series.split("/");
		return namespace === workload.namespace && pods.includes(pod) && name === container;
	}
	if (subject.namespace !== workload.namespace) return false;
	if (subject.container !== undefined && subject.container !== container) return false;
	const isWorkload = subject.name === workload.name && subject.kind?.toLowerCase() === workload.kind.toLowerCase();
	return isWorkload || (subject.name !== undefined && pods.includes(subject.name));
}

/** The service a finding about a node is about: the kernel's victim, or the cgroup whose memory grows. */
function serviceIn(finding: Finding): string {
	if (finding.rule === "death/system-service") return finding.params.service;
	const { subject } = finding;
	const { container, name, series, node } = subject;
	if (container !== undefined) return container;
	// `NODE/CGROUP` or `NODE:CGROUP`.
	if (series !== undefined && node !== undefined)
		return series.startsWith(node) ? series.slice(node.length + 1) : series;
	return name === node ? "" : (name ?? series ?? "");
}

/** The first evidence of each. */
export function evidenceIn(findings: readonly Finding[]): Evidence[] {
	return findings.slice(0, 3).flatMap(({ evidence }) => evidence.slice(0, 2));
}
