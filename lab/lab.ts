import { down } from "./down.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";

const log = (line: string): void => console.log(line);

const [verb] = process.argv.slice(2);
try {
	if (verb === "up") {
		const start = performance.now();
		const record = await up(log);
		log(`up in ${((performance.now() - start) / 1000).toFixed(1)} s\nexport KUBECONFIG=${record.kubeconfig}`);
	} else if (verb === "down") await down(log);
	else if (verb === "status") process.exitCode = (await status(log)) ? 0 : 1;
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
