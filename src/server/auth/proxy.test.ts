import { describe, expect, test } from "vitest";
import { identityByProxy, type ProxyHeaders, trustedProxy } from "./proxy.ts";

const TRUSTED = ["10.0.0.5", "10.1.0.0/16", "fd00::/8"];
const anna = { "x-remote-user": "anna", "x-remote-group": "dev, ops" };

describe("who may say who asks", () => {
	test.each<[string, string[], boolean, { remoteAddress?: string; authorized?: boolean }, boolean]>([
		["the address itself", TRUSTED, false, { remoteAddress: "10.0.0.5" }, true],
		["as IPv6 writes it", TRUSTED, false, { remoteAddress: "::ffff:10.0.0.5" }, true],
		["one of the network", TRUSTED, false, { remoteAddress: "10.1.255.1" }, true],
		["one of the IPv6 network", TRUSTED, false, { remoteAddress: "fd12::1" }, true],
		["its neighbour", TRUSTED, false, { remoteAddress: "10.0.0.6" }, false],
		["loopback is not trusted by itself", TRUSTED, false, { remoteAddress: "127.0.0.1" }, false],
		["a connection that is gone", TRUSTED, false, {}, false],
		[
			"a verified certificate, where certificates count",
			[],
			true,
			{ remoteAddress: "10.9.9.9", authorized: true },
			true,
		],
		["no certificate, where certificates count", [], true, { remoteAddress: "10.9.9.9" }, false],
		[
			"a certificate, where only addresses count",
			TRUSTED,
			false,
			{ remoteAddress: "10.9.9.9", authorized: true },
			false,
		],
		["either of both", TRUSTED, true, { remoteAddress: "10.0.0.5" }, true],
	])("%s", (_, addresses, certificates, peer, believed) => {
		const proxy = trustedProxy(addresses, certificates, "x-remote");
		const identity = proxy === null ? null : identityByProxy(proxy, peer, anna);
		expect(identity?.user ?? null).toBe(believed ? "anna" : null);
	});

	test("nobody, where none is named", () => expect(trustedProxy([], false, "x-remote")).toBeNull());

	test.each([
		"10.0.0",
		"10.0.0.5/33",
		"10.0.0.5/",
		"10.0.0.0/8/8",
		"fd00::/129",
		"proxy.example",
		"10.0.0.5/-1",
		"0/0",
	])("%s is no address", (value) => {
		expect(() => trustedProxy([value], false, "x-remote")).toThrow(expect.objectContaining({ code: "bad-value" }));
	});
});

describe("what they say", () => {
	const said = (family: ProxyHeaders, headers: Record<string, string>) => {
		const proxy = trustedProxy(["10.0.0.5"], false, family);
		const identity = proxy === null ? null : identityByProxy(proxy, { remoteAddress: "10.0.0.5" }, headers);
		return identity === null ? null : [identity.user, ...identity.groups];
	};

	test.each<[string, ProxyHeaders, Record<string, string>, string[] | null]>([
		["a user and groups", "x-remote", anna, ["anna", "dev", "ops", "system:authenticated"]],
		["no user is nobody", "x-remote", { "x-remote-group": "system:masters" }, null],
		["a blank user is nobody", "x-remote", { "x-remote-user": "  " }, null],
		["no groups", "x-forwarded", { "x-forwarded-user": "bo" }, ["bo", "system:authenticated"]],
		[
			"behind auth_request",
			"x-auth-request",
			{ "x-auth-request-user": "bo", "x-auth-request-groups": "a,,b" },
			["bo", "a", "b", "system:authenticated"],
		],
		// A proxy strips only what it sets: the browser wrote the others.
		["a user of another family", "x-forwarded", { ...anna }, null],
		[
			"a user and groups of another family",
			"x-forwarded",
			{ "x-forwarded-user": "bo", "x-remote-user": "root", "x-remote-group": "system:masters" },
			["bo", "system:authenticated"],
		],
		[
			"groups of another family",
			"x-remote",
			{ "x-remote-user": "anna", "x-forwarded-groups": "system:masters", "x-auth-request-groups": "system:masters" },
			["anna", "system:authenticated"],
		],
	])("%s", (_, family, headers, expected) => expect(said(family, headers)).toEqual(expected));
});
