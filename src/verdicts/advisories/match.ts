import type { Advisory, Place } from "../../model/advisory.ts";
import type { Node } from "../../model/node.ts";
import type { AdvisoryFacts, RunningImage } from "./facts.ts";
import { isImage, parseImage } from "./image.ts";
import { type Standing, standingOf } from "./ranges.ts";
import { parseVersion } from "./versions/schemes.ts";

/** A thing whose version an advisory speaks of. */
export interface Match {
	/** A container; else nodes, or neither for the API server. */
	image: RunningImage | null;
	nodes: readonly Node[];
	version: string | null;
	/** What told the version: an image, `kubelet of NODE`, `server`, a chart. */
	readFrom: string;
	standing: Exclude<Standing, { grade: "clean" }>;
}

/** Everything that runs and has, or may have, this bug. Nodes of one standing are one match. */
export function matchesOf(advisory: Advisory, facts: AdvisoryFacts): Match[] {
	const containers = advisory.where.flatMap((place) => imageMatches(advisory, place, facts));
	const named = new Set(containers.map(({ image }) => image));
	const charts = advisory.where.flatMap((place) => chartMatches(advisory, place, facts, named));
	const nodes = advisory.where.flatMap((place) => nodeMatches(advisory, place, facts));
	const server = containers.length > 0 ? [] : serverMatches(advisory, facts);
	return [...unique(containers), ...charts, ...nodes, ...server].filter(isMatch);
}

/** A match before it is known to be none. */
type Candidate = Omit<Match, "standing"> & { standing: Standing };

function isMatch(candidate: Candidate): candidate is Match {
	return candidate.standing.grade !== "clean";
}

function unique(candidates: readonly Candidate[]): Candidate[] {
	return [...new Map(candidates.map((candidate) => [candidate.image, candidate])).values()];
}

/** Whether a container could be one of those a place speaks of, whatever its version. */
export function isOfPlace(place: Place, image: string): boolean {
	if (!("images" in place)) return false;
	const reference = parseImage(image);
	return place.images.some((repository) => isImage(reference, repository));
}

function imageMatches(advisory: Advisory, place: Place, { images }: AdvisoryFacts): Candidate[] {
	if (!("images" in place)) return [];
	return images
		.filter((image) => isOfPlace(place, image.image) && isMeant(place, image))
		.map((image) => {
			const { tag } = parseImage(image.image);
			// A tag that says nothing is spoken for by the labels that Helm charts set on their pods.
			const chart = advisory.where.map((one) => chartVersion(one, image)).find((text) => text !== null) ?? "";
			const version =
				[tag, image.appVersion, chart].find((text) => parseVersion(advisory.scheme, text) !== null) ?? null;
			const readFrom = version !== null && version !== tag && version !== image.appVersion ? image.chart : image.image;
			return { image, nodes: [], version, readFrom, standing: standingOf(advisory, version ?? "") };
		});
}

/** `rook-ceph-v1.14.9`: the chart's name, a hyphen, its version; null for another chart. The label holds no plus sign: charts write it as an underscore. */
function chartVersion(place: Place, { chart }: RunningImage): string | null {
	if (!("chart" in place) || !chart.startsWith(`${place.chart}-`)) return null;
	return chart.slice(place.chart.length + 1).replace("_", "+");
}

function chartMatches(
	advisory: Advisory,
	place: Place,
	{ images }: AdvisoryFacts,
	named: ReadonlySet<RunningImage | null>,
): Candidate[] {
	if (!("chart" in place)) return [];
	return images
		.filter((image) => !named.has(image) && isMeant(place, image))
		.flatMap((image) => {
			const version = chartVersion(place, image);
			if (version === null || parseVersion(advisory.scheme, version) === null) return [];
			return [{ image, nodes: [], version, readFrom: image.chart, standing: standingOf(advisory, version) }];
		});
}

/** Which of the programs in one image: the container's or the workload's name is one of the words, or holds it between hyphens. */
function isMeant(place: { only?: string[]; not?: string[] }, { container, workload }: RunningImage): boolean {
	const named = (word: string) => [container, workload.name].some((name) => `-${name}-`.includes(`-${word}-`));
	return place.only?.some(named) !== false && place.not?.some(named) !== true;
}

const CONTROL_PLANE = ["control-plane", "master", "controlplane", "etcd"];

function nodeMatches(advisory: Advisory, place: Place, { nodes }: AdvisoryFacts): Candidate[] {
	if (!("node" in place)) return [];
	const alike = new Map<string, Candidate & { nodes: Node[] }>();
	for (const node of nodes) {
		if (place.workers === true && node.roles?.some((role) => CONTROL_PLANE.includes(role))) continue;
		const version = versionOn(place, node);
		if (version === null || parseVersion(advisory.scheme, version) === null) continue;
		const standing = standingOn(place, node, standingOf(advisory, version));
		const key = `${standing.grade} ${standing.reason}`;
		const known = alike.get(key);
		if (known !== undefined) known.nodes.push(node);
		else alike.set(key, { image: null, nodes: [node], version, readFrom: `${place.node} of ${node.name}`, standing });
	}
	return [...alike.values()];
}

/**
 * Systems whose makers build the container runtime themselves and port fixes back into the number they have: Amazon Linux, Bottlerocket,
 * Container-Optimized OS, Azure Linux, Alibaba Cloud Linux, Huawei's, TencentOS, Photon; their kernels and kubelets tell too. What says `1.7.27` there may hold the fix of 1.7.29.
 */
const BUILDS_RUNTIME =
	/amazon linux|bottlerocket|container-optimized os|azure linux|cbl-mariner|alibaba cloud|aliyun|euleros|tencentos|photon|\.amzn|\.azl\d|-(?:eks|gke|aliyun|tke)\b/i;
/** K3s and RKE2 bring their own runtime wherever they run. */
const BRINGS_RUNTIME = /\+(?:k3s|rke2r)\d/;

function standingOn(place: Extract<Place, { node: string }>, node: Node, standing: Standing): Standing {
	if (place.node !== "runtime" || standing.grade !== "affected") return standing;
	const vendors =
		BUILDS_RUNTIME.test(`${node.osImage} ${node.kernelVersion} ${node.kubeletVersion}`) &&
		!BRINGS_RUNTIME.test(node.kubeletVersion);
	return vendors ? { grade: "possibly", reason: "fork" } : standing;
}

/** What a node says of that part of it; null where it has another runtime, or does not say. */
function versionOn(place: Extract<Place, { node: string }>, node: Node): string | null {
	if (place.node === "kubelet") return node.kubeletVersion || null;
	if (place.node === "kernel") return node.kernelVersion || null;
	if (place.node === "os") return /\d[\w.+~-]*/.exec(node.osImage)?.[0] ?? null;
	const [runtime, version = ""] = node.containerRuntime.split("://");
	return "runtime" in place && runtime === place.runtime && version !== "" ? version : null;
}

function serverMatches(advisory: Advisory, { serverVersion }: AdvisoryFacts): Candidate[] {
	if (serverVersion === null || !advisory.where.some((place) => "server" in place)) return [];
	if (parseVersion(advisory.scheme, serverVersion) === null) return [];
	return [
		{
			image: null,
			nodes: [],
			version: serverVersion,
			readFrom: "/version",
			standing: standingOf(advisory, serverVersion),
		},
	];
}
