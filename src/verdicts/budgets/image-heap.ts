import type { Budgeted } from "./held.ts";
import { blocksOf } from "./kubeblocks.ts";
import { imageName, runs } from "./recognise.ts";
import { type Runtime, runtimeOf } from "./runtime.ts";
import type { Setting } from "./settings.ts";
import { usualOf } from "./variants.ts";
import { wordsOf } from "./words.ts";

/**
 * Those whose own start-up sets a heap: `kafka-server-start.sh`, the jvm.options of OpenSearch and of Elasticsearch before 7.11, and of what else runs on a JVM
 * Logstash's, Nexus', Solr's, WildFly's and ZooKeeper's.
 */
const WITH_HEAP = ["kafka", "elasticsearch", "jvm"].map(runtimeOf);
const SIZES: Readonly<Record<string, number>> = { Mi: 1024 ** 2, Gi: 1024 ** 3 };

/** The heap that an image has where nobody has said otherwise; null where somebody may have, out of sight. */
export function imageHeap({ pod, container }: Pick<Budgeted, "pod" | "container">): Setting | null {
	const runtime = WITH_HEAP.find((one) => runs(container, one));
	// An add-on of KubeBlocks starts it by a script of its own.
	if (runtime === undefined || mayBeSet(container, runtime) || blocksOf(pod.object, container) !== null) return null;
	const usual = usualOf(runtime, container.image).heap;
	const [, number = "", unit = ""] = /^(\d+)(Mi|Gi)$/.exec(String([usual].flat().at(-1))) ?? [];
	const bytes = Number(number) * (SIZES[unit] ?? 0);
	if (bytes === 0) return null;
	const written = `${imageName(container.image)}: -Xmx${number}${unit[0]?.toLowerCase()}`;
	return {
		text: "",
		value: bytes,
		written,
		place: container.imagePlace ?? container.place,
		unit: "text",
		open: false,
		quote: "",
		follows: false,
	};
}

function mayBeSet({ words, variables, variablesFrom, mounts }: Budgeted["container"], { programs, settings }: Runtime) {
	const { options = [], variables: names = [] } = settings.heap ?? {};
	const started = words.flatMap(wordsOf).map(({ value }) => value.slice(value.lastIndexOf("/") + 1));
	return (
		variablesFrom.length > 0 ||
		variables.some(({ name }) => options.includes(name) || names.includes(name)) ||
		mounts.some(({ path }) => /\/config\b|jvm\.options/.test(path)) ||
		// Another of the image's programs, or a script that decides.
		(started.length > 0 && !(programs.includes(started[0] ?? "") && started.length <= 2))
	);
}
