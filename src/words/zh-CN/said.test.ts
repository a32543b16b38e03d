import { describe, expect, it } from "vitest";
import type { Gap } from "../../model/gap.ts";
import { filled, SAID } from "../../model/said.ts";
import { words as en } from "../en.ts";
import { words as zh } from "../zh-CN.ts";
import { inChinese } from "./said.ts";

const gap = (what: string, detail = "", source = "prometheus"): Gap => ({ source, what, reason: "failed", detail });

describe("gaps and failures in Chinese", () => {
	it.each<[Gap, string]>([
		[
			gap("owners and images of pods", "no answer within 30000 ms"),
			"Pod 的所属对象和镜像：失败（30000 毫秒内没有应答）",
		],
		[gap("memory of further pods", "not asked after failures"), "其余 Pod 的内存：失败（多次失败后不再询问）"],
		[
			gap("http://p:9090", "no container_memory_working_set_bytes"),
			"http://p:9090：失败（没有 container_memory_working_set_bytes）",
		],
		[gap("kernel log of n1, n2, n3 and 4 more", "", "kernel"), "内核：内核日志（n1, n2, n3 等，另有 4 个）：失败"],
		[gap("memory statistics of 12 nodes", "", "kubelet"), "kubelet：内存统计（12 个节点）：失败"],
		[
			gap("node n1, 2026-11-21T10:00:00Z to 2026-11-21T11:00:00Z", "over 4096 bytes", "/var/h.db"),
			"/var/h.db：节点 n1，2026-11-21T10:00:00Z 至 2026-11-21T11:00:00Z：失败（超过 4096 字节）",
		],
		[
			gap("pods in namespace web", 'pods is forbidden: User "dev"', "kubernetes"),
			'命名空间 web 中的 Pod：失败（pods is forbidden: User "dev"）',
		],
		[gap("events", "", "archive"), "归档：事件：失败"],
		[gap("remote", "remote read: a frame's checksum is wrong"), "remote：失败（远程读取：有帧的校验和不符）"],
		[gap("remote", "remote read: socket hang up"), "remote：失败（远程读取：socket hang up）"],
	])("%o", (one, expected) => {
		expect(zh.report.gapLine(one)).toContain(expected);
		expect(en.report.gapLine(one)).toContain(one.what);
	});

	it.each([
		["kernel log of plimsoll-lab", "内核日志（plimsoll-lab）"],
		["kernel log", "内核日志"],
		["event of pod shop/cart-7d9", "Pod shop/cart-7d9 的事件"],
		["event of node n1", "节点 n1 的事件"],
		["pod shop/cart-7d9 status", "Pod shop/cart-7d9 的状态"],
		["pod shop/cart-7d9 container app args[0]", "Pod shop/cart-7d9 的容器 app args[0]"],
		["node n1 status", "节点 n1 的状态"],
		["kubelet of n1", "节点 n1 的 kubelet"],
		["prometheus", "prometheus"],
		["deploy/web.yaml:12", "deploy/web.yaml:12"],
		["pod of somebody's own words", "pod of somebody's own words"],
	])("evidence read at %s is told as %s", (source, expected) => {
		expect([en.report.sourceOf(source), zh.report.sourceOf(source)]).toEqual([source, expected]);
	});

	it("a failure's detail is ours where we wrote it, and quoted where another did", () => {
		const detail = "users[a].user.token is not text";
		expect(zh.failures["kubeconfig-malformed"]({ path: "config", detail })).toContain("users[a].user.token 不是文本");
		expect(zh.failures["kubeconfig-malformed"]({ path: "config", detail: "bad indentation (line 3)" })).toContain(
			"bad indentation (line 3)",
		);
	});

	it.each(SAID)("%s keeps what its placeholders held", (template) => {
		const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
		const numbers = new Map(names.map((name, i) => [name, String(7001 + i)]));
		const text = inChinese(filled(template, (name) => VALUES[name] ?? numbers.get(name) ?? ""));
		expect(text).toMatch(/[\p{sc=Han}]|ConfigMap/u);
		for (const name of names) if (name !== "broken") expect(text).toContain(VALUES[name] ?? numbers.get(name));
		expect(text).not.toMatch(/[{}]/);
	});
});

/** Those that hold no number. */
const VALUES: Readonly<Record<string, string>> = {
	...{ from: "2026-11-21T10:00:00Z", until: "2026-11-21T10:19:05Z", resource: "limitranges", metric: "container_rss" },
	...{ file: "/var/token", broken: "no items", ref: "shop/cart-7d9" },
};
