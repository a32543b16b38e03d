import type { Advisory } from "../../model/advisory.ts";
import type { Change, Remedy } from "../../model/remedy.ts";
import { isRolled, restartOf } from "../restart.ts";
import type { RunningImage } from "./facts.ts";
import { parseImage } from "./image.ts";
import type { Match } from "./match.ts";
import { compareVersions, parseVersion } from "./versions/schemes.ts";

/** The nearest version without the bug: of the same release line, else the next one that is newer; null where none is known. */
export function upgradeOf({ scheme, fixed }: Advisory, version: string | null): string | null {
	const present = version === null ? null : parseVersion(scheme, version);
	if (present === null) return null;
	const newer = fixed
		.flatMap((text) => {
			const parsed = parseVersion(scheme, text);
			return parsed !== null && (compareVersions(scheme, parsed, present) ?? -1) > 0 ? [{ text, parsed }] : [];
		})
		.sort((a, b) => compareVersions(scheme, a.parsed, b.parsed) ?? 0);
	const sameLine = newer.find(({ parsed }) => parsed.core[0] === present.core[0] && parsed.core[1] === present.core[1]);
	return (sameLine ?? newer[0])?.text ?? null;
}

/** The upgrade and the stop-gap as changes, where the bug is in a workload whose pods come from a template. */
export function remediesOf(advisory: Advisory, { image, version }: Match): Remedy[] {
	if (image === null || !isRolled(image.workload)) return [];
	const upgrade = upgradeOf(advisory, version);
	const changed = upgrade === null ? null : imageWith(image, version ?? "", upgrade);
	const remedies: Remedy[] = [];
	if (changed !== null) {
		const change = ofContainer(image, { image: changed });
		remedies.push({ kind: "upgrade-image", risk: "medium", value: 0, change });
	}
	return [...remedies, ...stopgapOf(advisory, image)];
}

/** The image with the tag of the fixed version, in the manner of the present one; null where the tag is more than a version. */
function imageWith({ image }: RunningImage, version: string, upgrade: string): string | null {
	const { tag } = parseImage(image);
	if (tag === "" || tag !== version || image.includes("@")) return null;
	const bare = tag.replace(/^v/, "");
	if (!/^(?:[a-z]+-)?\d+(?:\.\d+)*$/.test(bare)) return null;
	const prefix = tag.startsWith("v") && !upgrade.startsWith("v") ? "v" : "";
	return `${image.slice(0, -tag.length)}${prefix}${upgrade}`;
}

function stopgapOf({ stopgap }: Advisory, image: RunningImage): Remedy[] {
	const remedy = stopgap?.remedy;
	if (remedy === undefined) return [];
	const { workload } = image;
	if (remedy.type === "restart") return restartOf(workload);
	if (remedy.type === "environment") {
		const change = ofContainer(image, { env: [{ name: remedy.name, value: remedy.value }] });
		return [{ kind: "apply-stopgap", risk: "medium", value: 0, change }];
	}
	const { name, key, value } = remedy;
	const { namespace } = workload;
	const patch = { data: { [key]: value } };
	const change: Change = { type: "strategic-merge", kind: "ConfigMap", namespace, name, patch };
	return [{ kind: "apply-stopgap", risk: "medium", value: 0, change }];
}

function ofContainer({ workload, container }: RunningImage, fields: object): Change {
	const patch = { spec: { template: { spec: { containers: [{ name: container, ...fields }] } } } };
	return { type: "strategic-merge", ...workload, patch };
}
