/**
 * A stand-in for rsyslog: follows /dev/kmsg and appends to a kern.log, which the kubelet then serves as it does on nodes
 * that have one. Usage: node kern-log.ts FILE HOST
 */
import { appendFileSync, closeSync, constants, openSync, readSync } from "node:fs";
import { createServer } from "node:net";
import { syslogLines } from "./syslog.ts";

/** Slower than any person looks, faster than any scene waits. */
const POLL_MILLISECONDS = 100;
/** The kernel gives one record a read, none longer than this. */
const RECORD_BYTES = 8192;

const [file = "/var/log/kern.log", host = "localhost"] = process.argv.slice(2);
const kmsg = openSync("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
const buffer = Buffer.alloc(RECORD_BYTES);

/** The next record, or nothing when all have been read. */
const next = (): string | undefined => {
	for (;;) {
		try {
			return buffer.toString("utf8", 0, readSync(kmsg, buffer));
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			if (code === "EAGAIN") return undefined;
			// EPIPE: records were overwritten before they were read; the next read goes on with the oldest that is left.
			if (code !== "EPIPE") throw error;
		}
	}
};

// What happened before the lab started is not the lab's to tell.
while (next() !== undefined);
appendFileSync(file, "");
const ready = createServer((socket) => socket.end()).listen("/run/kern-log.sock");

const timer = setInterval(() => {
	for (let record = next(); record !== undefined; record = next()) {
		const lines = syslogLines(record, new Date(), host);
		if (lines !== "") appendFileSync(file, lines);
	}
}, POLL_MILLISECONDS);

process.once("SIGTERM", () => {
	clearInterval(timer);
	ready.close();
	closeSync(kmsg);
});
