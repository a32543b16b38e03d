import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LOGS } from "../paths.ts";
import type { Component } from "./components.ts";
import { isReady } from "./health.ts";

export type State = "stopped" | "starting" | "running" | "frozen" | "stopping";

/** A component that is not ready after this long has failed; on a busy machine of two cores the slowest takes about 20 s. */
const READY_SECONDS = 90;
const POLL_MILLISECONDS = 100;
/** Asked politely, a component gets this long to end. */
const GRACE_SECONDS = 5;
/** Between an exit that nobody asked for and the restart, as a service manager would do. */
const RESTART_SECONDS = 1;

/** One component's process: started, watched, restarted when it dies, and frozen or stopped when asked. */
export class Daemon {
	readonly component: Component;
	state: State = "stopped";
	restarts = 0;
	#child: ChildProcess | undefined;
	/** Whether somebody asked for it to run: what ends then ends by accident. */
	#wanted = false;

	constructor(component: Component) {
		this.component = component;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Starts it and waits until it works; from then on it is started again whenever it ends. */
	async start(): Promise<void> {
		if (this.#wanted) return;
		this.#wanted = true;
		try {
			await this.#startOnce();
		} catch (error) {
			this.#wanted = false;
			this.state = "stopped";
			throw error;
		}
	}

	async stop(): Promise<void> {
		const child = this.#child;
		this.#wanted = false;
		this.state = "stopping";
		if (child !== undefined) {
			const ended = new Promise((resolve) => child.once("exit", resolve));
			child.kill("SIGCONT");
			child.kill("SIGTERM");
			const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_SECONDS * 1000);
			await ended;
			clearTimeout(timer);
		}
		this.state = "stopped";
	}

	/** Stops the clock of the process: its connections stay open and nothing answers. */
	freeze(): void {
		this.#child?.kill("SIGSTOP");
		this.state = "frozen";
	}

	thaw(): void {
		this.#child?.kill("SIGCONT");
		this.state = "running";
	}

	#spawn(): void {
		const [file, ...args] = this.component.command;
		const log = openSync(join(LOGS, `${this.component.name}.log`), "a");
		const child = spawn(file, args, { stdio: ["ignore", log, log] });
		closeSync(log);
		this.#child = child;
		child.once("error", () => this.#ended());
		child.once("exit", () => this.#ended());
	}

	async #startOnce(): Promise<void> {
		this.state = "starting";
		this.#spawn();
		const { name } = this.component;
		const end = Date.now() + READY_SECONDS * 1000;
		while (!(await isReady(this.component))) {
			if (this.#child === undefined) throw new Error(`${name} ended before it was ready.`);
			if (Date.now() > end) {
				this.#child.kill("SIGKILL");
				throw new Error(`${name} was not ready after ${READY_SECONDS} s.`);
			}
			await sleep(POLL_MILLISECONDS);
		}
		this.state = "running";
	}

	#ended(): void {
		this.#child = undefined;
		// While it is being started, the one who starts it finds out.
		if (this.#wanted && this.state !== "starting") this.#restart();
	}

	#restart(): void {
		this.restarts += 1;
		this.state = "starting";
		const again = (): void => {
			if (this.#wanted) this.#restart();
		};
		setTimeout(() => {
			if (this.#wanted && this.#child === undefined) this.#startOnce().catch(again);
		}, RESTART_SECONDS * 1000);
	}
}
