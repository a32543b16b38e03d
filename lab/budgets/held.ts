import type { Budget } from "../../src/model/budget.ts";
import { noManifests, readManifests } from "../../src/sources/manifests/manifests.ts";
import { budgetOf, pictured } from "../../src/verdicts/budgets/picture.ts";
import { judgeManifests } from "../../src/verdicts/lint/index.ts";
import { type Cluster, kubectlAt } from "../cluster.ts";
import type { Log } from "../log.ts";
import { manifestOf, NAMESPACE, type Outcome, run, type Trial } from "./trial.ts";
import { TRIALS } from "./trials.ts";

/** What was predicted of a server beside what became of it. */
export type Held = {
	trial: Trial;
	budget: Budget;
	/** The `budget/*` errors that lint tells of the same manifest. */
	errors: string[];
	outcome: Outcome;
};

/** As good as a prediction has to be, unless the peak lies in its stated interval. */
const TOLERANCE = 0.1;
/** Each takes a core now and then, and together they are bounded by less than 4 GiB. */
const AT_ONCE = 4;

export const predict = (trial: Trial): { budget: Budget; errors: string[] } => {
	const manifests = noManifests();
	readManifests(`${trial.name}.yaml`, manifestOf(trial), manifests);
	const server = pictured(manifests).find(({ container }) => container.name === "server");
	if (server === undefined) throw new Error(`Plimsoll does not know what ${trial.name} runs.`);
	const errors = judgeManifests(manifests)
		.filter(
			({ rule, severity, subject }) =>
				rule.startsWith("budget/") && severity === "error" && subject.container === "server",
		)
		.map(({ rule }) => rule);
	return { budget: budgetOf(server, trial.given), errors };
};

export const ratioOf = ({ budget, outcome }: Held): number => outcome.peak.held / budget.worst.bytes;

/** Whether the measured peak bears the prediction out: within 10 %, or in the interval. */
export const bearsOut = (held: Held): boolean => {
	const { low, high } = held.budget.worst;
	const { held: peak } = held.outcome.peak;
	return Math.abs(ratioOf(held) - 1) <= TOLERANCE || (peak >= low && peak <= high);
};

/** Runs all trials, some at a time, in a namespace of their own. */
export const holdAll = async (cluster: Cluster, log: Log): Promise<Map<string, Promise<Held>>> => {
	const kubectl = kubectlAt(cluster);
	await kubectl(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
	await kubectl(["create", "namespace", NAMESPACE]);
	await kubectl(["-n", NAMESPACE, "wait", "--for=create", "serviceaccount/default", "--timeout=60s"]);
	const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
	const held = new Map<string, Promise<Held>>();
	for (const [i, trial] of TRIALS.entries()) {
		const next = (lanes[i % AT_ONCE] ?? Promise.resolve()).then(async (): Promise<Held> => {
			const outcome = await run(trial, cluster, log);
			log(`budgets/${trial.name}: ${outcome.died ? "died" : "lived"}`);
			return { trial, ...predict(trial), outcome };
		});
		// Another's failure is its own test's.
		lanes[i % AT_ONCE] = next.catch(() => undefined);
		held.set(trial.name, next);
	}
	return held;
};
