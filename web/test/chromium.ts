import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is; null where there is none. */
export function chromium(): string | null {
	const given = process.env.PLIMSOLL_CHROMIUM;
	return [...(given === undefined ? [] : [given]), ...PLACES].find((path) => existsSync(path)) ?? null;
}
