import type { FixWords } from "../fix.ts";
import { formatBytes } from "../format.ts";
import { inChinese } from "./said.ts";

const RISK = { low: "低", medium: "中", high: "高" };

export const fix: FixWords = {
	obstacle: {
		managed: ({ by, where }) =>
			`未改动：该对象由 ${by}${where === "" ? "" : `（${where}）`}管理，改动会被它覆盖。请到那里修改；仍要在此修改，请加 --even-if-managed。`,
		"not-found": () => "未改动：该对象已不存在。",
		"not-kept": () => "无法展示差异：归档中没有该对象，或没有保留其全部内容。",
		unreadable: ({ detail }) => `未改动：无权读取该对象（${inChinese(detail)}）。`,
		missing: ({ path }) => `未改动：该对象中已没有 ${path}。`,
		"changed-since": ({ path, seen, now }) =>
			`未改动：${path} 现为 ${now}，而诊断时的 Pod 为 ${bytesText(seen)}：可能此后已有人改过（等 Pod 更新后再看），也可能由别的组件在 Pod 中设置，例如 VerticalPodAutoscaler。`,
		already: () => "无需改动：该对象已是这个值。",
		drifted: ({ path, shown, now }) =>
			`未改动：${path} 展示时为 ${shown}，现为 ${now}，期间有人改过。请重新运行本命令查看现状。`,
		replaced: () => "未改动：该名称现在属于另一个对象，原先展示的那个已不存在。",
		superseded: ({ by }) => `略过：第 ${by} 项已改动同一字段。`,
		"applied-before": ({ id }) => `略过：在此之后 ${id} 已改动同一字段，是否有效尚待观察。--undo ${id} 可撤销。`,
		risk: ({ risk }) => `未应用：仅 --yes 只应用低风险处置，而此项为${RISK[risk]}风险；请加 --risk ${risk}。`,
		conflict: () => "未改动：同一时间一直有人在修改该对象（HTTP 409）。请重新运行本命令。",
		forbidden: ({ detail }) => `未改动：权限不足（${inChinese(detail)}）。需要对该对象的 get 与 patch 权限。`,
		refused: ({ detail }) => `未改动：API 服务器拒绝：${inChinese(detail)}`,
		"pods-refused": ({ detail }) => `未改动：API 服务器不会放行由此产生的 Pod：${inChinese(detail)}`,
		uncertain: ({ detail }) =>
			`没有得到应答（${inChinese(detail)}）：改动可能已生效，也可能没有。plimsoll fix --list 可查到编号，--undo 会先核对再改动。`,
	},
	effect: {
		"rolls-out": ({ pods }) => `其 ${pods} 个 Pod 将通过滚动更新分批替换。`,
		recreates: ({ pods }) => `其 ${pods} 个 Pod 将全部停止，然后重新启动。`,
		"on-delete": ({ pods }) => `其 ${pods} 个 Pod 保持原样，直到有人将其删除（OnDelete）。`,
		paused: () => "其发布处于暂停状态：恢复之前不会有任何变化。",
		"new-pods-only": () => "只对新建的 Pod 生效：ReplicaSet 不会替换已有的 Pod。",
		"next-job": () => "从下一个 Job 起生效：已有的 Job 保持不变。",
		"config-map": () => "程序重新读取文件或其 Pod 重新启动后才会生效。",
		resized: ({ restarts }) =>
			restarts ? "容器在原 Pod 中调整大小，并因此重启一次。" : "正在运行的容器原地调整大小。",
		reserves: ({ bytes }) =>
			bytes > 0 ? `多占用节点内存预留 ${formatBytes(bytes)}。` : `归还节点内存预留 ${formatBytes(-bytes)}。`,
		"applied-from-manifest": () => "该对象由清单应用而来：请同时修改清单，否则下一次 kubectl apply 会恢复旧值。",
		"pods-unchecked": ({ detail }) => `无法核实配额与限制是否放行其 Pod（${inChinese(detail)}）。`,
	},
	guard: {
		"same-object": "仍是同一个对象",
		"fields-unchanged": "字段仍是所展示的值",
		"not-managed": "没有其他工具管理该对象",
		"dry-run": "API 服务器试运行接受该改动",
		"pods-dry-run": "并放行由此产生的 Pod（配额、LimitRange、准入）",
	},
	effects: (sentences) => `影响：${sentences.join("")}`,
	guards: (parts) => `事先确认：${parts.join("；")}。`,
	undoable: "撤销：plimsoll fix --undo 可恢复旧值；改动之前旧值已先记录在本机。",
	more: (findings) => `对应 ${findings} 条发现`,
	accepted: "API 服务器会接受该改动。未作任何改动（试运行）。",
	applied: (undo) => `已应用。撤销：${undo}`,
	prove: (command) => `运行一段时间后，验证是否有效：${command}`,
	skipped: "未应用。",
	ask: "应用？[y/N/q/?]",
	askUndo: "撤销？[y/N/q/?]",
	askHelp: "y：执行该改动；N 或回车：不改；q：不改，并结束",
	byHand: (n) => `另有 ${n} 项处置是命令，请自行执行：`,
	onlyShown: (command) => `未作任何改动。在终端中会逐项询问；否则请用：${command}`,
	onlyShownUndo: (command) => `未作任何改动。在终端中会询问；否则请用：${command}`,
	archive: "未作任何改动：这里只有归档。清单文件请用 plimsoll lint --fix 修改。",
	nothing: "没有可由 fix 修改的内容：没有任何发现带有补丁。",
	sum: ({ applied, accepted, refused, left }) =>
		[
			`已应用 ${applied} 项`,
			...(accepted === 0 ? [] : [`试运行通过 ${accepted} 项`]),
			...(refused === 0 ? [] : [`被拒绝 ${refused} 项`]),
			`剩余 ${left} 项`,
		].join("，"),
	nothingToUndo: "本集群没有可撤销的改动；plimsoll fix --list 列出在其他集群应用过的改动。",
	undone: "已撤销。",
	undoing: ({ id, rule }, age) => `撤销 ${id}（${age}因 ${rule} 应用）`,
	state: { begun: "不明", applied: "已应用", undone: "已撤销" },
	column: { id: "编号", when: "时间", object: "对象", change: "改动", state: "状态", cluster: "集群" },
	noRecords: "本机没有应用过任何改动。",
	riskFlag: (risk) => `--yes --risk ${risk}`,
};

function bytesText(text: string): string {
	const bytes = Number(text);
	return Number.isFinite(bytes) ? formatBytes(bytes) : text;
}
