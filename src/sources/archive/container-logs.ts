import { ofInstance } from "../kubernetes/last-lines.ts";
import type { LinesRequest } from "../source.ts";

/** As many lines as a cluster is asked for; a stack trace may follow the word that counts. */
const TAIL_LINES = 60;
const TAIL_LENGTH = 8 * 1024;
const LINE_LENGTH = 2 * 1024;
/** Characters, over all logs: of an archive that holds more, the later ones are left out. */
const ALL_LENGTH = 32 * 1024 * 1024;

interface Whose {
	namespace: string;
	pod: string;
	container: string;
	/** Of the instance before the present one; null where only the times of its lines tell which it is. */
	previous: boolean | null;
}

const NAME = "([a-z0-9][a-z0-9.-]{0,252})";
const PATHS: readonly [RegExp, (parts: readonly string[]) => Whose][] = [
	[
		// oc adm must-gather and inspect.
		new RegExp(`(?:^|/)namespaces/${NAME}/pods/${NAME}/${NAME}/[^/]+/logs/(current|previous)(?:\\.insecure)?\\.log$`),
		([, namespace = "", pod = "", container = "", which]) => ({
			namespace,
			pod,
			container,
			previous: which !== "current",
		}),
	],
	[
		// Support bundles of troubleshoot.sh.
		new RegExp(`(?:^|/)pods/logs/${NAME}/${NAME}/${NAME}\\.log$`),
		([, namespace = "", pod = "", file = ""]) => {
			const container = file.replace(/-previous$/, "");
			return { namespace, pod, container, previous: container !== file };
		},
	],
	[
		// /var/log/pods of a node, as sos reports keep it: NAMESPACE_POD_UID/CONTAINER/RESTARTS.log.
		new RegExp(`(?:^|/)${NAME}_${NAME}_[0-9a-f-]{32,36}/${NAME}/\\d{1,9}\\.log(?:\\.[\\d-]{8,20})?$`),
		([, namespace = "", pod = "", container = ""]) => ({ namespace, pod, container, previous: null }),
	],
];
/** What kubectl puts around each log of a cluster-info dump: the present instance's. */
const START = /^==== START logs for container (\S{1,253}) of pod (\S{1,253})\/(\S{1,253}) ====$/;
const END = "==== END logs for container ";

/** The last lines of container logs in an archive, told by their paths or kubectl's heads. */
export class ContainerLogs {
	readonly #logs = new Map<string, { previous: boolean | null; lines: string[] }[]>();
	#room = ALL_LENGTH;

	/** Gives the lines on as they are. */
	async *through(path: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
		let whose = whoseIs(path);
		let tail: string[] = [];
		for await (const line of lines) {
			if (line.startsWith("==== ")) {
				if (whose !== null) this.#keep(whose, tail);
				const [, container, namespace, pod] = START.exec(line.trimEnd()) ?? [];
				if (container !== undefined && namespace !== undefined && pod !== undefined)
					whose = { namespace, pod, container, previous: false };
				else if (line.startsWith(END)) whose = null;
				tail = [];
			} else if (whose !== null && line !== "") {
				tail.push(line.length > LINE_LENGTH ? beginningOf(line) : line);
				if (tail.length > 2 * TAIL_LINES) tail = tail.slice(-TAIL_LINES);
			}
			yield line;
		}
		if (whose !== null) this.#keep(whose, tail);
	}

	/** What the asked instance wrote last, oldest first. */
	linesOf(request: LinesRequest): string[] {
		for (const { previous, lines } of this.#logs.get(keyOf(request)) ?? []) {
			if (previous !== null && previous !== request.previous) continue;
			const own = lines.flatMap((line) => ofInstance(line, request, previous === null) ?? []);
			if (own.length > 0) return own;
		}
		return [];
	}

	#keep(whose: Whose, tail: readonly string[]): void {
		const lines: string[] = [];
		let length = 0;
		for (const line of tail.slice(-TAIL_LINES).toReversed()) {
			length += line.length;
			if (length > TAIL_LENGTH) break;
			lines.unshift(line);
		}
		if (lines.length === 0 || length > this.#room) return;
		this.#room -= length;
		const key = keyOf(whose);
		this.#logs.set(key, [...(this.#logs.get(key) ?? []), { previous: whose.previous, lines }]);
	}
}

/** A copy: a slice would keep the whole of a long line alive. */
function beginningOf(line: string): string {
	return Buffer.from(line.slice(0, LINE_LENGTH)).toString();
}

/** Whether a file at this path is a container's log, whatever its first line looks like. */
export function isLogOfContainer(path: string): boolean {
	return whoseIs(path) !== null;
}

function keyOf({ namespace, pod, container }: Pick<Whose, "namespace" | "pod" | "container">): string {
	return `${namespace}/${pod}/${container}`;
}

function whoseIs(path: string): Whose | null {
	for (const [pattern, whose] of PATHS) {
		const parts = pattern.exec(path);
		if (parts !== null) return whose(parts);
	}
	return null;
}
