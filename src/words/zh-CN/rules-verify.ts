import type { Interval, VerifyParams, VerifyRuleParams, VerifySide } from "../../model/rules-verify.ts";
import { bytesText, formatBytes, timeText } from "../format.ts";
import type { RulesWords } from "../words.ts";
import { duration } from "./report.ts";

const HOW = `\`plimsoll verify KIND/NAME --since ROLLOUT|TIME\` 将某一时刻之前与之后的测量相比较：容器每次运行期间的增长（各段低位之间的中位斜率，Theil 1950，附 95 % 区间，Sen 1968；预热不计）、通常的峰值（前后各取等长的时段，其最高内存的中位数，附次序统计量区间），以及重启、OOM 杀死与驱逐的频率（精确泊松区间，Garwood 1936；二者之比按 Przyborowski 与 Wilenski 1940）。若历史中有驱动增长的计数，则按前后两段的负载折算预期；重启次数与峰值中有多少源于负载并不可知，因此两种假设都须成立。重启频率按每个容器计，副本增减不影响结论。若此前同样长的时段中超过二十分之一自身就出现过同样的增长或停顿，之后出现也不能说明什么：跳跃式的泄漏在两次跳跃之间本就静止。刚启动的进程增长到此前进程的水平不算变差：第一天以此前的最高值为准，之后以通常的峰值为准；仍可能继续增长时，也不算改善。`;

export const verifyRules: Pick<RulesWords, keyof VerifyRuleParams> = {
	"verify/fixed": {
		title: "修复有效",
		about: `${HOW}

已修复：剩余增长的区间上限不到原来的五分之一，且被杀的频率不再如前；或者被杀与重启一次也没有再发生，而频率若未变，这样的偶然不到二十分之一。\`scan\` 会记住这一结论，若问题重现会加以提示。`,
		message: (p) => `自 ${timeText(p.since)} 起已修复。${sides(p)}`,
	},
	"verify/improved": {
		title: "有所改善，尚未修复",
		about: `${HOW}

有所改善：内存仍在增长或仍会被杀，但确定比以前少：之后的区间至少比之前低五分之一。既不增长也不被杀时，比较通常的峰值。`,
		message: (p) => `自 ${timeText(p.since)} 起有所改善，但尚未修复。${sides(p)}`,
	},
	"verify/unchanged": {
		title: "没有变化",
		about: `${HOW}

没有变化：之后的增长已足够明确，与之前无异；或前后都没有增长（且观测时间已足以显出此前能看到的增长），也没有更多或更少地被杀，峰值也未变。`,
		message: (p) => `自 ${timeText(p.since)} 起没有变化。${sides(p)}`,
	},
	"verify/worse": {
		title: "比以前更糟",
		about: `${HOW}

更糟：之后增长的区间比之前高五分之一以上，或原本不增长的内存开始增长，或被杀次数多于偶然所能解释，或通常的峰值高出五分之一以上。`,
		message: (p) => `自 ${timeText(p.since)} 起更糟了。${sides(p)}`,
	},
	"verify/too-early": {
		title: "为时尚早",
		about: `${HOW}

为时尚早：此后观测到的太少，无法区分修复与否，也无法区分不增长与增长太慢而尚看不出。若内存照此发展，会给出何时可以判断；斜率的误差随观测时间的一点五次方下降。若此后完全没有负载，或此前的测量太少，则无从判断。`,
		message: (p) => `${early(p)}${sides(p)}`,
	},
	"verify/reopened": {
		title: "已修复的问题重现",
		about: `\`plimsoll verify\` 曾证实此问题已修复，而 \`scan\` 又发现了它：泄漏、因内存而死，或运行着存在已知缺陷的版本。已证实的修复记录在 XDG 状态目录下的 \`fixed.json\` 中；\`--no-memory\` 则既不读取也不写入。`,
		message: (p) =>
			`${p.workload.kind} ${p.workload.namespace}/${p.workload.name} 曾于 ${timeText(p.fixedAt)} 证实修复，如今 ${p.came} 重现。`,
	},
};

function early({ since, load, before, tellAt }: VerifyParams): string {
	if (load?.after === 0) return `自 ${timeText(since)} 起没有计到任何 ${load.counter}：没有负载便无从判断。`;
	if (tellAt === null && before.bytesPerHour === null)
		return `${timeText(since)} 之前的测量太少，无从判断该变更是否有效。`;
	const when = tellAt === null ? "" : `；约在 ${timeText(tellAt)} 可以判断`;
	return `要判断 ${timeText(since)} 的变更是否有效，为时尚早${when}。`;
}

function sides({ before, after, load }: VerifyParams): string {
	const counted =
		load === null || load.after === 0
			? ""
			: `${load.counter}：之前每小时 ${load.before.toFixed(1)}，之后 ${load.after.toFixed(1)}；已计入。`;
	return `之前${image(before)}：${side(before)}。之后${image(after)}：${side(after)}。${counted}`;
}

function image(side: VerifySide): string {
	return side.image === "" ? "" : `（${side.image}）`;
}

function side({ bytesPerHour, peak, peaks, restarts, deaths, endsPerHour, seconds }: VerifySide): string {
	if (peak === null) return "没有测量";
	const usual = peaks === null ? "" : `（通常 ${formatBytes(peaks.low)} 至 ${formatBytes(peaks.high)}）`;
	return `${growth(bytesPerHour)}，峰值 ${formatBytes(peak)}${usual}，容器累计运行 ${duration(seconds)}，${ended(restarts, deaths)}${often(endsPerHour)}`;
}

function ended(restarts: number, deaths: VerifySide["deaths"]): string {
	const { kills = 0, evictions = 0, others = 0 } = deaths ?? {};
	const known = [kills > 0 ? `已知 ${kills} 次为 OOM 杀死` : "", others > 0 ? `${others} 次另有原因` : ""];
	const told = known.filter((part) => part !== "").join("，");
	const evicted = evictions > 0 ? `、因内存被驱逐 ${evictions} 次` : "";
	return `重启 ${restarts} 次${told === "" ? "" : `（${told}）`}${evicted}`;
}

/** A day is what people count ends by. */
function often(perHour: Interval | null): string {
	if (perHour === null) return "";
	const aDay = (value: number) => String(Number((value * 24).toPrecision(2)));
	return `（每天 ${aDay(perHour.low)} 至 ${aDay(perHour.high)} 次）`;
}

function growth(interval: Interval | null): string {
	if (interval === null) return "增长未知";
	const { value, low, high } = interval;
	return `每小时 ${signed(value)}（${signed(low)} 至 ${signed(high)}）`;
}

function signed(bytes: number): string {
	const size = bytesText(Math.abs(bytes), " 字节");
	return bytes < 0 ? `−${size}` : size;
}
