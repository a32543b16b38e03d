import type { NodeOutlook, StandingContainer } from "../model/node-outlook.ts";
import type { Report } from "../model/report.ts";
import { printable } from "../model/text.ts";
import { formatBytes, percent } from "../words/format.ts";
import type { Words } from "../words/words.ts";
import { bar } from "./bar.ts";
import { messageOf } from "./describe.ts";
import { MARKS, paint, type Style } from "./style.ts";
import { footer } from "./table.ts";
import { cells, padEnd, table, wrap } from "./text.ts";

/** Rows of a kill order a person reads at a glance. */
const ROWS = 12;
/** Columns when the output is no terminal: enough for everything but the longest names. */
const PROSE_WIDTH = 110;

/** What `nodes` prints: one line a node, or, of a single one and with -o wide, all of it. */
export function renderNodes(report: Report, words: Words, style: Style): string {
	const nodes = report.nodes ?? [];
	const lines: string[] = [];
	if (nodes.length === 0) lines.push(words.nodes.noNodes);
	else if (nodes.length === 1 || style.wide) {
		for (const [i, node] of nodes.entries()) lines.push(...(i > 0 ? [""] : []), ...tell(node, words, style));
	} else lines.push(...overview(nodes, words, style));
	for (const finding of report.findings) {
		const { mark, colour } = MARKS[finding.severity];
		const [first = "", ...rest] = prose(messageOf(finding, words), 2, style);
		if (finding === report.findings[0]) lines.push("");
		lines.push(`${paint(style, colour, mark)} ${first.trimStart()}`, ...rest);
	}
	lines.push(...footer(report, words, style));
	return `${lines.join("\n")}\n`;
}

function overview(nodes: readonly NodeOutlook[], words: Words, style: Style): string[] {
	const { label } = words.nodes;
	const head = [
		words.report.label.node,
		"",
		label.used,
		label.available,
		label.requests,
		label.limits,
		label.evictionIn,
		label.firstByKernel,
	];
	const rows = nodes.toSorted(sinksFirst).map(({ name, memory, first }) => {
		const share = (bytes: number) => (memory.capacity ? percent(bytes / memory.capacity) : formatBytes(bytes));
		const [kernel = "", ...level] = first.kernel;
		return [
			printable(name),
			memory.workingSet === null ? "" : picture(memory),
			memory.workingSet === null ? "" : share(memory.workingSet),
			memory.available === null ? "" : formatBytes(memory.available),
			share(memory.requests),
			share(memory.limits),
			words.nodes.forecastCell(memory),
			printable(level.length === 0 ? kernel : `${kernel} +${level.length}`),
		];
	});
	const [headLine = "", ...rest] = table([head, ...rows], style.width);
	const byRequests = nodes.every(({ basis }) => basis === "requests")
		? ["", ...prose(words.nodes.byRequests, 0, style)]
		: [];
	const hint = prose(words.nodes.hint, 0, style).map((line) => paint(style, "dim", line));
	return [paint(style, "bold", headLine), ...rest, ...byRequests, "", ...hint];
}

/** What evicts soonest, then what is fullest. */
function sinksFirst(a: NodeOutlook, b: NodeOutlook): number {
	const left = ({ memory }: NodeOutlook) => memory.untilEviction?.value ?? memory.untilOut?.value ?? Number.MAX_VALUE;
	const filled = ({ memory }: NodeOutlook) => (memory.workingSet ?? memory.requests) / (memory.capacity || 1);
	return left(a) - left(b) || filled(b) - filled(a);
}

function tell({ name, basis, memory, containers, first }: NodeOutlook, words: Words, style: Style): string[] {
	const { label } = words.nodes;
	const facts: [string, string][] = [
		[label.memory, `${memory.workingSet === null ? "" : `${picture(memory)} `}${words.nodes.memory(memory)}`],
		[label.reserve, words.nodes.reserve(memory)],
		[label.promised, words.nodes.promised(memory)],
		[label.forecast, words.nodes.forecast(memory)],
	];
	const width = Math.max(...facts.map(([what]) => cells(what)));
	const lines = [paint(style, "bold", printable(name))];
	for (const [what, text] of facts) {
		const [head = "", ...rest] = prose(text, width + 4, style);
		lines.push(`  ${paint(style, "dim", padEnd(what, width))}  ${head.trimStart()}`, ...rest);
	}
	lines.push("");
	if (containers.length === 0) return [...lines, `  ${words.nodes.noContainers}`];
	const said = [
		...words.nodes.first(first.kernel, first.kubelet),
		...(basis === "requests" ? [words.nodes.byRequests] : []),
	];
	for (const sentence of said) lines.push(...prose(printable(sentence), 2, style));
	return [...lines, "", ...order(containers, words, style)];
}

/** The kernel's order, with each one's place in the kubelet's. */
function order(containers: readonly StandingContainer[], words: Words, style: Style): string[] {
	const { label, kernelReason, kubeletReason, more } = words.nodes;
	const shown = style.wide ? containers : containers.slice(0, ROWS);
	const head = [
		label.kernel,
		label.kubelet,
		words.report.label.namespace,
		label.pod,
		words.report.label.container,
		label.adj,
		label.score,
		label.workingSet,
		label.request,
		...(style.wide ? [label.limit] : []),
		label.why,
	];
	const rows = shown.map((one) => [
		String(one.kernelRank),
		one.evictable ? String(one.kubeletRank) : "–",
		printable(one.namespace),
		printable(one.pod),
		printable(one.container),
		one.oomScoreAdj === null ? "?" : String(one.oomScoreAdj),
		one.oomScore === null ? "?" : String(Math.round(one.oomScore)),
		one.workingSet === null ? "" : formatBytes(one.workingSet),
		one.memoryRequest === null ? "" : formatBytes(one.memoryRequest),
		...(style.wide ? [one.memoryLimit === null ? "" : formatBytes(one.memoryLimit)] : []),
		`${kernelReason[one.kernelReason]} · ${kubeletReason[one.kubeletReason]}`,
	]);
	const [headLine = "", ...rest] = table([head, ...rows], style.width === null ? null : style.width - 2);
	const left = containers.length - shown.length;
	return [
		`  ${paint(style, "bold", headLine.replaceAll("\n", "\n  "))}`,
		...rest.map((line) => `  ${line.replaceAll("\n", "\n  ")}`),
		...(left > 0 ? [`  ${paint(style, "dim", more(left))}`] : []),
	];
}

function picture({ capacity, workingSet, reserved }: NodeOutlook["memory"]): string {
	return capacity ? bar((workingSet ?? 0) / capacity, (reserved ?? 0) / capacity) : "";
}

function prose(text: string, indent: number, style: Style): string[] {
	const width = style.width === null ? null : Math.min(style.width, PROSE_WIDTH) - indent;
	return wrap(text, width).map((line) => " ".repeat(indent) + line);
}
