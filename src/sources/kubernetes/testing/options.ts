import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectOptions } from "../connect-options.ts";

/** A folder with files, gone after the test (`await using` or `using`). */
export class Folder implements Disposable {
	readonly path = mkdtempSync(join(tmpdir(), "plimsoll-kubernetes-"));
	write(name: string, content: string | Buffer, mode = 0o600): string {
		const path = join(this.path, name);
		writeFileSync(path, content, { mode });
		return path;
	}
	join(...parts: string[]): string {
		return join(this.path, ...parts);
	}
	[Symbol.dispose](): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

/** Options that see nothing of the machine the test runs on. */
export function optionsIn(folder: Folder, more: Partial<ConnectOptions> = {}): ConnectOptions & { version: string } {
	return { environment: {}, home: folder.path, serviceAccount: folder.join("none"), version: "1.2.3", ...more };
}

/** A kubeconfig with one context `here` in namespace `web`; JSON is YAML. */
export function kubeconfigFor(server: string, cluster: object = {}, user: object = {}): string {
	return JSON.stringify({
		apiVersion: "v1",
		kind: "Config",
		"current-context": "here",
		clusters: [{ name: "c", cluster: { server, ...cluster } }],
		users: [{ name: "jane", user }],
		contexts: [{ name: "here", context: { cluster: "c", user: "jane", namespace: "web" } }],
	});
}
