import { existsSync } from "node:fs";
import { styleText } from "node:util";
import { languageOf } from "../src/words/index.ts";
import { run } from "./run.ts";

/** The main job on a recording of a real cluster: who died, and why; with --web as a page. No cluster is needed. */
const RECORDING = "lab/recordings/demo.tar.gz";

const words = {
	en: {
		missing: `${RECORDING} is not there: npm run lab -- record demo makes it anew.`,
		intro: `A recording of a real cluster (${RECORDING}): a Redis whose maxmemory equals its limit, a Node.js service that leaks, and a healthy one.`,
		next: "Yours: ./bin/plimsoll scan -A   or, from files: ./bin/plimsoll scan --from PATH",
	},
	"zh-CN": {
		missing: `缺少 ${RECORDING}：用 npm run lab -- record demo 重新生成。`,
		intro: `一个真实集群的记录（${RECORDING}）：一个 maxmemory 等于内存限制的 Redis、一个泄漏内存的 Node.js 服务，以及一个健康的服务。`,
		next: "查看您自己的集群：./bin/plimsoll scan -A   或从文件读取：./bin/plimsoll scan --from PATH",
	},
}[languageOf(process.env)];

const steps = [
	["scan", "--from", RECORDING],
	["why", "sts/redis-cluster-redis", "-n", "cache", "--from", RECORDING],
	["why", "deploy/cart", "-n", "shop", "--from", RECORDING],
	["why", "deploy/storefront", "-n", "web", "--from", RECORDING],
];

process.exitCode = existsSync(RECORDING)
	? await (process.argv.includes("--web") ? run("bin/plimsoll", ["serve", "--from", RECORDING]) : play())
	: fail(words.missing);

async function play(): Promise<number> {
	console.log(`${words.intro}\n`);
	for (const args of steps) {
		console.log(styleText("bold", `$ plimsoll ${args.join(" ")}`));
		// 1 says that deaths were found, which is the point here.
		const code = await run("bin/plimsoll", args);
		if (code > 1) return code;
		console.log("");
	}
	console.log(words.next);
	return 0;
}

function fail(sentence: string): number {
	console.error(sentence);
	return 1;
}
