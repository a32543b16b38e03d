import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreignKubeconfig, theCluster } from "./cluster.ts";
import { down } from "./down.ts";
import { component } from "./harness.ts";
import { record } from "./record.ts";
import { sceneNames } from "./scenes/play.ts";
import { playAndJudge } from "./scenes/verdict.ts";
import { simulate } from "./simulate.ts";
import { soak, summaryOf } from "./soak.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";

const USAGE = `npm run lab -- VERB

  up [--simulated-nodes N]   start the cluster; N nodes more that KWOK pretends, ten pods each
  down                       end it and remove all of it but the cache
  status                     versions, addresses, health, memory
  scene NAME… | all          play scenes (${sceneNames().join(", ")}) and judge what Plimsoll says of them
  budgets [--write]          run real servers at their configured worst beside what Plimsoll predicts of them; --write puts the table into docs/budgets.md
  soak [MINUTES]             record while the API server is away twice so long and 300 namespaces come and go (default 2)
  record NAME [SCENE…]       in a lab started afresh, play scenes (those of the demo) and keep a capture in lab/recordings

With PLIMSOLL_LAB_KUBECONFIG set, scenes play in that cluster. See lab/README.md.`;

/** As all of Plimsoll: 2 is for a mistaken command line. */
const USAGE_EXIT = 2;

const log = (line: string): void => console.log(line);

const nothingToDo = (): boolean => {
	if (foreignKubeconfig() === undefined) return false;
	log("PLIMSOLL_LAB_KUBECONFIG names a cluster that runs already: nothing to do");
	return true;
};

const number = (text: string | undefined): number => {
	if (text === undefined || !/^\d+$/.test(text)) throw new Error("--simulated-nodes wants a number.");
	return Number(text);
};

/** False when its own detector finds that Plimsoll leaks. */
const soakTheLab = async (minutes: number): Promise<boolean> => {
	const { kubeconfig } = await theCluster(log);
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-soak-"));
	try {
		const plan = { away: minutes * 60, times: 2, quiet: 30, namespaces: 300, gone: 300, patience: 120, interval: 2 };
		const server = component("kube-apiserver");
		const result = await soak({ ...plan, kubeconfig, server, path: join(folder, "history.db"), log });
		log(summaryOf(result));
		return result.exitCode === 0 && !result.verdict.startsWith("leak/");
	} finally {
		rmSync(folder, { recursive: true });
	}
};

const main = async ([verb, ...rest]: string[]): Promise<number> => {
	const start = performance.now();
	const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1);
	switch (verb) {
		case "up": {
			if (nothingToDo()) return 0;
			const [flag, count] = rest.join(" ").split(/[ =]/);
			const nodes = flag === "--simulated-nodes" ? number(count) : 0;
			const { kubeconfig, prometheus } = await up(log);
			if (nodes > 0) await simulate(nodes, log);
			log(`up in ${seconds()} s\n\nexport KUBECONFIG=${kubeconfig}\nPrometheus: ${prometheus}`);
			return 0;
		}
		case "down":
			if (!nothingToDo()) await down(log);
			return 0;
		case "status":
			return (await status(log)) ? 0 : 1;
		case "scene": {
			if (rest.length === 0) break;
			const right = await playAndJudge(rest[0] === "all" ? sceneNames() : rest, await theCluster(log), log);
			log(`${right ? "all told rightly" : "not all told rightly"}, ${seconds()} s`);
			return right ? 0 : 1;
		}
		case "budgets": {
			const { budgetTable } = await import("./budgets/table.ts");
			return (await budgetTable(await theCluster(log), rest.includes("--write"), log)) ? 0 : 1;
		}
		case "soak": {
			const minutes = Number(rest[0] ?? 2);
			if (!(minutes > 0)) break;
			return (await soakTheLab(minutes)) ? 0 : 1;
		}
		case "record": {
			const [name, ...scenes] = rest;
			if (name === undefined) break;
			return (await record(name, scenes, log)) ? 0 : 1;
		}
	}
	console.error(USAGE);
	return USAGE_EXIT;
};

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
