import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Measured } from "../../model/measured.ts";
import { CadvisorText } from "./cadvisor.ts";
import { measuredInSummary } from "./summary-measured.ts";

const LABELS =
	'container="app",id="/kubepods/burstable/pod1/2",image="shop/cart:1",name="2",namespace="shop",pod="cart-1"';
const POD = 'container="",id="/kubepods/burstable/pod1",image="",name="",namespace="shop",pod="cart-1"';
const SANDBOX = 'container="",id="/kubepods/burstable/pod1/0",image="pause:3",name="0",namespace="shop",pod="cart-1"';
const CADVISOR = `# HELP container_memory_cache Number of bytes of page cache memory.
# TYPE container_memory_cache gauge
container_memory_cache{${LABELS}} 4096 1700000000123
container_memory_cache{${POD}} 8192 1700000000123
container_memory_failures_total{container="app",failure_type="pgfault",id="/x",namespace="shop",pod="cart-1"} 7 1700000000123
container_memory_rss{${LABELS}} 1.048576e+06 1700000000123
container_memory_swap{${LABELS}} 0 1700000000123
container_memory_working_set_bytes{${LABELS}} 2.097152e+06 1700000000123
container_memory_working_set_bytes{${SANDBOX}} 409600 1700000000123
container_memory_working_set_bytes{container="",id="/",image="",name="",namespace="",pod=""} 8e+09 1700000000999
container_memory_working_set_bytes{container="",id="/system.slice/containerd.service",image="",name="",namespace="",pod=""} 1e+08 1700000000999
container_memory_working_set_bytes{container="",id="/kubepods",image="",name="",namespace="",pod=""} 5e+09 1700000000999
container_memory_working_set_bytes{container="",id="/user.slice/user-0.slice/session-1.scope",image="",name="",namespace="",pod=""} 1 1
container_pressure_memory_stalled_seconds_total{${LABELS}} 0.25 1700000000123
container_pressure_memory_waiting_seconds_total{${LABELS}} 1.5 1700000000123
container_spec_memory_limit_bytes{${LABELS}} 5.36870912e+08
container_spec_memory_limit_bytes{container="",id="/",image="",name="",namespace="",pod=""} 0
container_start_time_seconds{${LABELS}} 1.69999e+09
container_threads{${LABELS}} 12 1700000000123
`;

function read(text: string, cut = text.length): Measured[] {
	const reader = new CadvisorText();
	const bytes = Buffer.from(text);
	for (let from = 0; from < bytes.length; from += cut) reader.push(bytes.subarray(from, from + cut));
	return reader.end();
}

describe("cAdvisor's text", () => {
	const found = read(CADVISOR);
	it("gives the containers of pods", () => {
		expect(found.filter(({ pod }) => pod !== "")).toEqual([
			{
				namespace: "shop",
				pod: "cart-1",
				container: "app",
				cgroup: "/kubepods/burstable/pod1/2",
				image: "shop/cart:1",
				at: 1700000000123,
				workingSet: 2 * 2 ** 20,
				rss: 2 ** 20,
				cache: 4096,
				swap: 0,
				limit: 512 * 2 ** 20,
				start: 1.69999e9,
				stalledSome: 1.5,
				stalledFull: 0.25,
			},
		]);
	});
	it("gives the node and its slices, not those of pods and sessions", () => {
		const cgroups = found.filter(({ pod }) => pod === "");
		expect(cgroups.map(({ cgroup }) => cgroup)).toEqual(["/", "/system.slice/containerd.service", "/kubepods"]);
		expect(cgroups[0]).toMatchObject({ workingSet: 8e9, limit: Number.NaN });
	});
	it("is read the same however it is cut", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 700 }), (cut) => {
				expect(read(CADVISOR, cut)).toEqual(found);
			}),
			{ numRuns: 40 },
		);
	});
	it("hostile labels and lines do no harm", () => {
		const hostile = `container_memory_rss{container="a}\\"b",namespace="x\\n",pod="p"} 5 6
container_memory_rss{container="never ends 1
container_memory_rss{${LABELS}} NaN 1700000000123
container_memory_rss{${LABELS}} -4 1700000000123
container_memory_rss{${LABELS}} many
container_memory_rss{${"x".repeat(200_000)}
container_memory_rss{${LABELS}} 4096 1700000000123`;
		expect(read(hostile)).toMatchObject([
			{ namespace: "x\n", container: 'a}"b', rss: 5 },
			{ pod: "cart-1", rss: 4096 },
		]);
		fc.assert(fc.property(fc.string(), (text) => void read(`container_memory_rss${text}\n`)));
	});
	it("of /metrics/resource is read too", () => {
		const text = `container_memory_working_set_bytes{container="app",namespace="shop",pod="cart-1"} 2097152 1700000000123
container_start_time_seconds{container="app",namespace="shop",pod="cart-1"} 1.69999e+09
node_memory_working_set_bytes 8e+09 1700000000123
pod_memory_working_set_bytes{namespace="shop",pod="cart-1"} 3e+06 1700000000123`;
		expect(read(text)).toMatchObject([
			{ pod: "cart-1", workingSet: 2097152, start: 1.69999e9 },
			{ pod: "", cgroup: "/", workingSet: 8e9 },
		]);
	});
});

describe("a kubelet's summary", () => {
	it("gives containers, the node and its system containers", () => {
		const time = "2023-11-14T22:13:20Z";
		const found = measuredInSummary({
			node: {
				nodeName: "node-1",
				memory: { time, availableBytes: 6e9, workingSetBytes: 2e9 },
				systemContainers: [
					{ name: "kubelet", memory: { time, workingSetBytes: 1e8, rssBytes: 9e7 } },
					{ name: "pods", memory: { time, workingSetBytes: 1e9 } },
				],
			},
			pods: [
				{
					podRef: { namespace: "shop", name: "cart-1" },
					containers: [
						{
							name: "app",
							startTime: "2023-11-14T22:00:00Z",
							memory: {
								time,
								workingSetBytes: 5e6,
								availableBytes: 3e6,
								psi: { some: { total: 2e9 }, full: { total: 1e9 } },
							},
							swap: { swapUsageBytes: 4096 },
						},
						null,
					],
				},
			],
		});
		expect(found).toMatchObject([
			{ cgroup: "/", workingSet: 2e9, limit: 8e9 },
			{ cgroup: "kubelet", workingSet: 1e8, rss: 9e7, limit: Number.NaN },
			{ pod: "cart-1", workingSet: 5e6, limit: 8e6, swap: 4096, start: 1699999200, stalledSome: 2, stalledFull: 1 },
		]);
	});
	it.each([null, 5, {}, { node: 4, pods: {} }, { pods: [{ containers: 3 }] }])("%j is none", (object) => {
		expect(measuredInSummary(object)).toEqual([]);
	});
});
