/** An image's name without its registry's defaults, and its tag: `docker.io/library/node:20@sha256:…` is `node` and `20`. */
interface ImageTag {
	name: string;
	/** Empty where none is written, which means `latest`. */
	tag: string;
}

/** Null for an image that is named by a digest alone: what it holds is not said. */
export function imageTag(image: string): ImageTag | null {
	const [plain = "", digest] = image.split("@");
	const colon = plain.lastIndexOf(":");
	const tagged = colon > plain.lastIndexOf("/");
	if (!tagged && digest !== undefined) return null;
	const path = tagged ? plain.slice(0, colon) : plain;
	const name = path.replace(/^(?:(?:index\.|registry-1\.)?docker\.io\/)?(?:library\/)?/, "");
	return { name, tag: tagged ? plain.slice(colon + 1) : "" };
}
