import { CONFIG_TEXT_BOUND, type ConfigMap } from "../../model/config-map.ts";
import type { ContainerSettings, ContainerVariable, Pod } from "../../model/pod.ts";
import { parseBytes } from "../../model/quantity.ts";
import { REMOVED } from "../archive/redact/scrub.ts";
import { isShape, list, type Shape, shape, text } from "./shape.ts";

/** Names that memory settings have; the values of other variables are nobody's business and are not held. */
const NAMES =
	/OPT|ARG|FLAGS|VM_PARAMS|XMX|MEM|HEAP|LIMIT|GC|MAX|BUFFER|CACHE|CONN|CONCURRENCY|WORKER|PROCESSES|CHILDREN|WATERMARK|SIZE|QUOTA|ON_RSS|REDIS|POSTGRES|MYSQL|MARIADB/i;
/** Of these not even such a name is held: `REDIS_PASSWORD`. */
const SECRETS = /PASS|SECRET|TOKEN|AUTH|CREDENTIAL|PRIVATE|_KEY$/i;
/** What most Secrets tell beside a password is where and as whom to log in, and no setting. */
const LOGINS = /(?:^|_)(?:USER|USERNAME|HOST|HOSTNAME|PORT|DB|DATABASE|NAME|URL|URI|ENDPOINT|ADDRESS)$/i;
/** Longer ones are scripts; their settings stand near the beginning, or nobody finds them. */
const WORD_BOUND = 16 * 1024;
const MOST = 200;

/** How the program of a container is started, from its spec. */
export function settingsOf(spec: Shape, own: string): { settings?: ContainerSettings } {
	const settings: ContainerSettings = {
		command: wordsOf(spec.command),
		args: wordsOf(spec.args),
		variables: list(spec.env)
			.slice(0, MOST)
			.flatMap((item) => variableOf(shape(item), own)),
		variablesFrom: list(spec.envFrom).flatMap((item) => {
			const configMap = text(shape(shape(item).configMapRef).name);
			return configMap === "" ? [] : [{ configMap, prefix: text(shape(item).prefix) }];
		}),
		mounts: list(spec.volumeMounts)
			.slice(0, MOST)
			.map((item) => {
				const { name, mountPath, subPath } = shape(item);
				return { volume: text(name), path: text(mountPath), subPath: text(subPath) };
			}),
	};
	const { mounts: _, ...rest } = settings;
	return Object.values(rest).some((part) => part.length > 0) || settings.mounts.some(({ path }) => !isToken(path))
		? { settings }
		: {};
}

/** What the API server mounts into every container. */
function isToken(path: string): boolean {
	return path === "/var/run/secrets/kubernetes.io/serviceaccount";
}

function wordsOf(value: unknown): string[] {
	return list(value)
		.slice(0, MOST)
		.map((word) => text(word).slice(0, WORD_BOUND));
}

function variableOf(item: Shape, own: string): ContainerVariable[] {
	const name = text(item.name);
	const from = shape(item.valueFrom);
	const [field, key] = [shape(from.resourceFieldRef), shape(from.configMapKeyRef)];
	// What refers to the resources of another container is not known here.
	const resource = [own, ""].includes(text(field.containerName)) ? text(field.resource) : "";
	if (SECRETS.test(name)) return [];
	// A reference to the limit is no secret by any name, and `$(MB)` in another variable needs it.
	if (!NAMES.test(name) && resource === "") return [];
	// A Secret's value is somebody else's to know, as is what a capture left out.
	const isKnown = typeof item.value === "string" && item.value !== REMOVED;
	if (typeof item.value !== "string" && !isShape(item.valueFrom)) return [];
	if (!isKnown && resource === "" && text(key.name) === "" && LOGINS.test(name)) return [];
	return [
		{
			name,
			value: isKnown ? text(item.value).slice(0, WORD_BOUND) : null,
			resource: resource === "" ? null : { name: resource, divisor: parseBytes(text(field.divisor) || "1") || 1 },
			configMapKey: text(key.name) === "" ? null : { configMap: text(key.name), key: text(key.key) },
		},
	];
}

/** The config maps that the volumes of a pod show. */
export function configVolumesOf(spec: Shape): Pick<Pod, "configVolumes"> {
	const volumes = list(spec.volumes).flatMap((item) => {
		const { name, configMap, projected } = shape(item);
		const maps = [configMap, ...list(shape(projected).sources).map((source) => shape(source).configMap)]
			.filter(isShape)
			// In every pod, and no configuration.
			.filter((map) => text(map.name) !== "" && text(map.name) !== "kube-root-ca.crt");
		return maps.length === 0
			? []
			: [{ name: text(name), configMaps: maps.map((map) => ({ name: text(map.name), items: itemsOf(map) })) }];
	});
	return volumes.length === 0 ? {} : { configVolumes: volumes };
}

function itemsOf(map: Shape): [string, string][] {
	return list(map.items).map((item) => [text(shape(item).key), text(shape(item).path)]);
}

/** The recommended labels (kubernetes.io, Recommended Labels), and KubeBlocks' and Strimzi's own. */
export function managedBy(labels: Readonly<Record<string, string>>): Pick<Pod, "managed"> {
	const by = labels["app.kubernetes.io/managed-by"] ?? "";
	if (by === "" || by === "Helm") return {};
	const own = labels["apps.kubeblocks.io/component-name"] ?? labels["strimzi.io/component-type"];
	const component = own ?? labels["app.kubernetes.io/component"] ?? "";
	const pool = labels["strimzi.io/pool-name"];
	const instance = labels["app.kubernetes.io/instance"] ?? "";
	return { managed: { by, instance, component, ...(pool === undefined ? {} : { pool }) } };
}

export function narrowConfigMap(object: unknown): ConfigMap | null {
	const { metadata, data } = shape(object);
	const { namespace, name } = shape(metadata);
	if (text(name) === "") return null;
	const texts = Object.entries(shape(data)).filter(
		(entry): entry is [string, string] =>
			typeof entry[1] === "string" && entry[1].length <= CONFIG_TEXT_BOUND && !/\.(?:json|crt|pem)$/.test(entry[0]),
	);
	return { namespace: text(namespace), name: text(name), data: Object.fromEntries(texts) };
}
