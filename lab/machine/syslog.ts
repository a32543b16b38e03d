/** Bytes that the kernel could not print come as \xNN. */
const unescaped = (text: string): string =>
	text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const KERNEL_FACILITY = 0;

/** RFC 3339 with microseconds and offset, as rsyslog writes it by default; milliseconds are all we have. */
const rfc3339 = (at: Date): string => at.toISOString().replace("Z", "000+00:00");

/**
 * One /dev/kmsg record (`priority,sequence,microseconds since boot,flags;text`, then lines ` KEY=value`; see the kernel's
 * Documentation/ABI/testing/dev-kmsg) as the lines that rsyslog would write: `TIME HOST kernel: [seconds] text`.
 * Empty for what user space wrote into the kernel's log.
 */
export const syslogLines = (record: string, at: Date, host: string): string => {
	const semicolon = record.indexOf(";");
	if (semicolon < 0) return "";
	const [priority = "", , microseconds = ""] = record.slice(0, semicolon).split(",");
	if (Number(priority) >> 3 !== KERNEL_FACILITY) return "";
	const [text = ""] = record.slice(semicolon + 1).split("\n");
	const stamp = `[${(Number(microseconds) / 1e6).toFixed(6).padStart(12)}]`;
	return unescaped(text)
		.split("\n")
		.map((line) => `${rfc3339(at)} ${host} kernel: ${stamp} ${line}\n`)
		.join("");
};
