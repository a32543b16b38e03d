// Keeps objects until V8's old space is nearly at its bound, then makes garbage for a while.
const { getHeapStatistics, getHeapSpaceStatistics } = require("node:v8");

const MiB = 1024 ** 2;
const BOUND = 128 * MiB;
const kept = [];
const old = () =>
	getHeapSpaceStatistics()
		.filter(({ space_name }) => /^(?:old|code|trusted|shared|large_object|trusted_large_object)/.test(space_name))
		.reduce((sum, { space_used_size }) => sum + space_used_size, 0);

const visitor = (n) => ({ id: `visitor ${n}`, pages: Array.from({ length: 20 }, (_, i) => ({ page: i, n })) });
for (let n = 0; old() < 0.85 * BOUND; n++) for (let i = 0; i < 100; i++) kept.push(visitor(n));
console.log(getHeapStatistics());
const end = Date.now() + 6000;
let last;
while (Date.now() < end) for (let i = 0; i < 5000; i++) last = visitor(i);
console.log("done", kept.length, last.id);
