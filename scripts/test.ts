import { cp, type FileHandle, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join, relative } from "node:path";
import { build } from "../lab/build.ts";
import { foreignKubeconfig } from "../lab/cluster.ts";
import { missingRequirements } from "../lab/requirements.ts";
import { chromium } from "../web/test/chromium.ts";
import { run } from "./run.ts";

/**
 * `npm test`: the checks, the unit tests, the built bundle, and the real cluster where this machine can have one. What is left out
 * is said at the end with how to turn it on; with CI=true nothing may be.
 */
const strict = process.env.CI === "true";
const tally = { passed: 0, failed: 0 };
const leftOut: string[] = [];
/** What failed, told again at the end: thousands of lines may lie between. */
const failures: string[] = [];

/** Two labs at once take some 3 GiB, and what they run as much again. */
const ROOM_FOR_TWO_LABS = 12 * 2 ** 30;
const BESIDE = { PLIMSOLL_LAB_NAME: `${process.env.PLIMSOLL_LAB_NAME ?? ""}beside`.slice(-20) };
const missing = missingRequirements();
const lab = process.env.PLIMSOLL_TEST_LAB !== "0" && missing.length === 0;
const two = lab && foreignKubeconfig() === undefined && totalmem() >= ROOM_FOR_TWO_LABS;

// Two labs must not build Kubernetes both.
if (two) await step("the lab's programs", () => build(console.log).then(() => 0));
const patient = two ? beside() : undefined;

await step("check", () => run("node", ["scripts/check.ts"]));
await vitest("unit");
await step("build", () => run("node", ["scripts/build.ts"]));
await step("the bundle, by itself", bundleAlone);

if (chromium() !== null) await vitest("web");
else
	leftOut.push("the page in a browser: it needs Chromium (apt-get install chromium, or its path in PLIMSOLL_CHROMIUM)");

if (lab) {
	await vitest("lab");
	if (patient === undefined) await vitest("lab-patient");
	else console.log(await patient);
	await step("the lab is taken down", () => run("node", ["lab/lab.ts", "down"]));
} else if (missing.length > 0)
	leftOut.push(`the lab (a real cluster): it needs ${missing.map(({ what, how }) => `${what} (${how})`).join(", ")}`);
else leftOut.push("the lab (a real cluster): unset PLIMSOLL_TEST_LAB");

for (const line of leftOut) console.error(`${strict ? "LEFT OUT, which is not allowed here" : "left out"}: ${line}`);
if (strict) tally.failed += leftOut.length;
for (const line of failures) console.log(`✗ ${line}`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;

/** The bundle must work where there is nothing else: in an empty folder, on the recording. 1 says that it found the deaths. */
async function bundleAlone(): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), "plimsoll-bundle-"));
	try {
		await cp("dist", folder, { recursive: true });
		const recording = join(process.cwd(), "lab/recordings/demo.tar.gz");
		const code = await run("node", [join(folder, "kubectl-plimsoll.mjs"), "scan", "--from", recording]);
		if (code !== 1) return code || 1;
		return await run("node", [join(folder, "plimsoll.mjs"), "--version"]);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** What waits for minutes plays in a lab of its own while everything else runs; its words come at the end, in one piece. */
async function beside(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "plimsoll-beside-"));
	const file = join(folder, "output");
	const output = await open(file, "w");
	await vitest("lab-patient", BESIDE, output);
	await step("the lab beside is taken down", () => run("node", ["lab/lab.ts", "down"], BESIDE, output));
	await output.close();
	const words = await readFile(file, "utf8");
	await rm(folder, { recursive: true, force: true });
	return words;
}

/** A step that is one test. */
async function step(name: string, body: () => Promise<number>): Promise<void> {
	const code = await body().catch((error: unknown) => {
		console.error(error);
		return 1;
	});
	tally[code === 0 ? "passed" : "failed"]++;
	if (code === 0) return;
	console.error(`✗ ${name}`);
	failures.push(name);
}

/** One of vitest's projects; counts its tests. A run that dies counts as a failure, and so does a skipped test where nothing may be. */
async function vitest(project: string, env: Readonly<Record<string, string>> = {}, output?: FileHandle): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), "plimsoll-test-"));
	try {
		const file = join(folder, "report.json");
		const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${file}`];
		const code = await run("vitest", ["run", "--project", project, ...reporters], env, output);
		const report: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
		const count = (key: string) => Number((report as Record<string, unknown>)[key] ?? 0);
		tally.passed += count("numPassedTests");
		const failed = count("numFailedTests");
		tally.failed += failed > 0 || code === 0 ? failed : 1;
		const named = failedTests(report as VitestReport, project);
		failures.push(...(named.length > 0 || code === 0 ? named : [`${project}: vitest ended with ${code}`]));
		const skipped = count("numPendingTests") + count("numTodoTests");
		if (skipped > 0)
			leftOut.push(`${skipped} tests of the project ${project} that skip themselves: see their reasons above`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** What this reads of vitest's report. */
interface VitestReport {
	testResults?: readonly {
		name: string;
		message: string;
		status: string;
		assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] | null }[];
	}[];
}

/** Each test that failed, and each file that could not be run, with the first line of why. */
function failedTests({ testResults = [] }: VitestReport, project: string): string[] {
	return testResults.flatMap(({ name, message, status, assertionResults }) => {
		const file = `${project} ${relative(process.cwd(), name)}`;
		const failed = assertionResults.filter((test) => test.status === "failed");
		if (failed.length === 0) return status === "failed" ? [`${file}: ${firstLine(message)}`] : [];
		return failed.map(
			({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0] ?? message)}`,
		);
	});
}

function firstLine(text: string): string {
	return text.split("\n", 1)[0] ?? "";
}
