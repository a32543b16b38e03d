import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unpackDebian } from "./images/debian.ts";
import { CACHE } from "./paths.ts";

/**
 * The kubelet asks for a seccomp profile on every pod sandbox, so runc must be built with libseccomp. Its headers and its
 * static library come unpacked into the cache, and a stand-in for pkg-config leads the Go toolchain there.
 * @returns the environment for `go build`
 */
export const seccompEnvironment = (log: (line: string) => void): Record<string, string> => {
	const root = join(CACHE, "libseccomp");
	const script = join(root, "pkg-config");
	if (!existsSync(script)) {
		mkdirSync(root, { recursive: true });
		unpackDebian(["libseccomp-dev"], root, log);
		const lib = join(root, "usr", "lib");
		const folder = readdirSync(lib).find((name) => existsSync(join(lib, name, "libseccomp.a")));
		if (folder === undefined) throw new Error("Debian's libseccomp-dev has no libseccomp.a.");
		const libs = join(lib, folder, "libseccomp.a");
		const cases = `case "$*" in *--cflags*) echo -I${join(root, "usr", "include")};; *--libs*) echo ${libs};; esac`;
		writeFileSync(script, `#!/bin/sh\n${cases}\n`);
		chmodSync(script, 0o755);
	}
	return { PKG_CONFIG: script };
};
