import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { hexOf, type PodObject } from "./objects.ts";

/** A pod with what its containers use now, bytes. */
export interface Running {
	pod: PodObject;
	containers: { name: string; working: number }[];
}

/** Metrics that have nothing to do with memory: with as many a pod's text is 41 KB long, as measured of a real kubelet. */
const OTHERS = 35;
const CGROUPS = ["/", "/kubepods.slice", "/system.slice/containerd.service", "/system.slice/kubelet.service"];

/** As a kubelet answers at /stats/summary with `only_cpu_and_memory`. */
export function summary(node: string, running: readonly Running[]): object {
	const time = new Date().toISOString();
	const cpu = { time, usageNanoCores: 4_000_000, usageCoreNanoSeconds: 91_234_567_000 };
	const memory = (working: number) => ({
		...{ time, usageBytes: Math.round(working * 1.2), workingSetBytes: working, rssBytes: Math.round(working * 0.9) },
		...{ pageFaults: 123_456, majorPageFaults: 12 },
	});
	const pods = running.map(({ pod, containers }) => ({
		podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
		startTime: "2026-11-20T08:00:00Z",
		containers: containers.map(({ name, working }) => ({ name, startTime: time, cpu, memory: memory(working) })),
		cpu,
		memory: memory(containers.reduce((sum, { working }) => sum + working, 1_000_000)),
	}));
	const own = { ...memory(40 * 2 ** 30), availableBytes: 24 * 2 ** 30 };
	const systemContainers = ["kubelet", "runtime", "pods"].map((name) => ({ name, cpu, memory: memory(2 ** 28) }));
	return { node: { nodeName: node, systemContainers, cpu, memory: own }, pods };
}

/** The text at /metrics/cadvisor, as it goes over the wire. */
export class CadvisorTexts {
	/** The lines nobody wants, by node: made when its pods change, as they are what takes time to make. */
	readonly #others = new Map<string, { of: string; zipped: Buffer }>();

	text(node: string, running: readonly Running[]): Buffer {
		const now = Date.now();
		const lines: string[] = [];
		const figures: Record<string, (working: number) => number> = {
			container_memory_cache: () => 4096,
			container_memory_rss: (working) => working,
			container_memory_swap: () => 0,
			container_memory_usage_bytes: (working) => Math.round(working * 1.2),
			container_memory_working_set_bytes: (working) => working,
			container_pressure_memory_stalled_seconds_total: () => 0,
			container_pressure_memory_waiting_seconds_total: () => 0.25,
			container_start_time_seconds: () => 1_700_000_000,
		};
		for (const [metric, figure] of Object.entries(figures)) {
			lines.push(`# HELP ${metric} Simulated.`, `# TYPE ${metric} gauge`);
			for (const id of CGROUPS)
				lines.push(`${metric}{container="",id="${id}",image="",name="",namespace="",pod=""} ${figure(8e9)} ${now}`);
			for (const { pod, containers } of running)
				for (const { name, working } of containers)
					for (const labels of labelsOf(pod, name)) lines.push(`${metric}{${labels}} ${figure(working)} ${now}`);
		}
		// Two streams of gzip, one after the other, are one.
		return Buffer.concat([gzipSync(`${lines.join("\n")}\n`, { level: 1 }), this.#othersOf(node, running)]);
	}

	#othersOf(node: string, running: readonly Running[]): Buffer {
		const of = createHash("md5")
			.update(running.map(({ pod }) => pod.metadata.name).join(" "))
			.digest("hex");
		const known = this.#others.get(node);
		if (known?.of === of) return known.zipped;
		const lines: string[] = [];
		for (let metric = 0; metric < OTHERS; metric++) {
			const name = `container_${["cpu", "memory", "fs", "memory", "network"][metric % 5]}_simulated_${metric}_total`;
			lines.push(`# HELP ${name} Simulated.`, `# TYPE ${name} counter`);
			for (const { pod } of running)
				for (const labels of labelsOf(pod, "app")) lines.push(`${name}{${labels}} 1.${metric}e+06 1700000000123`);
		}
		const zipped = gzipSync(`${lines.join("\n")}\n`, { level: 1 });
		this.#others.set(node, { of, zipped });
		return zipped;
	}
}

/** Of the pod's cgroup, its sandbox and a container, as cAdvisor orders them. */
function labelsOf({ metadata: { name, namespace, uid } }: PodObject, container: string): string[] {
	const slice = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll("-", "_")}.slice`;
	const [sandbox, own] = [hexOf(`${uid} sandbox`), hexOf(`${uid} ${container}`)];
	const of = (called: string, path: string, image: string, id: string) =>
		`container="${called}",id="${path}",image="${image}",name="${id}",namespace="${namespace}",pod="${name}"`;
	return [
		of("", slice, "", ""),
		of("", `${slice}/cri-containerd-${sandbox}.scope`, "registry.k8s.io/pause:3.10", sandbox),
		of(container, `${slice}/cri-containerd-${own}.scope`, "registry.example.com/team/app:1.2.3", own),
	];
}
