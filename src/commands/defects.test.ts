import { expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import { loadWords } from "../words/index.ts";
import type { Context } from "./context.ts";
import { defectTeller } from "./defects.ts";

const words = await loadWords("en");

test.each<[string, unknown, string]>([
	[
		"a message given up",
		new Failure("message-lost", { receiver: "events", detail: "no" }),
		"A message for events was given up: no.",
	],
	[
		"a certificate that went bad",
		new Failure("certificate-unusable", { cert: "a", key: "b", detail: "expired" }),
		"Cannot use the certificate a with the key b: expired.",
	],
	[
		"a history that another recorder writes",
		new Failure("history-in-use", { path: "r.db" }),
		"Another recorder is writing r.db: stop it first, or give this one another file with --history FILE.",
	],
	[
		"what should not happen",
		new TypeError("x is not a function"),
		"This is a defect in Plimsoll: x is not a function. Please report it with the command you ran.",
	],
	[
		"escape codes",
		new Failure("message-lost", { receiver: "events", detail: "\u001b[2J" }),
		"A message for events was given up: \\x1b[2J.",
	],
])("%s is one line on stderr", (_, error, said) => {
	let written = "";
	const stderr = { write: (text: string) => (written += text) };
	defectTeller({ stderr, env: {} } as unknown as Context, words)(error);
	expect(written).toBe(`plimsoll: ${said}\n`);
});
