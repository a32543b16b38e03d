import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../paths.ts";

/** What a package needs to run, and not what it needs to be installed: its libraries, without debconf, adduser and their like. */
const FOLLOWED = /^(lib|lua|python3|openjdk|erlang)/;

const DEPENDS = [
	"depends",
	"--no-recommends",
	"--no-suggests",
	"--no-conflicts",
	"--no-breaks",
	"--no-replaces",
	"--no-enhances",
];

/** Reads `apt-cache depends`: the packages that stand behind Depends and PreDepends. */
export const parseDepends = (output: string): string[] =>
	[...output.matchAll(/^[ |]*(?:Pre)?Depends: (\S+)$/gm)]
		.map(([, name = ""]) => name)
		.filter((name) => !name.startsWith("<"));

/** The packages named and the libraries they stand on. */
const closure = (roots: string[]): string[] => {
	const all = new Set(roots);
	for (let frontier = roots; frontier.length > 0; ) {
		const output = execFileSync("apt-cache", [...DEPENDS, ...frontier], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
		});
		frontier = [...new Set(parseDepends(output))].filter((name) => FOLLOWED.test(name) && !all.has(name));
		for (const name of frontier) all.add(name);
	}
	return [...all];
};

const hasApt = (): boolean => spawnSync("apt-get", ["--version"]).status === 0;

const download = (packages: string[], folder: string): void => {
	// As root: apt's own user cannot write below a root's cache folder.
	execFileSync("apt-get", ["download", "-q", "-o", "APT::Sandbox::User=root", ...packages], {
		cwd: folder,
		stdio: ["ignore", "ignore", "pipe"],
	});
};

/**
 * Unpacks Debian packages and their libraries below `root`; installs nothing on the host.
 * @returns the upstream version of the first package
 */
export const unpackDebian = (packages: string[], root: string, log: (line: string) => void): string => {
	if (!hasApt())
		throw new Error(
			"The lab makes its images from Debian packages and found no `apt-get`: run it on Debian or Ubuntu.",
		);
	mkdirSync(CACHE, { recursive: true });
	const folder = mkdtempSync(join(CACHE, "packages-"));
	try {
		try {
			download(closure(packages), folder);
		} catch {
			log("the machine's list of packages is missing or old: apt-get update");
			// apt does not wait for another apt that updates, which may be the lab's beside this one.
			execFileSync("flock", [join(CACHE, "apt.lock"), "apt-get", "update", "-q"], {
				stdio: ["ignore", "ignore", "pipe"],
			});
			download(closure(packages), folder);
		}
		const files = readdirSync(folder);
		for (const file of files) execFileSync("dpkg-deb", ["--extract", join(folder, file), root]);
		const first = files.find((file) => file.startsWith(`${packages[0]}_`)) ?? "";
		return upstreamVersion(
			execFileSync("dpkg-deb", ["--field", join(folder, first), "Version"], { encoding: "utf8" }).trim(),
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
};

/** `5:7.0.15-1~deb12u6` is Debian's name for 7.0.15; only that part may be an image's tag. */
export const upstreamVersion = (debian: string): string =>
	debian
		.replace(/^\d+:/, "")
		.replace(/-[^-]*$/, "")
		.replace(/[+~].*$/, "");
