/**
 * Runs inside the lab's namespaces: prepares mounts and network, starts the components as those before them get ready,
 * keeps them running, and takes orders on a unix socket until it is told to end. `up` hands it two listening sockets.
 */
import type { Server } from "node:net";
import { CONTROL_SOCKET } from "../paths.ts";
import { API_PORT, PROMETHEUS_PORT } from "./addresses.ts";
import { type Component, components } from "./components.ts";
import { serveControl } from "./control.ts";
import { Daemon } from "./daemon.ts";
import { forward } from "./forward.ts";
import type { FromSupervisor, ToSupervisor } from "./messages.ts";
import { prepareMounts, prepareNetwork } from "./namespaces.ts";

const PORTS = { api: API_PORT, prometheus: PROMETHEUS_PORT } as const;

const tell = (message: FromSupervisor): void => {
	// `up` may have been interrupted; the lab goes on without it.
	if (process.connected) process.send?.(message, () => undefined);
};

process.on("message", (message: ToSupervisor, server) => {
	if (server !== undefined) forward(server as Server, PORTS[message.listen]);
});

const started = performance.now();
const daemons = new Map(components().map((component) => [component.name, new Daemon(component)]));

const startInOrder = async (): Promise<void> => {
	const starts = new Map<string, Promise<void>>();
	const start = (component: Component): Promise<void> => {
		const known = starts.get(component.name);
		if (known !== undefined) return known;
		const before = component.after.map((name) => start(find(name).component));
		const promise = Promise.all(before).then(async () => {
			await find(component.name).start();
			tell({ ready: component.name, seconds: (performance.now() - started) / 1000 });
		});
		starts.set(component.name, promise);
		promise.catch((error: Error) => tell({ failed: component.name, why: error.message }));
		return promise;
	};
	await Promise.all([...daemons.values()].map(({ component }) => start(component)));
};

const find = (name: string): Daemon => {
	const daemon = daemons.get(name);
	if (daemon === undefined)
		throw new Error(`The lab has no component ${name}; it has ${[...daemons.keys()].join(", ")}.`);
	return daemon;
};

/** Ends each component before those it stands on. */
const stopInOrder = async (): Promise<void> => {
	const left = new Set(daemons.values());
	while (left.size > 0) {
		const names = new Set([...left].flatMap(({ component }) => component.after));
		const last = [...left].filter(({ component }) => !names.has(component.name));
		await Promise.all(last.map((daemon) => daemon.stop()));
		for (const daemon of last) left.delete(daemon);
	}
};

process.on("SIGTERM", () => {
	stopInOrder().finally(() => process.exit(0));
});

prepareMounts();
prepareNetwork();
serveControl(CONTROL_SOCKET, {
	components: () =>
		[...daemons.values()].map((d) => ({ name: d.component.name, state: d.state, pid: d.pid, restarts: d.restarts })),
	start: (name) => find(name).start(),
	stop: (name) => find(name).stop(),
	freeze: (name) => find(name).freeze(),
	thaw: (name) => find(name).thaw(),
	shutdown: stopInOrder,
});
try {
	await startInOrder();
	tell({ up: true });
} catch {
	// Told already, by name.
}
