import { push } from "../../src/sources/prometheus/testing/remote-write.ts";
import { containerOf, type FleetContainer, replicaSetOf, SPAN, STEP, workloadOf } from "./fleet.ts";

/** Samples of one series in one request, 50 minutes: a head refuses what is an hour older than the newest. */
const ROWS = 10;
const SERIES_EACH = 400;

/** Writes the fleet's series into a Prometheus by remote write. */
export async function ingest(
	url: string,
	containers: number,
	from: number,
	onProgress: (share: number) => void,
): Promise<void> {
	const fleet = Array.from({ length: containers }, (_, i) => containerOf(i, from));
	const all = [...fleet.flatMap((one, i) => seriesOf(one, i)), ...replicaSetsOf(fleet)];
	const rows = SPAN / STEP;
	for (let row = 0; row < rows; row += ROWS) {
		for (let first = 0; first < all.length; first += SERIES_EACH) {
			const body = Buffer.concat(
				all
					.slice(first, first + SERIES_EACH)
					.map(({ labels, t, v }) => seriesBytes(labels, t, v, row, Math.min(rows, row + ROWS))),
			);
			await push(url, body);
		}
		onProgress(Math.min(1, (row + ROWS) / rows));
	}
}

interface Written {
	labels: Buffer;
	t: Float64Array;
	v: Float64Array;
}

/** What a kubelet and kube-state-metrics say of a container and its pod: what Plimsoll reads, and what KRR asks for beside it. */
function seriesOf({ namespace, pod, container, series: { t, bytes, start, capacity } }: FleetContainer, i: number) {
	const at = { namespace, pod, container };
	const kubelet = {
		...at,
		endpoint: "https-metrics",
		id: `/kubepods.slice/pod${i}/${String(i).padStart(64, "a")}`,
		image: "registry.example/team/app:1.4.2",
		instance: `10.0.${i % 20}.7:10250`,
		job: "kubelet",
		metrics_path: "/metrics/cadvisor",
		name: String(i).padStart(64, "a"),
		node: `node-${i % 20}`,
		service: "kubelet",
	};
	const ofPod = { ...STATE_METRICS, namespace, pod, uid: `uid-${i}` };
	const limit = { ...ofPod, container, node: `node-${i % 20}`, resource: "memory", unit: "byte" };
	const owner = { ...ofPod, owner_is_controller: "true", owner_kind: "ReplicaSet", owner_name: replicaSetOf(pod) };
	const ones = t.map(() => 1);
	// A fifth of a core, more or less.
	const seconds = t.map((_, row) => row * STEP * 0.2 + Math.round(100 * Math.sin(row * (1 + (i % 7)))) / 100);
	return [
		written("container_memory_working_set_bytes", kubelet, t, bytes),
		written("container_start_time_seconds", kubelet, t, start),
		written("kube_pod_container_resource_limits", limit, t, capacity),
		written("container_cpu_usage_seconds_total", { ...kubelet, cpu: "total" }, t, seconds),
		written("kube_pod_owner", owner, t, ones),
		written("kube_pod_status_phase", { ...ofPod, phase: "Running" }, t, ones),
	];
}

function replicaSetsOf(fleet: readonly FleetContainer[]): Written[] {
	const first = new Map(fleet.map((one) => [replicaSetOf(one.pod), one]));
	return [...first].map(
		([
			replicaset,
			{
				namespace,
				pod,
				series: { t },
			},
		]) => {
			const owner = { owner_is_controller: "true", owner_kind: "Deployment", owner_name: workloadOf(pod) };
			return written(
				"kube_replicaset_owner",
				{ ...STATE_METRICS, ...owner, namespace, replicaset },
				t,
				t.map(() => 1),
			);
		},
	);
}

const STATE_METRICS = {
	endpoint: "http",
	instance: "10.0.3.4:8080",
	job: "kube-state-metrics",
	service: "kube-state-metrics",
};

function written(name: string, labels: Record<string, string>, t: Float64Array, v: Float64Array): Written {
	return { labels: labelBytes({ __name__: name, ...labels }), t, v };
}

/** Like src/sources/prometheus/testing/remote-write.ts, for millions: a sample is always 18 bytes (tag, length, value, time of six bytes). */
const SAMPLE = 18;

function seriesBytes(labels: Buffer, t: Float64Array, v: Float64Array, from: number, to: number): Buffer {
	const size = labels.length + (to - from) * SAMPLE;
	const head = Buffer.concat([Buffer.of(0x0a), varint(size)]);
	const out = Buffer.alloc(head.length + size);
	head.copy(out);
	labels.copy(out, head.length);
	let at = head.length + labels.length;
	for (let row = from; row < to; row++) {
		out[at] = 0x12;
		out[at + 1] = SAMPLE - 2;
		out[at + 2] = 0x09;
		out.writeDoubleLE(v[row] as number, at + 3);
		out[at + 11] = 0x10;
		let rest = (t[row] as number) * 1000;
		for (let i = 0; i < 6; i++) {
			out[at + 12 + i] = (rest % 128) | (i < 5 ? 0x80 : 0);
			rest = Math.floor(rest / 128);
		}
		at += SAMPLE;
	}
	return out;
}

function labelBytes(labels: Record<string, string>): Buffer {
	return Buffer.concat(
		Object.keys(labels)
			.sort()
			.map((name) => {
				const label = Buffer.concat([field(1, name), field(2, labels[name] ?? "")]);
				return Buffer.concat([Buffer.of(0x0a), varint(label.length), label]);
			}),
	);
}

function field(number: number, text: string): Buffer {
	const bytes = Buffer.from(text);
	return Buffer.concat([Buffer.of(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
	return Buffer.from([...bytes, rest]);
}
