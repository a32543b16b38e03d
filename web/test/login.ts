import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubernetesLogin } from "../../src/server/auth/kubernetes.ts";
import { Permissions } from "../../src/server/auth/permissions.ts";
import type { TrustedProxy } from "../../src/server/auth/proxy.ts";
import { Seal } from "../../src/server/auth/sealed.ts";
import type { State } from "../../src/server/state/state.ts";
import { openClient } from "../../src/sources/kubernetes/client.ts";
import { resolveConnection } from "../../src/sources/kubernetes/kubeconfig.ts";
import { sendJson, startServer } from "../../src/sources/kubernetes/testing/server.ts";
import { Served } from "./harness.ts";

/** The server as it runs in a cluster whose API server knows one token, `of-anna`, and what she may see. */
export async function servedInCluster(
	state: State,
	may: (asked: { resource: string; namespace?: string }) => boolean,
	proxy: TrustedProxy | null = null,
) {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-login-"));
	const api = await startServer((request, response, url) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			const { spec } = JSON.parse(body);
			if (url.pathname.endsWith("tokenreviews")) {
				const authenticated = spec.token === "of-anna";
				const user = authenticated ? { user: { username: "anna", groups: ["dev"] } } : {};
				sendJson(response, { status: { authenticated, ...user } });
			} else sendJson(response, { status: { allowed: spec.user === "anna" && may(spec.resourceAttributes) } });
		});
	});
	const options = { server: api.url, environment: {}, home: folder, version: "test", kubeconfig: join(folder, "none") };
	writeFileSync(options.kubeconfig, "apiVersion: v1\nkind: Config\n");
	const client = await openClient(await resolveConnection(options), options);
	const namespaces = () => new Set([...state.rows.rows].map(({ namespace }) => namespace));
	const login = new KubernetesLogin(new Permissions(client, namespaces), new Seal("key"), proxy);
	const served = new Served(state, null, login);
	await served.start();
	const close = async () => {
		await served.stop();
		await api.stop();
		client.close();
		rmSync(folder, { recursive: true });
	};
	return { served, api, close };
}
