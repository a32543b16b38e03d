import { kubectlAt, theCluster } from "../cluster.ts";
import { NAMESPACE, run } from "./trial.ts";
import { TRIALS } from "./trials.ts";

const c = await theCluster(() => undefined);
const k = kubectlAt(c);
const names = process.argv.slice(2);
await k(["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
await k(["create", "namespace", NAMESPACE]);
for (let i = 0; i < 50; i++) {
	try {
		await k(["-n", NAMESPACE, "get", "serviceaccount", "default"]);
		break;
	} catch {
		await new Promise((r) => setTimeout(r, 300));
	}
}
const t0 = Date.now();
await Promise.all(
	TRIALS.filter((t) => names.length === 0 || names.includes(t.name)).map(async (t) => {
		try {
			const o = await run(t, c, console.log);
			console.log(
				`== ${t.name} ${((Date.now() - t0) / 1000).toFixed(1)}s died=${o.died} held=${(o.peak.held / 2 ** 20).toFixed(1)} charged=${(o.peak.charged / 2 ** 20).toFixed(1)}\n${o.log.split("\n").slice(-60).join("\n")}`,
			);
		} catch (e) {
			console.log(`== ${t.name} ERR ${String(e)}`);
		}
	}),
);
