import { expect, test } from "vitest";
import type { KubeEvent } from "../model/event.ts";
import type { Pod } from "../model/pod.ts";
import { gonePods } from "./gone-pods.ts";

const event = (namespace: string, name: string): KubeEvent => ({
	namespace,
	reason: "Killing",
	type: "Normal",
	message: "",
	count: 1,
	firstAt: 0,
	lastAt: 0,
	reporter: "kubelet",
	host: "node-1",
	annotations: {},
	regarding: { kind: "Pod", namespace, name, uid: `${namespace}-${name}`, fieldPath: "" },
});

const events = {
	byPod: new Map([
		["cache-redis-0", [event("cache", "redis-0")]],
		["shop-cart-1", [event("shop", "cart-1")]],
		["shop-cart-2", [event("shop", "cart-2")]],
	]),
	makers: new Map(),
	unstarted: new Set<string>(),
	byOwner: new Map(),
	byNode: new Map(),
	since: null,
};

// A selection of one pod once told of every pod that is gone: `metadata.name=` was all that was looked at of it.
test.each<[string, string, string[]]>([
	["", "", ["redis-0", "cart-1", "cart-2"]],
	["", "metadata.name=cart-1", ["cart-1"]],
	["", "metadata.name==cart-1", ["cart-1"]],
	["", "metadata.name=nobody", []],
	["", "metadata.name!=cart-1", ["redis-0", "cart-2"]],
	["", "metadata.namespace=shop,metadata.name!=cart-1", ["cart-2"]],
	["", "metadata.name=cart-1,status.phase=Running", []],
	["", "status.phase!=Running", []],
	["", "spec.nodeName=node-1", []],
	["app=cart", "", []],
	["app=cart", "metadata.name=cart-1", []],
])("gone pods by labels %j and fields %j are %j", (labelSelector, fieldSelector, names) => {
	const all = (_: Pod) => true;
	const gone = gonePods(events, { namespace: null, labelSelector, fieldSelector }, () => false, all);
	expect(gone.map(({ name }) => name)).toEqual(names);
});
