import { reconfigureKubelet } from "../../kubelet.ts";
import { OneOf, type Scene } from "../scene.ts";

const MIB = 1024 ** 2;
/** What a busy kubelet writes of a container whose end it lost. */
const LOST = "ContainerStatusUnknown";
/** Half of what the job takes, in bytes, of what is available: what others on the machine take or give back meanwhile must not matter. */
const marginOf = (available: number): number => Math.min(1400 * MIB, Math.max(700 * MIB, available / 12));

/** As long as the pod asks for itself; longer than the two seconds a hard threshold would give. */
const GRACE_SECONDS = 6;

/**
 * The kubelet's threshold is raised to just below what is available: it evicts the pod that takes more, refuses that pod's second try while the
 * pressure lasts, and the Job gives up. The machine's memory itself is never short.
 */
export default {
	namespace: "analytics",
	alone: true,
	images: ["python"],
	configMaps: { crunch: ["crunch.py"] },
	act: async ({ kubectl, apply, until }) => {
		const summary = await kubectl(["get", "--raw", "/api/v1/nodes/plimsoll-lab/proxy/stats/summary"]);
		const { node } = JSON.parse(summary) as { node: { memory: { availableBytes: number } } };
		const margin = marginOf(node.memory.availableBytes);
		const threshold = Math.round((node.memory.availableBytes - margin) / MIB);
		const restore = await reconfigureKubelet({
			// A soft one: the kubelet takes the hard threshold from what pods may have, and would have nothing left.
			evictionSoft: { "memory.available": `${threshold}Mi` },
			evictionSoftGracePeriod: { "memory.available": "2s" },
			evictionMaxPodGracePeriod: GRACE_SECONDS,
			evictionPressureTransitionPeriod: "40s",
		});
		try {
			await apply("job.yaml", { CRUNCH_MIB: String(Math.round((2 * margin) / MIB)) });
			await until("the job has given up", 120, async () => {
				const conditions = "{.status.conditions[?(@.type=='Failed')].reason}";
				const reason = await kubectl(["get", "job", "crunch", "-o", `jsonpath=${conditions}`]);
				return reason === "BackoffLimitExceeded" ? true : undefined;
			});
			// A busy kubelet writes its events late, and those it has not written end with it when it is started anew.
			await until("the kubelet's events and the container's end are written", 60, async () => {
				const events = await kubectl(["get", "events", "-o", "jsonpath={.items[*].reason}"]);
				const ends = "{.items[*].status.containerStatuses[*].state.terminated.finishedAt}";
				const reasons = "{.items[*].status.containerStatuses[*].lastState.terminated.reason}";
				const ended = await kubectl(["get", "pods", "-o", `jsonpath=${ends} ${reasons}`]);
				return events.includes("Evicted") && (/\d{4}-/.test(ended) || ended.includes(LOST)) ? true : undefined;
			});
		} finally {
			await restore();
		}
	},
	until: {
		what: "one pod was evicted and one refused",
		seconds: 30,
		reached: (pods) => pods.filter(({ status }) => status.reason === "Evicted").length === 2,
	},
	target: "job/crunch",
	expect: [
		{
			rule: "death/evicted",
			// By the container's end it is told that the threshold was soft; where the kubelet lost that, it is not known. Hard it never was.
			params: { resource: "memory", offender: "crunch", request: 0, soft: new OneOf(true, null), jobGaveUp: true },
		},
		{ rule: "death/refused", params: { cause: "condition", of: ["MemoryPressure"] } },
	],
} satisfies Scene;
