import { expect, test } from "vitest";
import { Outbox, TryAgain } from "./outbox.ts";

test("what was neither taken nor given up when the end came has not ended", async () => {
	const abort = new AbortController();
	const [lost, ended] = [[] as string[], [] as string[]];
	const backOff = { first: 60_000, most: 60_000, patience: 3_600_000 };
	const options = { signal: abort.signal, onLost: (name: string) => void lost.push(name), backOff };
	const box = new Outbox<string>(
		"receiver",
		async () => {
			// The end comes while it waits to be sent again.
			setImmediate(() => abort.abort());
			throw new TryAgain("away");
		},
		options,
	);
	box.put("a death", () => ended.push("a death"));
	await box.idle();
	expect({ lost, ended }).toEqual({ lost: [], ended: [] });
});
