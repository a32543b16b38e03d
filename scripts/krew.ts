import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { VERSION } from "../src/model/version.ts";
import { TAR_END, tarFile } from "../src/sources/archive/tar.ts";

/**
 * A plugin for krew, built anew: the archive, and the manifest that names where it will lie.
 *
 *     npm run krew -- https://HOST/plimsoll-0.1.0.tar.gz
 *     kubectl krew install --manifest=dist-krew/plimsoll.yaml --archive=dist-krew/plimsoll-0.1.0.tar.gz
 */
const [uri = ""] = process.argv.slice(2);
if (!/^https:\/\/\S+\.tar\.gz$/.test(uri)) {
	console.error("Say where the archive will lie: npm run krew -- https://HOST/plimsoll-VERSION.tar.gz");
	process.exit(2);
}
await import("./build.ts");
const out = "dist-krew";
const names = (await readdir("dist", { recursive: true, withFileTypes: true }))
	.filter((entry) => entry.isFile())
	.map(({ parentPath, name }) => join(parentPath, name).slice("dist/".length))
	.sort();
const modeOf = (name: string) => (name.endsWith(".mjs") ? 0o755 : 0o644);
const files = await Promise.all(
	names.map(async (name) => tarFile(name, await readFile(join("dist", name)), 0, modeOf(name))),
);
const license = tarFile("LICENSE", await readFile("LICENSE"), 0, 0o644);
const archive = gzipSync(Buffer.concat([...files, license, TAR_END]), { level: 9 });
const { description } = JSON.parse(await readFile("package.json", "utf8")) as { description: string };
const sha256 = createHash("sha256").update(archive).digest("hex");
const manifest = `apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: plimsoll
spec:
  version: v${VERSION}
  shortDescription: Why pods die of memory, what leaks, and what to do
  description: |
    ${description}.
    kubectl plimsoll why POD, scan, leaks, nodes, size, lint, fix, verify; --help tells the rest.
  caveats: |
    Needs Node 24.5 or later in PATH.
  platforms:
  - selector:
      matchExpressions:
      - {key: os, operator: In, values: [linux, darwin]}
    uri: ${uri}
    sha256: ${sha256}
    files:
    - {from: "*", to: .}
    bin: kubectl-plimsoll.mjs
`;
await mkdir(out, { recursive: true });
await writeFile(join(out, `plimsoll-${VERSION}.tar.gz`), archive);
await writeFile(join(out, "plimsoll.yaml"), manifest);
console.log(`${out}/plimsoll-${VERSION}.tar.gz (${(archive.length / 1024).toFixed(0)} KiB), ${out}/plimsoll.yaml`);
