import { connect, type Server } from "node:net";

/**
 * Lets a listening socket of the host's network namespace lead to an address inside the lab's. A socket stays in the namespace
 * it was made in, so the one process that holds both needs nothing between them.
 */
export const forward = (server: Server, port: number, host = "127.0.0.1"): void => {
	server.on("connection", (outside) => {
		const inside = connect(port, host);
		const end = () => {
			outside.destroy();
			inside.destroy();
		};
		outside.setNoDelay(true);
		inside.setNoDelay(true);
		outside.on("error", end).on("close", end);
		inside.on("error", end).on("close", end);
		outside.pipe(inside);
		inside.pipe(outside);
	});
};
