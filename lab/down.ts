import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";
import { labProcesses, removeCgroups } from "./machine/cgroup.ts";
import { order } from "./machine/control.ts";
import { CONTROL_SOCKET, STATE } from "./paths.ts";

/** In order, the components need about 4 s; past this they are killed, and nothing is lost by it. */
const POLITE_SECONDS = 20;
/** Killing pid 1 ends the namespaces at once; their mounts go with the last process, which takes the kernel a moment. */
const GONE_SECONDS = 10;

const removeState = async (): Promise<void> => {
	const end = Date.now() + GONE_SECONDS * 1000;
	for (;;) {
		try {
			rmSync(STATE, { recursive: true, force: true });
			break;
		} catch (error) {
			if (Date.now() > end) throw error;
			await sleep(100);
		}
	}
	// The folder above is ours too, unless somebody else put something there.
	const above = dirname(STATE);
	if (existsSync(above) && readdirSync(above).length === 0) rmdirSync(above);
};

/** Ends the lab and removes all of it but the cache; works just as well on one that is half up, or was killed. */
export const down = async (log: Log): Promise<void> => {
	if (labProcesses().length === 0 && !existsSync(STATE)) {
		log("the lab is down already");
		await removeCgroups();
		return;
	}
	try {
		if (existsSync(CONTROL_SOCKET)) await order(CONTROL_SOCKET, "/shutdown", POLITE_SECONDS);
	} catch {
		// Dead or stuck: killed below.
	}
	await removeCgroups();
	await removeState();
	log("the lab is down");
};
