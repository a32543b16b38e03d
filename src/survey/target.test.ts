import { describe, expect, test } from "vitest";
import type { Owner, Pod } from "../model/pod.ts";
import { pod } from "../verdicts/deaths/death.fixture.ts";
import { belongsTo, parseTarget, targetInOne } from "./target.ts";

test.each([
	["web-0", "Pod", "web-0"],
	["po/web-0", "Pod", "web-0"],
	["pods/web-0", "Pod", "web-0"],
	["deploy/web", "Deployment", "web"],
	["Deployment/web", "Deployment", "web"],
	["deployment.apps/web", "Deployment", "web"],
	["sts/redis", "StatefulSet", "redis"],
	["cj/backup", "CronJob", "backup"],
	["cluster.apps.kubeblocks.io/redis", "cluster", "redis"],
])("%s is %s %s", (text, kind, name) => {
	expect(parseTarget(text)).toMatchObject({ kind, name });
});

test.each([
	[["pod", "web-0"], ["pod/web-0"]],
	[
		["Deployment", "web", "more"],
		["Deployment/web", "more"],
	],
	[["web-0"], ["web-0"]],
	[
		["web", "api"],
		["web", "api"],
	],
	[
		["pod", "deploy/web"],
		["pod", "deploy/web"],
	],
	[["pod"], ["pod"]],
])("%j is %j", (words, one) => {
	expect(targetInOne(words)).toEqual(one);
});

test.each(["", "/", "a/", "/a", "a/b/c", "-", "web*", "deploy/we?", "./web", "../web", "web 0", "a,b"])(
	"%j is no target",
	(text) => {
		expect(() => parseTarget(text)).toThrow(/bad-target/);
	},
);

describe("belongsTo", () => {
	const owned = (kind: string, name: string, templateHash = ""): Pod => {
		const owner: Owner = { kind, name, uid: "u" };
		return pod([], { owner, templateHash });
	};
	test.each<[string, Pod, boolean]>([
		["web-5d9c7-x2x1v", owned("ReplicaSet", "web-5d9c7", "5d9c7"), true],
		["deploy/web", owned("ReplicaSet", "web-5d9c7", "5d9c7"), true],
		["rs/web-5d9c7", owned("ReplicaSet", "web-5d9c7", "5d9c7"), true],
		["deploy/web", owned("ReplicaSet", "web-5d9c7"), false],
		["deploy/we", owned("ReplicaSet", "web-5d9c7", "5d9c7"), false],
		["sts/redis", owned("StatefulSet", "redis"), true],
		["job/backup-29123456", owned("Job", "backup-29123456"), true],
		["cj/backup", owned("Job", "backup-29123456"), true],
		["cj/backup", owned("Job", "backup-1"), false],
		["instanceset/redis", owned("InstanceSet", "redis"), true],
		["no/node-1", owned("DaemonSet", "agent"), true],
		["node/node-2", owned("DaemonSet", "agent"), false],
	])("%s: %o is %s", (text, subject, expected) => {
		expect(belongsTo(subject, parseTarget(text))).toBe(expected);
	});
});
