import { expect, test } from "vitest";
import { runMain } from "./testing/run.ts";

const DEMO = "lab/recordings/demo.tar.gz";

test.each([
	[["--login", "kubernetes"], "--login"],
	[["--record"], "--record"],
	[["--lease", "shop/plimsoll"], "--lease"],
	[["--events"], "--events"],
	[["--alertmanager", "http://127.0.0.1:9093"], "--alertmanager"],
])("a capture is not served with %j", async (words, flag) => {
	const { code, err } = await runMain(["serve", "--from", DEMO, "--listen", "127.0.0.1:0", ...words]);
	expect({ code, err }).toEqual({
		code: 2,
		err: `plimsoll: --from and ${flag} do not go together: leave one out.\n`,
	});
});
