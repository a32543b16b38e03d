import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { connect } from "node:net";
import type { Component } from "./components.ts";

const TIMEOUT_MILLISECONDS = 2000;

const answers = (url: string): Promise<boolean> =>
	new Promise((resolve) => {
		const done = (status?: number) => resolve(status === 200);
		const options = { timeout: TIMEOUT_MILLISECONDS, agent: false } as const;
		const request = url.startsWith("https:")
			? // Only whether it works is asked, of a server on loopback; some of these certificates are the server's own making.
				httpsGet(url, { ...options, rejectUnauthorized: false }, (response) => done(response.resume().statusCode))
			: httpGet(url, options, (response) => done(response.resume().statusCode));
		request.once("timeout", () => request.destroy());
		request.once("error", () => done());
	});

const accepts = (path: string): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect({ path, timeout: TIMEOUT_MILLISECONDS });
		const done = (is: boolean) => {
			socket.destroy();
			resolve(is);
		};
		socket.once("connect", () => done(true));
		socket.once("timeout", () => done(false));
		socket.once("error", () => done(false));
	});

/** Asks once whether a component works. */
export const isReady = ({ ready }: Component): Promise<boolean> =>
	"url" in ready ? answers(ready.url) : accepts(ready.socket);
