/** The simulated cluster in a process of its own; says its address. */
import { SimulatedCluster } from "../../src/server/recorder/cluster.fixture.ts";

const [nodes = 250, podsPerNode = 40] = process.argv.slice(2).map(Number);
const cluster = new SimulatedCluster({ nodes, podsPerNode });
await cluster.start();
console.log(cluster.url);
let late = 0;
// Pods come and go, one a second.
setInterval(() => {
	cluster.addPod(`node-${late % nodes}`, `late-${late}`);
	if (late >= 20) cluster.remove("pods", `shop/late-${late - 20}`);
	late++;
}, 1000);
