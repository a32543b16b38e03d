import { parseSemver } from "./semver.ts";
import type { Version } from "./version.ts";

/** Linkerd's channels: `stable-2.14.1` and `edge-24.2.4` have no order between them. A bare `2.14.1` is a stable one; others' builds are a line of their own. */
export function parseLinkerd(text: string): Version | null {
	const [, channel = "", rest = ""] = /^(?:([a-z]+)-)?v?(\d.*)$/.exec(text) ?? [];
	const version = parseSemver(rest);
	return version === null ? null : { ...version, text, line: channel === "" ? "stable" : channel };
}
