import { describe, expect, test } from "vitest";
import { isLoopback, isOurHost, isOwnOrigin } from "./headers.ts";
import { parseListen } from "./server.ts";

test.each([
	["127.0.0.1:8080", true],
	["localhost:8080", true],
	["[::1]:8080", true],
	// No DNS turns an address into another.
	["10.0.0.7", true],
	["plimsoll.example", true],
	["PLIMSOLL.example:443", true],
	["evil.example", false],
	["localhost.evil.example", false],
	["127.0.0.1.evil.example", false],
	["", false],
	[undefined, false],
])("the Host header %s is ours: %s", (host, ours) => {
	expect(isOurHost(host, new Set(["plimsoll.example"]))).toBe(ours);
});

test.each([
	["http://127.0.0.1:1", "127.0.0.1:1", undefined, true],
	["http://127.0.0.1:2", "127.0.0.1:1", undefined, false],
	["https://evil.example", "127.0.0.1:1", undefined, false],
	["null", "127.0.0.1:1", undefined, false],
	[undefined, "127.0.0.1:1", undefined, true],
	[undefined, "127.0.0.1:1", "cross-site", false],
	["http://127.0.0.1:1", "127.0.0.1:1", "same-site", false],
	["http://127.0.0.1:1", "127.0.0.1:1", "same-origin", true],
])("a change from %s at %s (%s) is our own page's: %s", (origin, host, site, own) => {
	expect(isOwnOrigin(origin, host, site)).toBe(own);
});

describe("--listen", () => {
	test.each([
		["8080", { host: "127.0.0.1", port: 8080 }],
		[":8080", { host: "::", port: 8080 }],
		["0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
		["[::1]:0", { host: "::1", port: 0 }],
		["localhost:9", { host: "localhost", port: 9 }],
		["", null],
		["127.0.0.1", null],
		["a b:80", null],
		["x:99999", null],
	])("%s", (text, at) => {
		expect(parseListen(text)).toEqual(at);
	});
	test.each([
		["127.8.9.1", true],
		["::1", true],
		["localhost", true],
		["::", false],
		["0.0.0.0", false],
		["192.168.1.2", false],
	])("%s is loopback: %s", (host, is) => expect(isLoopback(host)).toBe(is));
});
