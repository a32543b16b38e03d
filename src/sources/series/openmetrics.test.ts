import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../model/failure.ts";
import { readSeriesChunks } from "./file.ts";

const LABELS = 'namespace="shop",pod="cart-1",container="app"';
const FILE = `# HELP container_memory_working_set_bytes Current working set.
# TYPE container_memory_working_set_bytes gauge
# UNIT container_memory_working_set_bytes bytes
container_memory_working_set_bytes{${LABELS}} 1e+06 1700000000.123
container_memory_working_set_bytes{${LABELS},instance="b"} 1.5e+06 1700000000.123
container_memory_working_set_bytes{${LABELS}} 2000000 1700000060.123 # {trace="x"} 1 2
container_memory_working_set_bytes{${LABELS}} 3000000 1700000120.123
container_memory_working_set_bytes{id="/kubepods",namespace="",pod=""} 9e9 1700000000.123
container_memory_working_set_bytes{namespace="shop",pod="cart-1",container="POD"} 5 1700000000.123
container_memory_working_set_bytes{namespace="bank",pod="till-0",container="app"} 5000 1700000000
# TYPE container_spec_memory_limit_bytes gauge
container_spec_memory_limit_bytes{${LABELS}} 536870912 1700000000.123
container_spec_memory_limit_bytes{${LABELS}} 1073741824 1700000100
container_spec_memory_limit_bytes{namespace="bank",pod="till-0",container="app"} 0
container_spec_memory_limit_bytes{namespace="bank",pod="never-measured-0",container="app"} 5 1700000000
kube_pod_container_resource_limits{${LABELS},resource="memory",unit="byte"} 1 1700000000
kube_pod_container_resource_limits{${LABELS},resource="cpu",unit="core"} 4 1700000000
container_start_time_seconds{${LABELS}} 1.69999e+09 1700000000.123
container_start_time_seconds{${LABELS}} 1.70000009e+09 1700000120.123
# EOF
`;

async function read(text: string | Uint8Array, cut = 1 << 20) {
	const bytes = Buffer.from(text);
	async function* chunks() {
		for (let from = 0; from < bytes.length; from += cut) yield bytes.subarray(from, from + cut);
	}
	const { series, gaps, skipped, rows: measurements } = await readSeriesChunks(chunks(), "memory.om");
	const rows = [...series].map(({ name, t, bytes: figures, capacity, start }) => ({
		name,
		rows: [...t].map((time, i) => [time, figures[i], capacity[i], start[i]]),
	}));
	return { gaps, skipped, measurements, rows };
}

const EXPECTED = [
	{
		name: "shop/cart-1/app",
		rows: [
			[1700000000.123, 1.5e6, 512 * 2 ** 20, 1.69999e9],
			[1700000060.123, 2e6, 512 * 2 ** 20, 1.69999e9],
			[1700000120.123, 3e6, 1024 * 2 ** 20, 1.70000009e9],
		],
	},
	{ name: "bank/till-0/app", rows: [[1700000000, 5000, Number.NaN, Number.NaN]] },
];

describe("OpenMetrics text", () => {
	it.each([
		["plain", FILE],
		["gzipped", gzipSync(FILE)],
		[
			"with milliseconds, as Prometheus writes them",
			FILE.replace(/ (17\d{8})\.123/g, " $1123")
				.replaceAll("5000 1700000000", "5000 1700000000000")
				.replaceAll("1073741824 1700000100", "1073741824 1700000100000"),
		],
		["without comments", FILE.replaceAll(/^#.*\n/gm, "")],
		["with Windows line ends", FILE.replaceAll("\n", "\r\n")],
		[
			"as promtool tsdb dump writes it",
			FILE.replaceAll(/^#.*\n/gm, "").replaceAll(
				/^(\w+)\{(.*?)\} (\S+) (1[67]\d+)(?:\.(\d+))?/gm,
				(_, name, labels, value, s, ms = "000") =>
					`{__name__="${name}", ${labels.replaceAll(",", ", ")}} ${value} ${s}${ms}`,
			),
		],
		["with its names among the labels", FILE.replaceAll(/^(\w+)\{/gm, '{"$1",')],
		["with a byte order mark", `\uFEFF${FILE}`],
		["with a comment of somebody's first", `# of last week\n${FILE}`],
		["with another metric first, that has no labels", `up 1 1700000000\n${FILE.replaceAll(/^#.*\n/gm, "")}`],
		["with blanks before lines and in empty ones", FILE.replaceAll("\n", "\n  \n\t")],
		[
			"as kubelets before 1.16 called it",
			FILE.replaceAll(",pod=", ",pod_name=").replaceAll(",container=", ",container_name="),
		],
	])("gives each container's memory with its limit and start: %s", async (_, text) => {
		expect((await read(text)).rows).toEqual(EXPECTED);
	});

	it("is read the same however it is cut", () =>
		fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 500 }), async (cut) => {
				expect((await read(FILE, cut)).rows).toEqual(EXPECTED);
			}),
			{ numRuns: 20 },
		));

	it("takes the limit that was asked for where none is in force", async () => {
		const { rows } = await read(FILE.replaceAll(/^container_spec.*\n/gm, ""));
		expect(rows[0]?.rows[0]?.[2]).toBe(1);
	});

	it("takes it as kube-state-metrics tells it beside its own labels", async () => {
		const theirs =
			'exported_namespace="shop",exported_pod="cart-1",exported_container="app",namespace="monitoring",pod="ksm-0",container="ksm"';
		const limit = `kube_pod_container_resource_limits{${theirs},resource="memory"} 77 1700000000\n`;
		const { rows } = await read(
			FILE.replaceAll(/^(?:container_spec|kube).*\n/gm, "").replace("# EOF", `${limit}# EOF`),
		);
		expect(rows.map(({ name, rows: [first] }) => [name, first?.[2]])).toEqual([
			["shop/cart-1/app", 77],
			["bank/till-0/app", Number.NaN],
		]);
	});

	it("keeps clusters apart, and names them where there are several", async () => {
		const of = (cluster: string, bytes: number) =>
			`container_memory_working_set_bytes{cluster="${cluster}",${LABELS}} ${bytes} 1700000000\ncontainer_spec_memory_limit_bytes{cluster="${cluster}",${LABELS}} ${bytes * 2} 1700000000\n`;
		const told = async (text: string) =>
			(await read(text)).rows.map(({ name, rows }) => [name, ...(rows[0] ?? []).slice(1, 3)]);
		expect(await told(of("east", 5) + of("west", 7))).toEqual([
			["east/shop/cart-1/app", 5, 10],
			["west/shop/cart-1/app", 7, 14],
		]);
		expect(await told(of("east", 5))).toEqual([["shop/cart-1/app", 5, 10]]);
	});

	it("skips and counts what is no measurement", async () => {
		const { rows, skipped, measurements } = await read(
			`# TYPE x gauge\ncontainer_memory_working_set_bytes{${LABELS}} NaN 1\ncontainer_memory_working_set_bytes{${LABELS}} -1 2\ncontainer_memory_working_set_bytes{${LABELS}} 7 3\n`,
		);
		expect([rows[0]?.rows, skipped, measurements]).toEqual([[[3, 7, Number.NaN, Number.NaN]], 2, 1]);
	});

	it("says when it holds no memory", async () => {
		expect((await read("# TYPE up gauge\nup 1 1700000000\n# EOF\n")).gaps).toMatchObject([{ reason: "absent" }]);
	});

	it.each([
		["no sample", "up{\n", { line: 2, problem: "sample" }],
		["no number", "up many 5\n", { line: 2, problem: "sample" }],
		["a label that does not end", `container_memory_rss{pod="x 1 2\n`, { line: 2, problem: "sample" }],
		["no time", `container_memory_working_set_bytes{${LABELS}} 5\n`, { line: 2, problem: "time" }],
		["a line without end", `up{a="${"x".repeat(70_000)}"} 1 2\n`, { line: 2, problem: "long-line" }],
	])("%s is one clear failure", async (_, line, params) => {
		const failure = await read(`# TYPE up gauge\n${line}`).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(Failure);
		expect(failure).toMatchObject({ code: "series-malformed", params });
	});

	it("whatever it is, it is read or refused", () =>
		fc.assert(
			fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
				await read(`# TYPE x gauge\nx${text}`).catch((error: unknown) => {
					if (!(error instanceof Failure)) throw error;
				});
			}),
		));
});
