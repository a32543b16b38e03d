/** Runs inside the lab's network for `podPort`, which hands it a listening socket of the machine's. */
import type { Server } from "node:net";
import { forward } from "./forward.ts";

process.once("message", ({ host, port }: { host: string; port: number }, server) => {
	forward(server as Server, port, host);
	process.send?.("ready");
});
