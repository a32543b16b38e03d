import type { LeakParams, LeakRuleParams } from "../../model/rules-leaks.ts";
import { bytesText, percent, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { duration } from "./report.ts";

export const leakRules: Pick<RulesWords, keyof LeakRuleParams> = {
	"leak/steady": {
		title: "内存泄漏",
		about: `容器内存的底线在上升，涨上去的部分没有归还。底线取每一小段的第 10 百分位，因此瞬时高峰和垃圾回收的锯齿都落在底线之上，不计在内。

与看似泄漏的情形区分开来：预热和有上限的缓存会放缓并停下；台阶是一次跳变，前后各有一个水平；负载带来的内存会归还；日节律在同一时刻不高于前一天。这些都会逐项度量，再由一组简短的问卷对度量打分得出置信度，并用已知标签的序列校准。做法和出错率见 docs/leaks.md。

当底线加上平常落在其上的部分，按目前的速度碰到限制时，即为达到限制的时间；区间来自各段速度之间的差异。已知重启时，只看最近一次重启之后的样本。与内存平常的波动相比很小的泄漏，或者刚刚开始的泄漏，看不出来。`,
		message: (p) =>
			`${since(p)}内存增长了 ${size(p.leakedBytes)}，每小时 ${size(p.bytesPerHour)}，其中 ${percent(p.keptBytes / Math.max(1, p.leakedBytes))} 从未归还。${limit(p)}`,
	},
	"leak/restart-masked": {
		title: "重启掩盖了泄漏",
		about: `从一次重启到下一次重启，内存沿直线增长，无论重启来自内核的 OOM killer、定时任务还是发布。跨越数周的图表看起来是没有越界的锯齿，而每个齿都是泄漏。

重启取自容器的启动时间。序列中没有启动时间时，由骤降推断：内存一下子降去其波动范围的相当一部分，并停留在低位。垃圾回收的锯齿和被清空的缓存也是这种形状：因此只有发生在限制处（内核在那里结束进程）的骤降才算重启；不知道限制时，只有全都发生在同一高度的才算。启动时间表明没有重启过的，一概不算。每次启动后的最初一段是预热，不计在内。

泄漏始于增长首次远快于此前各段的那次启动；若一直如此，则始于观察之初。若重启间隔均匀、且远在达到限制之前，就不给出达到限制的时间：只要重启照旧，限制就不会达到。`,
		message: (p) =>
			`${since(p)}每两次重启之间内存增长 ${size(p.leakedBytes)}，每小时 ${size(p.bytesPerHour)}：重启 ${p.restarts} 次${p.recorded ? "" : "（由骤降推断）"}，间隔 ${duration(p.lifeSeconds)}，重启前达到 ${size(p.peakBytes)}。${p.restartsFirst ? `重启定时发生，在达到${lineOf(p)}之前。${gone(p)}` : limit(p)}`,
	},
	"leak/fleet": {
		title: "所有副本都在泄漏",
		about: `运行同一版本的各个副本以同样的方式泄漏，用一条结论代表全部。

每个副本先单独判断，先后接替的 Pod 视为同一个副本，再把证据合在一起：副本相互印证，比任何单个副本都更可信；但它们运行同样的代码、承受同样的负载，可能犯同样的错，所以不能当作彼此独立的证人。至少要有两个副本，并且至少一半在运行的副本倾向于泄漏。只有一个副本泄漏而其余正常时（例如 leader），该副本单独成一条结论。

速度取泄漏副本的中位数，时间取最先达到限制的副本。`,
		message: (p) =>
			`${p.image === "" ? "" : `${p.image} 的 `}${p.replicas} 个副本中有 ${p.leaking} 个在泄漏，每个每小时增长 ${size(p.bytesPerHour)}（${size(p.bytesPerHourFrom)} 至 ${size(p.bytesPerHourTo)}）；其中最严重的是 ${p.pod}，${since(p)}增长了 ${size(p.leakedBytes)}。${limit(p)}`,
	},
	"leak/since-rollout": {
		title: "自某次发布起泄漏",
		about: `工作负载当前运行的版本在泄漏，而之前的版本没有。版本指镜像；镜像相同时指所有者的修订（Deployment 的 ReplicaSet），Pod 模板中的配置一变，修订也随之改变。

旧版本必须观察得足够久、可以判断，没有泄漏的倾向，且增长速度不到现在的三分之一。新旧版本的 Pod 按什么时候运行了什么来区分，而不是按名字。若前一个版本也在泄漏，则归于那个版本的发布，依此类推；发布很久之后才开始的泄漏，不归于该次发布。`,
		message: (p) =>
			`自 ${timeText(p.rolledOutAt)} 的发布起内存泄漏，已增长 ${size(p.leakedBytes)}，每小时 ${size(p.bytesPerHour)}${p.replicas > 1 ? `（${p.replicas} 个副本中的 ${p.leaking} 个）` : ""}：${p.change === "image" ? "镜像" : "修订"} ${p.after}。此前的 ${p.before} 没有泄漏（${duration(p.spanBeforeSeconds)}内每小时 ${size(p.bytesPerHourBefore)}）。${limit(p)}`,
	},
	"leak/daemon": {
		title: "节点上的进程在泄漏",
		about: `Pod 之外的 cgroup 在泄漏：kubelet、k3s、容器运行时，或节点上的其他服务。没有容器限制能约束它；它挤占节点上每个 Pod 的内存，节点内存耗尽时内核可能杀死它，连带它所运行的一切。

判断方法与容器相同。整个节点和所有 Pod 之上的 cgroup 不单独判断：其中的增长归到相应的 Pod 或守护进程名下。`,
		message: (p) =>
			`${p.daemon}（${p.cgroup}）${p.restarts > 0 ? "每两次重启之间" : since(p)}增长了 ${size(p.leakedBytes)}，每小时 ${size(p.bytesPerHour)}。${limit(p)}`,
	},
	"leak/driven": {
		title: "随处理的事物增长",
		about: `每发生一次被计数的事件，内存就增长若干字节：命名空间或 PVC 的创建与删除、watch 的重新建立、请求、连接。

随时间上升的两样东西看起来总是相像，因此计数器必须比时间解释得更多：把内存同时对计数器、时间和时间的平方做回归，允许误差前后相关（Cochrane 与 Orcutt，1949），进程每次启动后各有自己的水平，并计入以日为周期的波动，计数器的作用必须超出偶然所能达到的程度。然后把仅有时间、每个计数器，以及仅仅在用的量（计数器的速率，或创建数减去删除数）的似然相互权衡。如果内存跟随的是在用的量，那就是负载，不是泄漏。

以均匀的节奏发生的事件无法与时间区分，此时不下结论。`,
		message: (p) =>
			`每发生一次 ${p.driver}，内存增长 ${size(p.bytesPerEvent)}（九成把握：${size(p.bytesPerEventFrom)} 至 ${size(p.bytesPerEventTo)}）；共计数 ${Math.round(p.events)} 次，${since(p)}内存增长 ${size(p.leakedBytes)}。在 ${p.counters} 个计数器和时间当中，原因是它的把握为 ${percent(p.driverConfidence)}。${limit(p)}`,
	},
	"leak/while-disconnected": {
		title: "API 服务器不可达时增长",
		about: `API 服务器不可达时内存增长，在此之前和之后则不增长或慢得多。没有退避的重试、不释放的缓存、反复重建的 watch 都会如此；控制平面长时间停止时，该进程会拖垮所在的节点。

把不可达期间的增长与前后同样长的时间内的增长相比较，允许误差前后相关，进程每次启动后各有自己的水平。增长还必须明显超过内存平时在同样长的时间内的起伏。`,
		message: (p) =>
			`API 服务器不可达时内存每小时增长 ${size(p.bytesPerHour)}（九成把握：${size(p.bytesPerHourFrom)} 至 ${size(p.bytesPerHourTo)}），其余时间每小时 ${size(p.bytesPerHourOutside)}：不可达 ${p.disconnections} 次，共 ${duration(p.disconnectedSeconds)}；${since(p)}内存增长 ${size(p.leakedBytes)}。${limit(p)}`,
	},
};

function since(p: LeakParams): string {
	const interval = `（九成把握：${timeText(p.sinceFrom)} 至 ${timeText(p.sinceTo)}）`;
	return `自 ${timeText(p.since)}${p.sinceFrom === p.sinceTo ? " " : interval}以来`;
}

function limit(p: LeakParams): string {
	if (p.limit === null && p.threshold === null) return p.goneAt === undefined ? "没有限制能让它停下。" : gone(p);
	if (p.limitAt === null || p.limitFrom === null) return gone(p);
	const sure = `（九成把握：${timeText(p.limitFrom)} ${p.limitTo === null ? "或更晚" : `至 ${timeText(p.limitTo)}`}）。`;
	return p.goneAt === undefined
		? `约在 ${timeText(p.limitAt)} 达到${lineOf(p)}${sure}`
		: `${gone(p)}若当时照此继续，本会在约 ${timeText(p.limitAt)} 达到${lineOf(p)}${sure}`;
}

function gone({ goneAt }: LeakParams): string {
	return goneAt === undefined ? "" : `以上为截至 ${timeText(goneAt)} 的情况；此后再无测量：它已不在，或不在视野内。`;
}

function lineOf(p: LeakParams): string {
	return p.limit === null ? "节点的驱逐阈值" : `限制 ${size(p.limit)}`;
}

function size(bytes: number): string {
	return bytesText(bytes, " 字节");
}
