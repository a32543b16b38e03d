import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

export type ImageConfig = { Env?: string[]; Entrypoint?: string[]; Cmd?: string[]; WorkingDir?: string; User?: string };

/** As OCI's image-spec has it: https://github.com/opencontainers/image-spec */
type Descriptor = { mediaType: string; digest: string; size: number; annotations?: Record<string, string> };

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };

const sha256 = async (file: string): Promise<string> => {
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	return `sha256:${hash.digest("hex")}`;
};

const tar = (folder: string, file: string): void => {
	// The same tree gives the same bytes, so the same image keeps its digest.
	const same = [
		"--sort=name",
		"--mtime=@0",
		"--owner=0",
		"--group=0",
		"--numeric-owner",
		"--format=pax",
		"--pax-option=delete=atime,delete=ctime",
	];
	execFileSync("tar", [...same, "-C", folder, "-cf", file, "."]);
};

/** Packs a folder as an image of one layer, in an archive with OCI's layout, which `ctr`, `docker`, `kind` and `k3d` all take. */
export const packImage = async (
	root: string,
	reference: string,
	config: ImageConfig,
	archive: string,
): Promise<void> => {
	const layout = mkdtempSync(join(tmpdir(), "plimsoll-image-"));
	const blobs = join(layout, "blobs", "sha256");
	mkdirSync(blobs, { recursive: true });
	const keep = async (file: string, mediaType: string): Promise<Descriptor> => {
		const digest = await sha256(file);
		const size = statSync(file).size;
		renameSync(file, join(blobs, digest.slice("sha256:".length)));
		return { mediaType, digest, size };
	};
	const keepJson = (value: unknown, mediaType: string): Promise<Descriptor> => {
		const file = join(layout, "new.json");
		writeFileSync(file, JSON.stringify(value));
		return keep(file, mediaType);
	};
	try {
		const file = join(layout, "layer.tar");
		tar(root, file);
		const layer = await keep(file, "application/vnd.oci.image.layer.v1.tar");
		const image = await keepJson(
			{
				architecture: ARCHITECTURES[process.arch] ?? process.arch,
				os: "linux",
				config,
				rootfs: { type: "layers", diff_ids: [layer.digest] },
				history: [{ created_by: "plimsoll lab" }],
			},
			"application/vnd.oci.image.config.v1+json",
		);
		const mediaType = "application/vnd.oci.image.manifest.v1+json";
		const manifest = await keepJson({ schemaVersion: 2, mediaType, config: image, layers: [layer] }, mediaType);
		// containerd takes the full name from the first, docker the tag from the second.
		const annotations = {
			"io.containerd.image.name": reference,
			"org.opencontainers.image.ref.name": reference.replace(/^.*:/, ""),
		};
		const index = {
			schemaVersion: 2,
			mediaType: "application/vnd.oci.image.index.v1+json",
			manifests: [{ ...manifest, annotations }],
		};
		writeFileSync(join(layout, "index.json"), JSON.stringify(index));
		writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
		mkdirSync(dirname(archive), { recursive: true });
		// Under another name first, one of this process: an archive that is there is whole, and two labs may make it at once.
		const unfinished = `${archive}.${process.pid}.new`;
		tar(layout, unfinished);
		renameSync(unfinished, archive);
	} finally {
		rmSync(layout, { recursive: true });
	}
};
