import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packImage } from "./archive.ts";

type Descriptor = { digest: string; size: number; annotations?: Record<string, string> };

const folder = mkdtempSync(join(tmpdir(), "plimsoll-archive-test-"));
const root = join(folder, "root");
const unpacked = join(folder, "unpacked");

const blob = (digest: string): Buffer => readFileSync(join(unpacked, "blobs", ...digest.split(":")));
const json = (digest: string): Record<string, unknown> => JSON.parse(blob(digest).toString());

beforeAll(async () => {
	mkdirSync(join(root, "bin"), { recursive: true });
	writeFileSync(join(root, "bin", "hello"), "#!/bin/sh\necho hello\n");
	chmodSync(join(root, "bin", "hello"), 0o755);
	symlinkSync("hello", join(root, "bin", "hi"));
	await packImage(
		root,
		"plimsoll.dev/lab/hello:1.2",
		{ Entrypoint: ["/bin/hello"], Env: ["A=1"] },
		join(folder, "hello.tar"),
	);
	mkdirSync(unpacked);
	execFileSync("tar", ["-C", unpacked, "-xf", join(folder, "hello.tar")]);
});

afterAll(() => rmSync(folder, { recursive: true }));

it("every descriptor has the size and digest of its blob, down to the layer", () => {
	const index = JSON.parse(readFileSync(join(unpacked, "index.json"), "utf8")) as { manifests: [Descriptor] };
	const [manifest] = index.manifests;
	expect(manifest.annotations).toEqual({
		"io.containerd.image.name": "plimsoll.dev/lab/hello:1.2",
		"org.opencontainers.image.ref.name": "1.2",
	});
	const { config, layers } = json(manifest.digest) as { config: Descriptor; layers: [Descriptor] };
	for (const { digest, size } of [manifest, config, layers[0]]) {
		expect(blob(digest)).toHaveLength(size);
		expect(createHash("sha256").update(blob(digest)).digest("hex")).toBe(digest.slice("sha256:".length));
	}
	expect(json(config.digest)).toMatchObject({
		os: "linux",
		config: { Entrypoint: ["/bin/hello"], Env: ["A=1"] },
		rootfs: { type: "layers", diff_ids: [layers[0].digest] },
	});
	const list = execFileSync("tar", ["-tvf", join(unpacked, "blobs", ...layers[0].digest.split(":"))], {
		encoding: "utf8",
	});
	expect(list).toMatch(/-rwxr-xr-x 0\/0 .* \.\/bin\/hello\n/);
	expect(list).toMatch(/\.\/bin\/hi -> hello\n/);
});

it("the same folder gives the same archive", async () => {
	await packImage(
		root,
		"plimsoll.dev/lab/hello:1.2",
		{ Entrypoint: ["/bin/hello"], Env: ["A=1"] },
		join(folder, "again.tar"),
	);
	expect(readFileSync(join(folder, "again.tar")).equals(readFileSync(join(folder, "hello.tar")))).toBe(true);
});
