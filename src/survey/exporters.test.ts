import { expect, test } from "vitest";
import type { Budget } from "../model/budget.ts";
import type { FiguresRequest } from "../model/figures.ts";
import { narrowPod } from "../sources/kubernetes/narrow.ts";
import { queryFigures } from "../sources/prometheus/figures.ts";
import type { Source } from "../sources/source.ts";
import { surveyBudgets } from "./budgets.ts";
import { SAID, scraped } from "./exporters.fixture.ts";

const MI = 1024 ** 2;

/** The budget of a pod whose exporter says so, through the query that is asked of Prometheus. */
async function budgetOf(container: object, said: string): Promise<Budget | undefined> {
	const pod = narrowPod({
		metadata: { namespace: "n", name: "db-0", uid: "u" },
		spec: { containers: [{ name: "c", resources: { limits: { memory: "1Gi" } }, ...container }] },
		status: { phase: "Running", containerStatuses: [{ name: "c", state: { running: {} } }] },
	});
	if (pod === null) throw new Error("no pod");
	const result = scraped(said, { namespace: "n", pod: "db-0" });
	const answer = { status: "success", data: { resultType: "vector", result } };
	const source = {
		figures: (requests: readonly FiguresRequest[]) =>
			Promise.all(requests.map((request) => queryFigures(async () => answer, request))),
	} as unknown as Source;
	return (await surveyBudgets(source, [pod])).budgets[0];
}

test.each<[keyof typeof SAID, object, Record<string, number>]>([
	["redis", { image: "redis:7" }, { "data-set": 64 * MI, "fork-copy": Math.round(1.1 * 64 * MI * (323584 / 1087720)) }],
	["postgresql", { image: "postgres:15" }, { connections: 1.2 * 50 * MI, sorts: 50 * 3 * MI }],
	["mysql", { image: "mariadb:10.11" }, { "buffer-pool": 1.08 * 48 * MI, sorts: 20 * 2 * MI }],
	["memcached", { image: "memcached:1.6" }, { items: 100 * MI, connections: 2 * MI + 4096 * 333 }],
	["rabbitmq", { image: "rabbitmq:3" }, { "until-blocked": 300 * MI }],
	["go", { image: "team/app", env: [{ name: "GOMEMLIMIT", value: "100MiB" }] }, { "runtime-managed": 300 * MI }],
	["prometheus", { image: "prom/prometheus:v3" }, { "head-series": 0 }],
	["jvm by Micrometer", { image: "eclipse-temurin:17" }, { heap: 96 * MI, metaspace: 64 * MI }],
	["jvm by jmx_exporter", { image: "eclipse-temurin:17" }, { heap: 96 * MI, metaspace: 64 * MI }],
])("what is really said of %s counts", async (name, container, parts) => {
	const budget = await budgetOf(container, SAID[name]);
	for (const [part, bytes] of Object.entries(parts)) {
		if (bytes === 0) continue;
		expect(budget?.parts.find((one) => one.part === part)).toMatchObject({ bytes: Math.round(bytes), basis: "live" });
	}
	expect(budget?.runtime).toBe(name.split(" ")[0]);
});
