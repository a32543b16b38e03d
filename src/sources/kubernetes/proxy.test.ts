import { describe, expect, test } from "vitest";
import { proxyFromEnvironment } from "./proxy.ts";

describe("proxyFromEnvironment", () => {
	test.each<[string, Record<string, string>, string | null]>([
		["https://api.example.com", {}, null],
		["https://api.example.com", { HTTPS_PROXY: "http://p:3128" }, "http://p:3128"],
		["https://api.example.com", { https_proxy: "p:3128" }, "http://p:3128"],
		["https://api.example.com", { HTTP_PROXY: "http://p" }, null],
		["http://api.example.com", { HTTP_PROXY: "http://p" }, "http://p"],
		["https://127.0.0.1:6443", { HTTPS_PROXY: "http://p" }, null],
		["https://localhost:6443", { HTTPS_PROXY: "http://p" }, null],
		["https://[::1]:6443", { HTTPS_PROXY: "http://p" }, null],
	])("%s with %j", (server, environment, expected) => {
		expect(proxyFromEnvironment(new URL(server), environment)).toBe(expected);
	});

	test.each<[string, string, boolean]>([
		["https://api.example.com", "*", true],
		["https://api.example.com", "example.com", true],
		["https://api.example.com", ".example.com", true],
		["https://example.com", ".example.com", false],
		["https://example.com", "example.com", true],
		["https://api.example.com", "*.example.com", true],
		["https://notexample.com", "example.com", false],
		["https://api.example.com:6443", "example.com:6443", true],
		["https://api.example.com", "example.com:6443", false],
		["https://api.example.com", "other, API.EXAMPLE.COM ", true],
		["https://10.1.2.3:6443", "10.0.0.0/8", true],
		["https://11.1.2.3:6443", "10.0.0.0/8", false],
		["https://10.1.2.3:6443", "10.1.2.3", true],
		["https://10.1.2.3:6443", "10.1.2.3:6443", true],
		["https://10.1.2.3:6443", "10.0.0.0/99", false],
		["https://[fd00::5]:6443", "fd00::/8", true],
		["https://[fd00::5]:6443", "10.0.0.0/8", false],
		["https://api.example.com", "10.0.0.0/8", false],
		["https://api.example.com", "", false],
	])("%s with NO_PROXY %j: excluded %s", (server, NO_PROXY, excluded) => {
		expect(proxyFromEnvironment(new URL(server), { HTTPS_PROXY: "http://p", NO_PROXY })).toBe(
			excluded ? null : "http://p",
		);
	});
});
