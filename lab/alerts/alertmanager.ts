import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ended, freePort } from "../../src/sources/prometheus/testing/server.ts";
import { unpackDebian } from "../images/debian.ts";
import { CACHE } from "../paths.ts";

const ROOT = join(CACHE, "alertmanager");
const PATIENCE_MS = 30_000;

/** Debian's Alertmanager, unpacked once; it expects its templates below /usr/share. */
function unpacked(): string {
	if (existsSync(ROOT)) return ROOT;
	const fresh = `${ROOT}-${process.pid}`;
	rmSync(fresh, { recursive: true, force: true });
	unpackDebian(["prometheus-alertmanager"], fresh, console.log);
	renameSync(fresh, ROOT);
	return ROOT;
}

/** A real Alertmanager that hands what it is told to one receiver, without waiting. */
export async function startAlertmanager(receiver: string): Promise<{ url: string; stop(): Promise<void> }> {
	const root = unpacked();
	mkdirSync(join(root, "tmp"), { recursive: true });
	const url = `http://127.0.0.1:${await freePort()}`;
	const route = {
		receiver: "ours",
		group_by: ["rule"],
		group_wait: "100ms",
		group_interval: "1s",
		repeat_interval: "4h",
	};
	const receivers = [{ name: "ours", webhook_configs: [{ url: receiver, send_resolved: true }] }];
	// Its own folder is its root: what it reads and keeps lies in there.
	const [config, storage] = [`/tmp/${process.pid}.json`, `/tmp/${process.pid}`];
	writeFileSync(join(root, config), JSON.stringify({ route, receivers }));
	const args = [`--config.file=${config}`, `--storage.path=${storage}`, `--web.listen-address=${new URL(url).host}`];
	const program = [root, "/usr/bin/prometheus-alertmanager", ...args, "--cluster.listen-address="];
	const child = spawn("chroot", program, { stdio: "ignore" });
	const stop = async () => {
		await ended(child);
		for (const path of [config, storage]) await rm(join(root, path), { recursive: true, force: true });
	};
	for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
		const answer = await fetch(`${url}/-/ready`).catch(() => null);
		if (answer?.ok) return { url, stop };
		if (Date.now() < end && child.exitCode === null) continue;
		await stop();
		throw new Error("Alertmanager does not start");
	}
}
