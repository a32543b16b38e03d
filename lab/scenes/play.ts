import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, kubectlAt } from "../cluster.ts";
import { type Image, makeImage } from "../images/images.ts";
import type { Log } from "../log.ts";
import type { Pod, Scene, Stage } from "./scene.ts";

const FOLDER = import.meta.dirname;

/** kube-root-ca.crt and the default service account come within a second of the namespace. */
const NAMESPACE_SECONDS = 60;

export const sceneNames = (): string[] =>
	readdirSync(FOLDER, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name);

export const loadScene = async (name: string): Promise<Scene> => {
	if (!sceneNames().includes(name)) throw new Error(`There is no scene ${name}; there are ${sceneNames().join(", ")}.`);
	const module = (await import(join(FOLDER, name, "scene.ts"))) as { default: Scene };
	return module.default;
};

/** Manifests name images without a tag; here they get the one that was built. `${NAME}` is filled in from `values`. */
export const fillIn = (yaml: string, references: string[], values: Record<string, string> = {}): string => {
	let text = yaml.replace(/\$\{([A-Z_]+)\}/g, (whole, name: string) => values[name] ?? whole);
	for (const reference of references) {
		const [untagged = ""] = reference.split(/:(?=[^:/]*$)/);
		text = text.replace(
			new RegExp(`(image: ${untagged.replaceAll(".", "\\.")})$`, "gm"),
			`$1${reference.slice(untagged.length)}`,
		);
	}
	return text;
};

const until: Stage["until"] = async (what, seconds, ask) => {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await ask().catch(() => undefined);
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for: ${what}`);
		await sleep(1000);
	}
};

/** Plays a scene anew, up to the point where its condition is true in the real cluster. */
export const play = async (name: string, cluster: Cluster, log: Log): Promise<Scene> => {
	const scene = await loadScene(name);
	const images: Image[] = [];
	for (const image of scene.images) images.push(await makeImage(image, log));
	await cluster.load(images);
	const plain = kubectlAt(cluster);
	const kubectl: Stage["kubectl"] = (args, input) => plain(["-n", scene.namespace, ...args], input);
	const apply: Stage["apply"] = async (file, values) => {
		const yaml = readFileSync(join(FOLDER, name, file), "utf8");
		await plain(
			["apply", "-f", "-"],
			fillIn(
				yaml,
				images.map(({ reference }) => reference),
				values,
			),
		);
	};
	// What an earlier play left would be told as well.
	await plain(["delete", "namespace", scene.namespace, "--ignore-not-found", "--wait"]);
	await plain(["create", "namespace", scene.namespace]);
	await until("the namespace's service account", NAMESPACE_SECONDS, () =>
		kubectl(["get", "serviceaccount", "default"]),
	);
	for (const [configMap, files] of Object.entries(scene.configMaps ?? {})) {
		await kubectl([
			"create",
			"configmap",
			configMap,
			...files.map((file) => `--from-file=${join(FOLDER, name, file)}`),
		]);
	}
	await apply("manifests.yaml");
	await scene.act?.({ kubectl, apply, until });
	await until(scene.until.what, scene.until.seconds, async () => {
		const { items } = JSON.parse(await kubectl(["get", "pods", "-o", "json"])) as { items: Pod[] };
		return scene.until.reached(items, Date.now()) ? true : undefined;
	});
	log(`${name}: ${scene.until.what}`);
	return scene;
};
