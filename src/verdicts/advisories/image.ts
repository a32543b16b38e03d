/** An image reference taken apart. */
interface ImageReference {
	/** Its segments, with the registry's: `rook/ceph` is two. Lower case. */
	path: readonly string[];
	/** Empty where there is none: a digest alone, or the default `latest`. */
	tag: string;
}

/** `registry.example.com:5000/mirror/rook/ceph:v1.14.9@sha256:…`. */
export function parseImage(image: string): ImageReference {
	const [name = ""] = image.replace(/^docker-pullable:\/\//, "").split("@");
	const slash = name.lastIndexOf("/");
	const colon = name.indexOf(":", slash + 1);
	const [whole, tag] = colon === -1 ? [name, ""] : [name.slice(0, colon), name.slice(colon + 1)];
	const path = whole
		.toLowerCase()
		.split("/")
		.filter((part) => part !== "");
	return { path, tag };
}

/**
 * Whether an image is the named repository, wherever it is mirrored: the path ends with it, or its last segment is the repository's with
 * the slashes written otherwise (`mirrored-longhornio-longhorn-manager`, `rook_ceph`).
 */
export function isImage({ path }: ImageReference, repository: string): boolean {
	const wanted = repository.split("/");
	const last = path.at(-1) ?? "";
	if (wanted.every((part, i) => path[path.length - wanted.length + i] === part)) return true;
	if (wanted.length === 1) return /^(?:mirrored|hardened)-/.test(last) && last.endsWith(`-${repository}`);
	return ["-", "_", ".", "__"].some((mark) => {
		const flat = wanted.join(mark);
		return last === flat || last === `mirrored-${flat}` || last.endsWith(`.io${mark}${flat}`);
	});
}
