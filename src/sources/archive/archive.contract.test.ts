import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dump } from "js-yaml";
import { afterAll } from "vitest";
import { excerptOomReports } from "../kernel/excerpt.ts";
import { samplesContract, sourceContract, type World } from "../source.contract.ts";
import { openArchive } from "./archive.ts";
import { headerEntry, kernelEntries, objectEntries, sampleEntries } from "./entries.ts";
import { writeCapture } from "./write.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-contract-"));
afterAll(() => rmSync(root, { recursive: true }));
const now = Date.parse("2026-11-21T11:00:00Z");
let count = 0;

function folder(files: Record<string, string>): string {
	const path = join(root, String(++count));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(path, name)), { recursive: true });
		writeFileSync(join(path, name), text);
	}
	return path;
}

function logs({ kernelLogs }: World): Record<string, string> {
	return Object.fromEntries(
		Object.entries(kernelLogs).map(([node, lines]) => [`logs/${node}/dmesg.txt`, `${lines.join("\n")}\n`]),
	);
}

async function* each<T>(items: Iterable<T>) {
	yield* items;
}

async function capture(world: World): Promise<string> {
	const path = join(root, `${++count}.tar.gz`);
	const ofKind = (kind: string) => each(world.objects.filter((object) => (object as { kind: string }).kind === kind));
	async function* entries() {
		for (const kind of ["Pod", "Node", "Event"]) yield* objectEntries(kind.toLowerCase(), `${kind}List`, ofKind(kind));
		for (const [node, lines] of Object.entries(world.kernelLogs))
			yield* kernelEntries(node, excerptOomReports(each(lines)));
		yield* sampleEntries(world.samples);
		yield headerEntry({ at: now, source: "test", serverVersion: "v1.34.0", gaps: [] });
	}
	await writeCapture(path, entries(), now);
	return path;
}

const list = (world: World, indent?: number) =>
	JSON.stringify({ apiVersion: "v1", items: world.objects, kind: "List" }, null, indent);

sourceContract("a List as kubectl prints it", async (world) =>
	openArchive(folder({ "all.txt": list(world, 4), ...logs(world) }), { now }),
);
sourceContract("the same as YAML", async (world) => {
	const text = dump({ apiVersion: "v1", items: world.objects, kind: "List" }, { noRefs: true, seqNoIndent: true });
	return openArchive(folder({ x: text, ...logs(world) }), { now });
});
sourceContract("YAML documents", async (world) =>
	openArchive(
		folder({ x: world.objects.map((object) => dump(object, { noRefs: true })).join("---\n"), ...logs(world) }),
		{ now },
	),
);
sourceContract("an object a line", async (world) =>
	openArchive(folder({ x: world.objects.map((object) => JSON.stringify(object)).join("\n"), ...logs(world) }), { now }),
);
sourceContract("an object a file, everything twice", async (world) => {
	const files = Object.fromEntries(world.objects.map((object, i) => [`${i}.json`, JSON.stringify(object)]));
	return openArchive(
		folder({
			...files,
			"again.json": list(world),
			...logs(world),
			"node-1.syslog": `${(world.kernelLogs["node-1"] ?? []).join("\n")}\n`,
		}),
		{ now },
	);
});
sourceContract("the API server's own lists", async (world) => {
	const files: Record<string, string> = {};
	for (const kind of ["Pod", "Node", "Event"]) {
		const items = world.objects
			.filter((object) => (object as { kind: string }).kind === kind)
			.map((object) => ({ ...object, kind: undefined, apiVersion: undefined }));
		// One of them with its kind after its items.
		files[kind] =
			kind === "Pod" ? JSON.stringify({ items, kind: "PodList" }) : JSON.stringify({ kind: `${kind}List`, items });
	}
	return openArchive(folder({ ...files, ...logs(world) }), { now });
});
sourceContract("a capture", async (world) => openArchive(await capture(world), { now }));
samplesContract("a capture", async (world) => openArchive(await capture(world), { now }));
