import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export interface Requirement {
	what: string;
	/** What a person does about it. */
	how: string;
}

/** The programs the lab calls, and where Debian has them. */
const PROGRAMS: Readonly<Record<string, string>> = {
	go: "install Go 1.26 or later",
	cc: "apt-get install build-essential",
	"apt-get": "use Debian or Ubuntu",
	"dpkg-deb": "apt-get install dpkg",
	tar: "apt-get install tar",
	unshare: "apt-get install util-linux",
	flock: "apt-get install util-linux",
	mount: "apt-get install mount",
	ip: "apt-get install iproute2",
};

/** What this machine lacks to run a cluster of its own; empty when nothing. */
export function missingRequirements(): Requirement[] {
	const missing: Requirement[] = [];
	if (process.platform !== "linux") missing.push({ what: "Linux", how: "use a Linux machine" });
	if (process.getuid?.() !== 0) missing.push({ what: "root", how: "run it with sudo" });
	for (const [program, how] of Object.entries(PROGRAMS)) {
		if (!onPath(program)) missing.push({ what: program, how });
	}
	return missing;
}

function onPath(program: string): boolean {
	return (process.env.PATH ?? "").split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, program), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}
