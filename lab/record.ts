import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { foreignKubeconfig, runAt, theCluster } from "./cluster.ts";
import { down } from "./down.ts";
import type { Log } from "./log.ts";
import { LAB, REPOSITORY } from "./paths.ts";
import { loadScene } from "./scenes/play.ts";
import { playAndJudge, verdictOf } from "./scenes/verdict.ts";

const KiB = 1024;

/** What `npm run demo` shows. */
export const DEMO = ["node-leak", "redis-maxmemory", "healthy"];

/** Plays scenes, captures the cluster, and makes sure that the capture tells what the cluster told. */
export const record = async (name: string, scenes: string[], log: Log): Promise<boolean> => {
	const names = scenes.length > 0 ? scenes : DEMO;
	// A cluster and a kernel log that hold nothing else.
	if (foreignKubeconfig() === undefined) await down(log);
	const cluster = await theCluster(log);
	if (!(await playAndJudge(names, cluster, log))) return false;
	const file = join(LAB, "recordings", `${name}.tar.gz`);
	mkdirSync(join(LAB, "recordings"), { recursive: true });
	rmSync(file, { force: true });
	const args = ["capture", "-o", file, "--all-namespaces", "--kubeconfig", cluster.kubeconfig];
	if (cluster.prometheus !== "") args.push("--prometheus-url", cluster.prometheus);
	const { code, stderr } = await runAt(cluster, join(REPOSITORY, "bin", "plimsoll"), args);
	if (code !== 0 || !existsSync(file))
		throw new Error(`plimsoll capture ended with exit code ${code}: ${stderr.trim()}`);
	log(`captured ${file}, ${Math.round(statSync(file).size / KiB)} KiB`);
	const verdicts = (
		await Promise.all(names.map(async (scene) => verdictOf(await loadScene(scene), cluster, file)))
	).flat();
	for (const { right, line } of verdicts) log(`${right ? "right" : "WRONG"}  from the capture: ${line}`);
	return verdicts.every(({ right }) => right);
};
