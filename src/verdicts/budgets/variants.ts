import { imageName } from "./recognise.ts";
import type { Runtime, Usual } from "./runtime.ts";

/** In place of a default that only the image's start-up script knows. */
export const UNKNOWN = "unknown";

/** What holds in an image where nothing is set: the runtime's defaults and assumptions, and those of the image's own kind or version. */
export function usualOf(runtime: Runtime, image: string): Readonly<Record<string, Usual>> {
	const [name, version] = [imageName(image), imageVersion(image)];
	const own = (runtime.variants ?? []).filter(
		({ images, below }) =>
			(images?.includes(name) ?? true) && (below === undefined || (version !== null && isBelow(version, below))),
	);
	const all = [runtime.assumed, runtime.defaults, ...own.flatMap(({ assumed, defaults }) => [assumed, defaults])];
	return Object.assign({}, ...all) as Record<string, Usual>;
}

/** `rabbitmq:3.13.7-management` is [3, 13]; null for `latest`, a digest alone and other words. */
function imageVersion(image: string): readonly [number, number] | null {
	const match = /:v?(\d{1,4})(?:\.(\d{1,4}))?(?![\d.]*[/:])/.exec(image.split("@")[0] ?? "");
	return match === null ? null : [Number(match[1]), Number(match[2] ?? Number.POSITIVE_INFINITY)];
}

/** 7.2 is below 7.11, as versions count; 7 alone is the newest 7. */
function isBelow([major, minor]: readonly [number, number], bound: number): boolean {
	const [wholeText = "", partText = "0"] = String(bound).split(".");
	const [whole, part] = [Number(wholeText), Number(partText)];
	return major < whole || (major === whole && minor < part);
}
