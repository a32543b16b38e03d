import type { FixObstacle } from "../model/fix.ts";
import type { Workload } from "../model/workload.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import { reasonOf } from "../sources/kubernetes/gaps.ts";
import { RESOURCES, type Resource } from "../sources/kubernetes/resources.ts";
import { list, type Shape, shape, text } from "../sources/kubernetes/shape.ts";

/** etcd takes 1.5 MiB; escapes may double it. */
const OBJECT_BOUND = 4 * 1024 * 1024;

/** The object a change is for, or why it cannot be had. */
export type ReadObject = (target: Workload) => Promise<Shape | FixObstacle>;

export function isObstacle(read: Shape | FixObstacle): read is FixObstacle {
	return shape((read as Shape).metadata).name === undefined;
}

/** The resource that holds objects of a kind; null for those we do not change. */
export function resourceOf(kind: string): Resource | null {
	const found = Object.entries(RESOURCES).find(([, one]) => one.kind === kind);
	return found === undefined ? null : (found[0] as Resource);
}

/** The object's path at the API server. */
export function objectPath({ kind, namespace, name }: Workload, subresource = ""): string {
	const resource = resourceOf(kind) ?? "pods";
	const folder = `${RESOURCES[resource].api}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
	return `${folder}/${encodeURIComponent(name)}${subresource === "" ? "" : `/${subresource}`}`;
}

/**
 * Reads objects of a cluster.
 * @throws Failure when the server cannot be reached or does not know us
 */
export function readerOf(client: KubeClient): ReadObject {
	return async (target) => {
		try {
			return await client.json(objectPath(target), OBJECT_BOUND);
		} catch (error) {
			const why = reasonOf(error);
			if (why?.reason === "absent") return { kind: "not-found" };
			if (why?.reason !== "forbidden") throw error;
			return { kind: "unreadable", detail: why.detail };
		}
	};
}

/** The controller that owns an object, by its ownerReferences. */
export function controllerOf(object: Shape): { kind: string; name: string; apiVersion: string } | null {
	const owner = list(shape(object.metadata).ownerReferences)
		.map(shape)
		.find(({ controller }) => controller === true);
	if (owner === undefined) return null;
	return { kind: text(owner.kind), name: text(owner.name), apiVersion: text(owner.apiVersion) };
}
