import type { FailureParams } from "../../model/failure.ts";
import { formatBytes } from "../format.ts";
import type { FailureWords } from "../words.ts";
import { place } from "./place.ts";
import { inChinese } from "./said.ts";

const meant = (nearest: string | null) => (nearest === null ? "" : `是否想输入 ${nearest}？`);

export const failures: FailureWords = {
	"unknown-command": (p) => `没有命令“${p.command}”。${meant(p.nearest)}用 plimsoll --help 查看全部命令。`,
	"fix-unknown": (p) => `本机没有应用过编号为 ${p.id} 的改动；plimsoll fix --list 列出已有的改动。`,
	"fix-elsewhere": (p) =>
		`${p.id} 是在 ${p.server}${p.context === "" ? "" : `（上下文 ${p.context}）`}应用的：请用 --context 选择该集群再撤销。`,
	"unknown-rule": (p) => `没有规则“${p.rule}”。${meant(p.nearest)}用 plimsoll rules 查看全部规则。`,
	"unknown-advisory": (p) =>
		`没有编号或名称中含“${p.id}”的已知缺陷。${meant(p.nearest)}用 plimsoll advisories 查看全部。`,
	"unknown-flag": (p) => `${p.command} 没有参数 ${p.flag}。${meant(p.nearest)}用 ${p.command} --help 查看它的参数。`,
	"missing-value": (p) => `${p.flag} 需要一个值。`,
	"bad-value": (p) => `${p.flag} 不能是“${p.value}”：应为 ${p.expected}。`,
	"missing-argument": (p) => `${p.command} 缺少 ${p.argument}。用 ${p.command} --help 查看用法。`,
	"extra-argument": (p) => `${p.command} 不接受“${p.argument}”。用 ${p.command} --help 查看用法。`,
	"flags-conflict": (p) => `${p.one} 与 ${p.other} 不能同时使用：请去掉其中一个。`,
	"terminal-output": (p) => `${p.command} 输出的是归档，而标准输出是终端：请用 -o 指定文件，或重定向到文件或管道。`,
	"bad-target": (p) => `“${p.target}”既不是 Pod 名称，也不是 KIND/NAME：例如 web-0 或 deploy/web。`,
	"flag-needs": (p) => `${p.flag} 需要与 ${p.other} 一起使用。`,
	"listen-remote": (p) =>
		`其他人可以访问 ${p.address}，得到该地址的人都能看到您的 kubeconfig 所能看到的内容。请监听 127.0.0.1，或用 --login kubernetes 要求登录，或加上 --allow-remote。`,
	"file-unreadable": (p) => `无法读取 ${p.path}（${p.flag}）：${inChinese(p.detail)}。`,
	"listen-failed": (p) => `无法监听 ${p.address}：${inChinese(p.detail)}。请用 --listen 指定其他地址。`,
	"output-unwritable": (p) => `无法写入 ${p.path}：${inChinese(p.detail)}。`,
	"target-not-found": (p) =>
		p.namespace === null
			? `${p.source} 中没有 ${p.target}。${meant(p.nearest ?? null) || "请检查名称。"}`
			: p.namespace === ""
				? `在 ${p.source} 的任何命名空间中都没有 ${p.target}。${meant(p.nearest ?? null) || "请检查名称。"}`
				: `在 ${p.source} 的命名空间 ${p.namespace} 中没有 ${p.target}。${meant(p.nearest ?? null) || "请检查名称，或用 -n 指定命名空间。"}`,
	"no-kubeconfig": (p) =>
		`没有可查询的集群：在 ${p.looked.join("、")} 没有找到指明集群的 kubeconfig。请设置 KUBECONFIG、使用 --kubeconfig FILE，或用 --from PATH 读取文件。`,
	"kubeconfig-unreadable": (p) => `无法读取 kubeconfig ${p.path}：${inChinese(p.detail)}。`,
	"kubeconfig-is-directory": (p) => `kubeconfig ${p.path} 是一个目录：请指定其中的文件。`,
	"kubeconfig-file": (p) => `无法读取 kubeconfig 或参数指定的文件 ${p.path}：${inChinese(p.detail)}。`,
	"kubeconfig-malformed": (p) => `kubeconfig ${p.path} 无效：${inChinese(p.detail)}。`,
	"no-such-context": (p) =>
		`kubeconfig 中没有上下文“${p.context}”。${p.known.length === 0 ? "其中没有任何上下文：可用 kubectl config set-context 创建。" : `现有：${p.known.join("、")}。`}`,
	"context-incomplete": (p) => `上下文“${p.context}”缺少 ${p.missing}：请修正 kubeconfig，或用 --context 选择另一个。`,
	"auth-unsupported": (p) =>
		`用户“${p.user}”使用 ${p.method} 登录，kubectl 也已不再支持：请在 kubeconfig 中改用 exec 插件（例如 kubelogin）。`,
	"credential-failed": (p) => `无法取得用户“${p.user}”的凭据：${inChinese(p.detail)}。`,
	"certificate-expired": (p) => `用户“${p.user}”的客户端证书已于 ${p.expired} 过期：请获取新的 kubeconfig。`,
	"cluster-unreachable": (p) =>
		`无法连接 API 服务器 ${p.server}：${inChinese(p.detail)}。请检查地址、网络或 --context。`,
	"cluster-tls": (p) =>
		`API 服务器 ${p.server} 不可信：${inChinese(p.detail)}。请检查 kubeconfig 中的证书颁发机构，或服务器自身的证书。`,
	"cluster-timed-out": (p) => `API 服务器 ${p.server} 在 ${p.seconds} 秒内没有应答。请重试，或增大 --request-timeout。`,
	"cluster-unauthorized": (p) =>
		`API 服务器 ${p.server} 拒绝了${p.user === "" ? "所给的凭据" : `用户“${p.user}”的凭据`}：请重新登录。`,
	"cluster-forbidden": (p) => `无权读取 ${p.what}：${inChinese(p.detail)}。请申请读权限，或用 -n 选择命名空间。`,
	"cluster-failed": (p) => `API 服务器 ${p.server} 返回 ${p.status}：${inChinese(p.detail)}。`,
	"cluster-not-kubernetes": (p) =>
		`${p.server} 处应答的不是 Kubernetes API 服务器：${inChinese(p.detail)}。请检查地址或代理。`,
	"no-history": (p) => `在 ${p.source} 中找不到内存时间序列：请给出 --prometheus-url URL、--history PATH 或序列文件。`,
	"prometheus-file": (p) => `无法读取访问监控引擎所需的文件 ${p.path}：${inChinese(p.detail)}。`,
	"prometheus-failed": (p) =>
		`监控引擎 ${p.engine} 没有给出任何数据：${inChinese(p.detail)}。请检查 --prometheus-url 及其相关参数。`,
	"advisories-untrusted": (p) =>
		`${p.path} 不是由该密钥签名，或签名后被改动：不会采用其中任何内容。请重新获取，或用 --key 给出它的公钥。`,
	"advisories-stale": (p) => `${p.path} 已于 ${p.expired} 过期：请获取更新的数据集。`,
	"advisories-older": (p) =>
		`${p.path} 是数据集 ${p.serial}，而现有的是 ${p.have}：不会换成更旧的。用 plimsoll advisories reset 可恢复内置数据集。`,
	"advisories-malformed": (p) => `${p.path} 无法使用：${setProblem(p)}。`,
	"advisories-unreachable": (p) => `无法获取 ${p.url}：${inChinese(p.detail)}。请检查地址，或改用文件。`,
	"archive-missing": (p) => `${place(p.path)} 不存在：请检查路径。`,
	"archive-unreadable": (p) => `无法读取 ${place(p.path)}：${inChinese(p.detail)}。`,
	"archive-truncated": (p) => `${place(p.path)} 不完整，其中没有可用的内容：${inChinese(p.detail)}。请重新生成或复制。`,
	"archive-too-large": (p) => `${place(p.path)} 解压后超过 ${formatBytes(p.limit)}：不再继续读取。请减少文件。`,
	"archive-empty": (p) =>
		`${place(p.path)} 中没有 Plimsoll 能读取的内容。请提供 kubectl get -o json 或 -o yaml 输出的对象、cluster-info dump、内核日志或采集文件。`,
	"archive-malformed": (p) => `无法理解 ${place(p.path)}：${inChinese(p.detail)}。`,
	"series-malformed": (p) => `${place(p.path)}${p.line === 0 ? "" : ` 第 ${p.line} 行`}：${seriesProblem(p)}。`,
	"history-in-use": (p) => `另一个记录器正在写入 ${p.path}：请先停止它，或用 --history FILE 另指定文件。`,
	"history-foreign": (p) => `${p.path} 是其他程序的文件，未作改动。请用 --history FILE 另指定文件。`,
	"history-newer": (p) =>
		`${p.path} 由更新版本的 Plimsoll 写成（格式 ${p.version}，本版本只认识到 ${p.known}）：请使用那个版本，或用 --history FILE 另指定文件。`,
	"manifest-missing": (p) => `${p.path} 不存在：请给出清单文件、清单目录，或用 - 表示标准输入。`,
	"manifest-unreadable": (p) => `无法把 ${p.path} 作为清单读取：${inChinese(p.detail)}。`,
	"manifest-too-large": (p) =>
		`${p.path === "-" ? "标准输入" : `${p.path} `}超过 ${formatBytes(p.limit)}，正常的清单不会这么大。请拆分它，或给出生成它的目录。`,
	"manifests-empty": (p) =>
		`${p.path === "-" ? "标准输入" : `${p.path} `}中没有清单：请给出 .yaml、.yml 或 .json 文件，或 helm template、kustomize build 的输出。`,
	"settings-unreadable": (p) => `无法读取设置文件 ${p.path}：${inChinese(p.detail)}。`,
	"settings-malformed": (p) => `${p.path}:${p.line} 不是合法的 YAML：${inChinese(p.detail)}。`,
	"settings-unknown-key": (p) =>
		`${p.path}:${p.line}：${p.within === "" ? "" : `${p.within} 下`}没有“${p.key}”这个设置项。${knownKeys(p)}`,
	"settings-bad-value": (p) => `${p.path}:${p.line}：${p.key} 不能是“${p.value}”，应写成 ${p.expected}。`,
	"baseline-unreadable": (p) =>
		`无法读取基线文件 ${p.path}：${inChinese(p.detail)}。可用 --write-baseline ${p.path} 重新生成。`,
	"certificate-unusable": (p) => `证书 ${p.cert} 与私钥 ${p.key} 无法使用：${inChinese(p.detail)}。`,
	"message-lost": (p) => `发往 ${p.receiver} 的一条消息已放弃：${inChinese(p.detail)}。`,
	"helm-missing": (p) =>
		`没有找到 helm，无法渲染 ${p.chart}：请安装 helm，或在别处渲染后传入结果：helm template ${p.chart} | plimsoll lint -`,
	"helm-failed": (p) => `helm 无法渲染 ${p.chart}：${inChinese(p.detail)}`,
	"fix-needs-files": () => "--fix 要改写文件，而标准输入不是文件：请给出文件或目录。",
	internal: (p) => `这是 Plimsoll 的缺陷：${inChinese(p.detail)}。请连同所用命令一并报告。`,
};

function seriesProblem({ problem, column, value }: FailureParams["series-malformed"]): string {
	switch (problem) {
		case "header":
			return column === ""
				? "缺少表头；首行必须给出列名 series,t,bytes,capacity"
				: column === "series" && !value.includes("series")
					? "这不是序列文件，序列文件的首行应为列名 series,t,bytes,capacity；采集文件或目录请用 --from 给出"
					: `表头必须恰好包含一次列 ${column}：${value}`;
		case "cells":
			return `单元格数与表头不一致：${value}`;
		case "number":
			return column === "t" ? `列 t 不是以秒计的 unix 时间：${value}` : `列 ${column} 不是数字：${value}`;
		case "quote":
			return `带引号的名称没有结束：${value}`;
		case "sample":
			return `这一行不是 OpenMetrics 文本格式的样本：${value}`;
		case "time":
			return `样本没有时间戳，无法作为历史使用：${value}`;
		case "long-line":
			return "该行过长，不是序列文件的一行";
	}
}

/** 数量少时逐一列出；规则太多，则指向目录。 */
function knownKeys({ known }: FailureParams["settings-unknown-key"]): string {
	return known.length <= 8 ? `可用：${known.join("、")}。` : "用 plimsoll rules 查看全部规则。";
}

function setProblem({ problem, detail }: FailureParams["advisories-malformed"]): string {
	switch (problem) {
		case "directory":
			return "这是一个目录，请指定其中的数据集文件";
		case "size":
			return "比任何缺陷数据集都大";
		case "json":
			return `不是 JSON，或内容被截断（${inChinese(detail)}），请重新获取`;
		case "kind":
			return "不是缺陷数据集，请提供由 scripts/sign-advisories.ts 生成的文件";
		case "fields":
			return "签名内容中应有 serial、expiresAt 和 advisories";
		case "advisory":
			return `其中有一条缺陷数据不合规范：${detail}`;
		case "key":
			return "其中没有 PEM 格式的公钥";
		case "key-type":
			return "其中的密钥不是 Ed25519 密钥";
	}
}
