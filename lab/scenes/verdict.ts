import { type Cluster, runAt } from "../cluster.ts";
import type { Log } from "../log.ts";
import { judge, type Report, type Verdict } from "./judge.ts";

import { loadScene, play } from "./play.ts";
import type { Scene } from "./scene.ts";

const parse = (stdout: string, stderr: string): Report => {
	try {
		return JSON.parse(stdout) as Report;
	} catch {
		const said = `${stderr}\n${stdout}`.trim().split("\n").slice(0, 5).join("\n");
		throw new Error(`kubectl plimsoll printed no report: ${said || "nothing at all"}`);
	}
};

/** Asks Plimsoll as a person would, through kubectl, and compares. @param from a capture in place of the cluster */
export const verdictOf = async (scene: Scene, cluster: Cluster, from?: string): Promise<Verdict[]> => {
	const where = from === undefined ? [] : ["--from", from];
	const args = ["plimsoll", "why", scene.target, "-n", scene.namespace, "-o", "json", ...where];
	if (from === undefined && cluster.prometheus !== "") args.push("--prometheus-url", cluster.prometheus);
	const { code, stdout, stderr } = await runAt(cluster, "kubectl", args);
	const verdicts = judge(scene, parse(stdout, stderr), code);
	if (verdicts.every(({ right }) => right)) return verdicts;
	return [...verdicts, { right: false, line: `what there was: ${stdout}\n${await standing(scene, cluster)}` }];
};

/** What the cluster says of a scene whose verdict was wrong: afterwards nobody can look any more. */
const standing = async ({ namespace }: Scene, cluster: Cluster): Promise<string> => {
	const said: string[] = [];
	for (const what of ["pods", "events"]) {
		const { stdout, stderr } = await runAt(cluster, "kubectl", ["get", what, "-n", namespace, "-o", "yaml"]);
		said.push(stdout, stderr);
	}
	return said.join("");
};

/** More at once on two cores and the scenes' own clocks run out. */
const AT_ONCE = 4;

/**
 * Plays scenes, some at the same time, and judges each as soon as it has played: later the cluster may tell another story.
 * Those that change the node for all its pods come last, one after another.
 */
export const perform = async (
	names: string[],
	cluster: Cluster,
	log: Log,
): Promise<Map<string, Promise<Verdict[]>>> => {
	const one = async (name: string): Promise<Verdict[]> => {
		try {
			return await verdictOf(await play(name, cluster, log), cluster);
		} catch (error) {
			return [{ right: false, line: `${name}: ${(error as Error).message}` }];
		}
	};
	const alone = new Set<string>();
	for (const name of names) if ((await loadScene(name)).alone === true) alone.add(name);
	const performed = new Map<string, Promise<Verdict[]>>();
	const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
	for (const [index, name] of names.filter((name) => !alone.has(name)).entries()) {
		const lane = index % AT_ONCE;
		const next = (lanes[lane] ?? Promise.resolve()).then(() => one(name));
		lanes[lane] = next;
		performed.set(name, next);
	}
	let before = Promise.all(lanes);
	for (const name of alone) {
		const next = before.then(() => one(name));
		before = Promise.all([next]);
		performed.set(name, next);
	}
	return performed;
};

/** @returns whether all was told rightly */
export const playAndJudge = async (names: string[], cluster: Cluster, log: Log): Promise<boolean> => {
	const all = (await Promise.all((await perform(names, cluster, log)).values())).flat();
	for (const { right, line } of all) log(`${right ? "right" : "WRONG"}  ${line}`);
	return all.every(({ right }) => right);
};
