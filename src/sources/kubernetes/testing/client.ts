import { type KubeClient, openClient } from "../client.ts";
import { resolveConnection } from "../kubeconfig.ts";
import { Folder, kubeconfigFor, optionsIn } from "./options.ts";

/** A client for a test server without TLS. */
export async function clientTo(url: string): Promise<KubeClient> {
	using folder = new Folder();
	const options = optionsIn(folder, { kubeconfig: folder.write("config", kubeconfigFor(url)) });
	return await openClient(await resolveConnection(options), options);
}
