import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bin, CACHE, CONTAINERD_SOCKET } from "../paths.ts";
import { packImage } from "./archive.ts";
import { unpackDebian } from "./debian.ts";
import { type ImageName, RECIPES, type Recipe } from "./recipes.ts";

export type Image = { reference: string; archive: string };

const FOLDER = join(CACHE, "images");

/** Databases refuse to run as root, and to run as a user that has no name. */
const USERS = {
	passwd: "root:x:0:0:root:/root:/bin/sh\nserver:x:999:999:server:/tmp:/bin/sh\n",
	group: "root:x:0:\nserver:x:999:\n",
};

const installShell = (root: string): void => {
	const commands = execFileSync(join(root, "bin", "busybox"), ["--list"], { encoding: "utf8" })
		.trim()
		.split("\n");
	for (const command of commands) {
		const link = join(root, "bin", command);
		if (!existsSync(link)) symlinkSync("busybox", link);
	}
};

/** Scenes play at the same time and share images. */
const making = new Map<ImageName, Promise<Image>>();

/** Makes an image's archive, unless it is in the cache: no registry is asked, Debian's only for packages. */
export const makeImage = (name: ImageName, log: (line: string) => void): Promise<Image> => {
	const known = making.get(name);
	if (known !== undefined) return known;
	const made = make(name, log);
	making.set(name, made);
	return made;
};

const make = (name: ImageName, log: (line: string) => void): Promise<Image> => makeFrom(name, RECIPES[name], log);

/** As `makeImage`, from a recipe that is not in the list. */
export const makeFrom = async (name: string, recipe: Recipe, log: (line: string) => void): Promise<Image> => {
	const archive = join(FOLDER, `${name}.tar`);
	const note = join(FOLDER, `${name}.json`);
	const hash = createHash("sha256").update(JSON.stringify(recipe)).update(contents(recipe)).digest("hex");
	if (existsSync(note) && existsSync(archive)) {
		const known = JSON.parse(readFileSync(note, "utf8")) as { hash: string; reference: string };
		if (known.hash === hash) return { reference: known.reference, archive };
	}
	log(`making image ${name} (once)`);
	const root = mkdtempSync(join(tmpdir(), "plimsoll-root-"));
	try {
		for (const folder of ["bin", "data", "app", "etc", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
		const upstream = recipe.debian.length > 0 ? unpackDebian(recipe.debian, root, log) : "";
		for (const [to, from] of Object.entries(recipe.files ?? {})) {
			mkdirSync(dirname(join(root, to)), { recursive: true });
			copyFileSync(from, join(root, to));
		}
		for (const [to, from] of Object.entries(recipe.folders ?? {})) cpSync(from, join(root, to), { recursive: true });
		if (recipe.shell === true) installShell(root);
		for (const [file, text] of Object.entries(USERS)) {
			writeFileSync(join(root, "etc", file), text);
		}
		// A reference stands for one content: containerd keeps the one it has.
		const version = recipe.folders === undefined ? (recipe.version ?? upstream) : hash.slice(0, 12);
		const reference = `plimsoll.dev/lab/${recipe.repository ?? name}:${version}`;
		await packImage(root, reference, recipe.config, archive);
		writeFileSync(note, JSON.stringify({ hash, reference }));
		return { reference, archive };
	} finally {
		rmSync(root, { recursive: true });
	}
};

/** Digests of the files in a recipe's folders. */
const contents = ({ folders = {} }: Recipe): string =>
	Object.values(folders)
		.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile())
		.map((entry) =>
			createHash("sha256")
				.update(readFileSync(join(entry.parentPath, entry.name)))
				.digest("hex"),
		)
		.join();

const run = promisify(execFile);
const ctr = async (...args: string[]): Promise<string> =>
	(await run(bin("ctr"), ["--address", CONTAINERD_SOCKET, "--namespace", "k8s.io", "images", ...args])).stdout;

/** Loads images into the lab's containerd, those that it does not have yet. */
export const importImages = async (images: Image[]): Promise<void> => {
	const known = new Set((await ctr("list", "--quiet")).split("\n"));
	for (const { reference, archive } of images) {
		if (!known.has(reference)) await ctr("import", archive);
	}
};
