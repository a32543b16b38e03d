// Keeps numbers until V8's old space is nearly at its bound, then makes garbage beside them for a while.
const { getHeapSpaceStatistics } = require("node:v8");
const { setTimeout: sleep } = require("node:timers/promises");

const BOUND = 128 * 1024 ** 2;
const kept = [];
const used = () => getHeapSpaceStatistics().reduce((sum, { space_used_size }) => sum + space_used_size, 0);
const visitor = (n) => ({ id: `visitor ${n}`, pages: Array.from({ length: 20 }, (_, i) => ({ page: i, n })) });

(async () => {
	// Arrays of numbers hold no references, so that collections near the bound stay quick and V8 does not give up.
	while (used() < 0.95 * BOUND) {
		for (let i = 0; i < 4; i++) kept.push(new Array(8000).fill(0.5));
		await sleep(1);
	}
	let last;
	for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) {
		for (let i = 0; i < 500; i++) last = visitor(i);
	}
	console.log("done", kept.length, last.id, used());
})();
