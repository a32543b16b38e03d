// An operator that keeps something for every namespace it has seen. 1.0.0 forgets to forget; 1.0.1 has room for the newest few and no more.
const { readFileSync } = require("node:fs");
const https = require("node:https");
const { createInterface } = require("node:readline");

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const bounded = process.argv[2] === "1.0.1";
/** What it knows of a namespace: 3 MiB that are really there. */
const PER_NAMESPACE = 3 << 20;
const known = new Map();
/** What the mended one makes do with. */
const room = bounded ? Array.from({ length: 6 }, () => Buffer.alloc(PER_NAMESPACE, 1)) : [];

/** Follows the namespaces; resolves when the stream ends, as streams do after some minutes. */
function follow() {
	const headers = { authorization: `Bearer ${readFileSync(`${ACCOUNT}/token`, "utf8")}` };
	const path = "/api/v1/namespaces?watch=true";
	const options = { host, port, headers, path, ca: readFileSync(`${ACCOUNT}/ca.crt`) };
	return new Promise((resolve, reject) => {
		https
			.get(options, (answer) => {
				const lines = createInterface({ input: answer });
				lines.on("line", (line) => take(JSON.parse(line)));
				lines.on("close", resolve);
			})
			.on("error", reject);
	});
}

function take({ type, object: { metadata } }) {
	if (type !== "ADDED" || metadata.deletionTimestamp !== undefined) return;
	if (!metadata.name.startsWith("adv-churn-") || known.has(metadata.uid)) return;
	known.set(metadata.uid, bounded ? room[known.size % room.length] : Buffer.alloc(PER_NAMESPACE, 1));
}

async function run() {
	for (;;) {
		await follow().catch((error) => console.error(error.message));
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

console.log(`churn-operator ${process.argv[2]}`);
run();
