import { formatBytes } from "../format.ts";
import type { RecordWords } from "../record.ts";
import { inChinese } from "./said.ts";

export const record: RecordWords = {
	recording: (source, path, interval) =>
		`正在把 ${source} 记录到 ${path}，每个节点每 ${interval} 秒一次；按 Ctrl-C 结束。`,
	status: (nodes, containers, missing, samples, bytes) =>
		`${nodes} 个节点，${containers} 个容器，${samples} 个样本，${formatBytes(bytes)}${missing > 0 ? `；${missing} 个节点读取不到` : ""}`,
	away: (detail) => `API 服务器无法访问（${inChinese(detail)}）；在允许的情况下直接询问各 kubelet。`,
	back: "API 服务器已恢复。",
	refused: (what, detail) => `无权监视 ${what}（${inChinese(detail)}）：不含这部分，记录继续进行。`,
	behind: (nodes) => `有 ${nodes} 个节点在排队等待读取：请增大 --interval。`,
	damaged: (path, moved) => `${path} 已损坏：现已改名为 ${moved}，并新建了文件。`,
	unwritable: (path, detail) => `无法写入 ${path}（${inChinese(detail)}）：在恢复可写之前，样本会丢失。`,
	writable: (path) => `${path} 已恢复可写。`,
	ended: (path, samples, bytes) => `已向 ${path} 写入 ${samples} 个样本（${formatBytes(bytes)}）。`,
};
