import { expect, it } from "vitest";
import { fillIn, loadScene, sceneNames } from "./play.ts";

it("gives images the tag that was built, and values their place", () => {
	const yaml = `image: plimsoll.dev/lab/redis\nimage: plimsoll.dev/lab/redis-other\nvalue: \${REDIS} \${round}\n`;
	expect(fillIn(yaml, ["plimsoll.dev/lab/redis:7.0.15"], { REDIS: "10.0.0.1" })).toBe(
		`image: plimsoll.dev/lab/redis:7.0.15\nimage: plimsoll.dev/lab/redis-other\nvalue: 10.0.0.1 \${round}\n`,
	);
});

it("every scene has a namespace of its own", async () => {
	const scenes = await Promise.all(sceneNames().map(loadScene));
	expect(new Set(scenes.map(({ namespace }) => namespace)).size).toBe(scenes.length);
});
