import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, kubectlAt } from "../cluster.ts";
import { makeImage } from "../images/images.ts";
import type { ImageName } from "../images/recipes.ts";
import type { Log } from "../log.ts";
import { fillIn } from "../scenes/play.ts";
import { type Peak, watchPeak } from "./cgroup-peak.ts";

const FOLDER = join(import.meta.dirname, "trials");
export const NAMESPACE = "budgets";

/** A real server at its configured worst: `trials/NAME.yaml` is both what runs and what Plimsoll reads its prediction from. */
export type Trial = {
	name: string;
	images: ImageName[];
	/** Files made into the config map `load-NAME`. */
	load?: string[];
	/** What the load does that no manifest tells: how many replicas are connected, … */
	given?: Record<string, number>;
	/** The budget says that it dies. */
	unsafe?: true;
	/** Ends it where the server has no end of its own and no load beside it. */
	seconds?: number;
};

export type Outcome = { died: boolean; peak: Peak; log: string };

type Status = {
	name: string;
	containerID?: string;
	state: { running?: object; terminated?: { reason: string; exitCode: number } };
};
type Pod = { status: { phase: string; containerStatuses?: Status[] } };

export const manifestOf = (trial: Trial): string => readFileSync(join(FOLDER, `${trial.name}.yaml`), "utf8");

const MOST_SECONDS = 150;

/** Runs it on the real kubelet and tells what the server's cgroup held at the most. */
export const run = async (trial: Trial, cluster: Cluster, log: Log): Promise<Outcome> => {
	const kubectl = kubectlAt(cluster);
	const images = await Promise.all(trial.images.map((image) => makeImage(image, log)));
	await cluster.load(images);
	const references = images.map(({ reference }) => reference);
	if (trial.load !== undefined) {
		const files = trial.load.map((file) => `--from-file=${join(FOLDER, file)}`);
		await kubectl(["-n", NAMESPACE, "create", "configmap", `load-${trial.name}`, ...files]);
	}
	await kubectl(["apply", "-f", "-"], fillIn(manifestOf(trial), references));
	let watching: ReturnType<typeof watchPeak> | undefined;
	let since = 0;
	/** Looks that the server's own end may come later than that of its load. */
	let failing = 20;
	const end = Date.now() + MOST_SECONDS * 1000;
	try {
		for (;;) {
			const pod = JSON.parse(await kubectl(["-n", NAMESPACE, "get", "pod", trial.name, "-o", "json"])) as Pod;
			const [server, load] = ["server", "load"].map((name) =>
				pod.status.containerStatuses?.find((status) => status.name === name),
			);
			if (watching === undefined && server?.state.running !== undefined && server.containerID !== undefined) {
				watching = watchPeak(server.containerID);
				since = Date.now();
			}
			const ended = server?.state.terminated ?? load?.state.terminated;
			// Whoever loads a server that is killed fails with it, and its end may be told first.
			if (server?.state.terminated === undefined && (load?.state.terminated?.exitCode ?? 0) !== 0 && failing-- > 0) {
				await sleep(500);
				continue;
			}
			const over = since > 0 && trial.seconds !== undefined && Date.now() > since + trial.seconds * 1000;
			if (ended !== undefined || over || Date.now() > end) {
				const died = server?.state.terminated?.reason === "OOMKilled";
				const said = await kubectl(["-n", NAMESPACE, "logs", trial.name, "--all-containers", "--tail=15"]).catch(
					String,
				);
				if (!died && !over && ended?.exitCode !== 0) throw new Error(`${trial.name} did not come to its end:\n${said}`);
				return { died, peak: watching?.peak() ?? { held: 0, charged: 0 }, log: said };
			}
			await sleep(500);
		}
	} finally {
		watching?.stop();
		await kubectl(["-n", NAMESPACE, "delete", "pod", trial.name, "--wait=false", "--now"]).catch(() => undefined);
	}
};
