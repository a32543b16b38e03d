import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../bench/bundle.ts";
import { REPOSITORY } from "../paths.ts";
import type { ImageConfig } from "./archive.ts";
import { type Image, makeFrom } from "./images.ts";

/** Plimsoll's own image, as deploy/Containerfile describes it: its environment, user, entry point and command hold here too; only the base is the lab's. */
export const programImage = (log: (line: string) => void): Promise<Image> => {
	const dist = join(bundle(), "..");
	return makeFrom(
		"plimsoll",
		{
			debian: ["libstdc++6"],
			repository: "plimsoll",
			files: { "/usr/local/bin/node": process.execPath },
			folders: { "/app": dist },
			config: configOf(readFileSync(join(REPOSITORY, "deploy/Containerfile"), "utf8")),
		},
		log,
	);
};

/** What the last stage of a Containerfile sets. */
export const configOf = (text: string): ImageConfig => {
	const lines =
		text
			.replaceAll(/\\\n/g, " ")
			.split(/^FROM .*$/m)
			.at(-1)
			?.split("\n") ?? [];
	const all = (word: string) =>
		lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
	const list = (word: string): string[] => JSON.parse(all(word).at(-1) ?? "[]");
	const Env = ["PATH=/usr/local/bin:/usr/bin:/bin", ...all("ENV").flatMap((line) => line.trim().split(/\s+/))];
	return { Env, Entrypoint: list("ENTRYPOINT"), Cmd: list("CMD"), User: all("USER").at(-1) ?? "" };
};
