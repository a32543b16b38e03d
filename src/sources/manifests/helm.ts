import { spawn } from "node:child_process";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import { FILE_BOUND } from "./files.ts";
import { splitDocuments } from "./split.ts";

/** A chart with its dependencies renders in a second or two; a repository that does not answer must not hold a pipeline. */
const TIMEOUT_MS = 60_000;

interface RenderedTemplate {
	/** Below the chart's folder as it was given: `charts/web/templates/deployment.yaml`. */
	template: string;
	/** All that it rendered to, document after document. */
	text: string;
}

/**
 * Runs `helm template` on a chart's folder and sorts what comes out by the template it came from. Throws `helm-missing`, or `helm-failed` with
 * helm's own words.
 */
export async function renderChart(
	chart: string,
	values: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
): Promise<RenderedTemplate[]> {
	const args = ["template", "plimsoll", chart, ...values.flatMap((file) => ["--values", file])];
	const text = await run(chart, args, env, signal);
	const templates = new Map<string, string>();
	for (const chunk of splitDocuments(text)) {
		const template = templateOf(chunk.text, chart);
		templates.set(template, (templates.get(template) ?? "") + chunk.text);
	}
	return [...templates].map(([template, rendered]) => ({ template, text: rendered }));
}

/** Helm heads each document with `# Source: CHART/templates/FILE`, where CHART is the chart's name, not its folder. */
function templateOf(text: string, chart: string): string {
	const source = /^# Source: [^/\n]+\/([^\r\n]+)/m.exec(text.slice(0, 4096))?.[1];
	const folder = chart.replace(/\/+$/, "");
	return source === undefined ? folder : `${folder}/${source}`;
}

function run(
	chart: string,
	args: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
): Promise<string> {
	return new Promise((resolve, reject) => {
		const fail = (detail: string) => reject(new Failure("helm-failed", { chart, detail: asDetail(detail) }));
		const child = spawn("helm", args, {
			env: { ...env },
			signal,
			stdio: ["ignore", "pipe", "pipe"],
		});
		// Node's own timeout goes on where a program could not be started, and the process waits for it.
		const timer = setTimeout(() => child.kill(), TIMEOUT_MS);
		const chunks: Buffer[] = [];
		let [size, said] = [0, ""];
		child.stdout.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size > FILE_BOUND) child.kill();
			else chunks.push(chunk);
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			said = (said + text).slice(0, 4000);
		});
		child.once("error", (error) => {
			clearTimeout(timer);
			const missing = "code" in error && error.code === "ENOENT";
			if (missing) reject(new Failure("helm-missing", { chart }, error));
			else fail(error.message);
		});
		child.once("close", (code, by) => {
			clearTimeout(timer);
			if (size > FILE_BOUND) fail(`> ${FILE_BOUND / 1024 / 1024} MiB`);
			else if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
			else fail(said.trim() === "" ? (by ?? String(code)) : said);
		});
	});
}
