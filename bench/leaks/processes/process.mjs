/** node process.mjs MODE KIB_PER_SECOND: closures that nothing lets go of, a bounded map, garbage, a warm-up. */
import { EventEmitter } from "node:events";

const [mode, rate] = [process.argv[2], Number(process.argv[3])];
const bus = new EventEmitter().setMaxListeners(0);
const cache = new Map();
let [tick, key] = [0, 0];

const block = (kib) =>
	`${key++}`
		.padEnd(8)
		.concat("x".repeat(kib * 1024 - 8))
		.split("")
		.reverse()
		.join("");

setInterval(() => {
	tick++;
	const wave = 1 + Math.sin(tick / 60);
	let garbage = [];
	for (let i = 0; i < (mode === "load" || mode === "churn" ? 40 * wave : 8); i++) garbage.push({ i, text: block(4) });
	if (mode === "closures" || mode === "load") {
		for (let kib = 0; kib < rate / 2; kib += 4) {
			const held = block(4);
			bus.on("never", () => held.length);
		}
	} else if (mode === "bounded") {
		for (let kib = 0; kib < rate / 2; kib += 4) cache.set(key, block(4));
		while (cache.size > 8000) cache.delete(cache.keys().next().value);
	} else if (mode === "warm-up" && tick < 120) {
		for (let kib = 0; kib < rate / 2; kib += 4) cache.set(key, block(4));
	}
	garbage = null;
}, 500);
