import type { Advisory, Requirement } from "../../model/advisory.ts";
import type { AdvisoryParams } from "../../model/rules-advisories.ts";
import type { AdvisoriesWords } from "../advisories.ts";

const GAP = "该版本未必存在此缺陷";
const REASON = {
	"older-than-seen": "不清楚缺陷从哪个版本开始出现",
	"version-unknown": "无法读出版本",
	fork: "厂商自行构建的版本，可能已包含修复",
	"pre-release": "修复版本的预发布版",
} as const;

const CHURN = {
	namespaces: "命名空间频繁增减",
	persistentvolumeclaims: "PVC 频繁增减",
	pods: "Pod 频繁增减",
	nodes: "节点频繁增减",
} as const;

export const advisories: AdvisoriesWords = {
	rule: {
		title: "已知的内存缺陷",
		about: `将正在运行的软件与已知内存缺陷目录（\`plimsoll advisories\`）比对：镜像（无论从哪里镜像而来）、节点上报的 kubelet、容器运行时与内核版本、API 服务器版本、Helm 标签。

分为三级，互不混淆。*受影响且已出现症状*（错误）：版本存在缺陷，且同一容器或服务的内存正在泄漏，或曾因内存被杀。*受影响*（警告）。*可能受影响*（提示）：版本无法读出、早于已知最旧的受影响版本、是修复版本的预发布版，或是可能已含修复的厂商构建。已移植修复的版本不会被误报。`,
		message: (p) => `${who(p)}：${sentence(p.symptom["zh-CN"])}${upgrade(p)}${conditions(p)}${stopgap(p)}`,
	},
	label: {
		component: "组件",
		where: "版本取自",
		affected: "受影响版本",
		fixed: "修复版本",
		trigger: "触发条件",
		requires: "可核对的条件",
		symptom: "症状",
		stopgap: "临时措施",
		references: "参考",
		verification: "依据",
	},
	text: (texts) => texts["zh-CN"],
	range,
	place,
	requirement,
	inferred: (head) => `${head}（推断）`,
	noFix: "尚无已知的修复版本",
	set: (count, serial) =>
		`共 ${count} 条${serial === null ? "（内置）" : `（数据集 ${serial}）`}。用 plimsoll advisories ID 查看某一条的全文。`,
	some: (shown, count) => `${count} 条中的 ${shown} 条。用 plimsoll advisories ID 查看某一条的全文。`,
	updated: (count, serial, path) => `数据集 ${serial}（${count} 条）已保存到 ${path}。`,
};

function who(p: AdvisoryParams): string {
	const version = p.version === null ? "" : ` ${p.version}`;
	const [first = "", ...others] = p.nodes;
	const on = others.length > 0 ? `（${first} 等 ${p.nodes.length} 个节点）` : first === "" ? "" : `（节点 ${first}）`;
	// 全角括号之后不再空格。
	const thing = `${p.component}${version}${on || " "}`;
	if (p.grade === "showing") return `${thing}存在已知的内存缺陷，且症状已经出现`;
	if (p.grade === "affected") return `${thing}存在已知的内存缺陷${p.inferred ? "（推断）" : ""}`;
	return `${thing}可能存在已知的内存缺陷（${p.reason === null ? GAP : REASON[p.reason]}）`;
}

function upgrade(p: AdvisoryParams): string {
	if (p.upgradeTo !== null) return `已在 ${p.upgradeTo} 中修复。`;
	return p.fixed.length === 0 ? "尚无已知的修复版本。" : `已在 ${p.fixed.join("、")} 中修复。`;
}

function conditions(p: AdvisoryParams): string {
	const holding = p.conditions.filter(({ holds }) => holds === true).map(({ requires }) => requirement(requires));
	const not = p.conditions.filter(({ holds }) => holds === false).map(({ requires }) => requirement(requires));
	const seen = holding.length === 0 ? "" : `触发条件已具备：${holding.join("；")}。`;
	return not.length === 0 ? seen : `${seen}未见触发条件：${not.join("；")}。`;
}

function stopgap({ stopgap: texts, grade }: AdvisoryParams): string {
	return texts === null || grade === "possibly" ? "" : `在此之前：${sentence(texts["zh-CN"])}`;
}

function sentence(text: string): string {
	return /[。！？]$/.test(text) ? text : `${text}。`;
}

function range({ from, seen, before, through }: Advisory["affected"][number]): string {
	if (from !== undefined && from === through) return from;
	const older = from === undefined ? "更早的版本也可能受影响" : `自 ${from} 起可能受影响`;
	const start =
		seen !== undefined
			? `自 ${seen} 起已确认（${older}）`
			: from !== undefined
				? `自 ${from} 起`
				: "所有版本均可能受影响";
	if (before !== undefined) return `${start}，${before} 之前`;
	return through === undefined ? start : `${start}，至 ${through}`;
}

function place(where: Advisory["where"][number]): string {
	if ("images" in where) {
		const only = where.only === undefined ? "" : `，仅限 ${where.only.join(" 或 ")}`;
		const not = where.not === undefined ? "" : `，${where.not.join("、")} 除外`;
		return `镜像 ${where.images.join(" 或 ")}${only}${not}`;
	}
	if ("server" in where) return "API 服务器的版本";
	if ("chart" in where) return `Helm chart ${where.chart}`;
	const workers = where.workers === true ? "（工作节点）" : "";
	if (where.node === "runtime") return `容器运行时 ${where.runtime}${workers}`;
	return `${{ kubelet: "kubelet", kernel: "内核", os: "操作系统镜像" }[where.node]}${workers}`;
}

function requirement(requires: Requirement): string {
	if ("churn" in requires) return CHURN[requires.churn];
	if ("controlPlaneAway" in requires) return "控制平面曾经失联";
	if ("replicas" in requires) return `至少 ${requires.replicas} 个副本`;
	if ("initContainers" in requires) return "存在带 init 容器的 Pod";
	if ("beside" in requires) return `集群中运行着 ${requires.beside}`;
	const { from, before } = requires.kernel;
	return `内核${[from === undefined ? "" : `自 ${from} 起`, before === undefined ? "" : `${before} 之前`].filter((part) => part !== "").join("，")}`;
}
