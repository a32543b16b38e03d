import { getHeapStatistics, setFlagsFromString } from "node:v8";

/**
 * For processes that stay: V8 is told to prefer memory to speed. What passes through is garbage at once, so a nursery that grows with it only holds more of it
 * (80 MB in place of 2); and the old space is collected when it has grown by a little, in place of by half. All of it is read by V8 while it runs
 * (heap/heap.cc, ShouldOptimizeForMemoryUsage; heap/new-spaces.cc, Grow); sizes that are fixed at the start are flags of the image.
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
	setFlagsFromString("--optimize-for-size");
	setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
	Buffer.poolSize = POOL_BYTES;
}

/** How much the old space grows before it is collected: even for size alone V8 would let it grow by three tenths, which is 10 MB where 10,000 pods are held. */
const GROWING_PERCENT = 15;
/** Small buffers share a piece of so many bytes, and each keeps all of it: Node's own pieces are eight times as large. */
const POOL_BYTES = 8192;

/** For the server: V8's last compiler stays out. Its own code in Node's binary is 6 MB resident as soon as it has run once. Maglev, the one before it, stays. */
export function withoutLastCompiler(): void {
	setFlagsFromString("--no-opt");
}

/** Bytes outside the heap, beyond those that stay, from which a collection is worth its time: of the nursery, and of everything. */
const MOST_BUFFERS = 3e6;
const FAR_TOO_MANY = 6e6;
const LOOK_MS = 100;
/** A collection of everything takes some fifty milliseconds of all cores: what is under way would only be counted again. */
const REST_MS = 10_000;

/**
 * What sockets and zlib hand over lies outside the heap, and V8 collects it when the heap is full, or when it has become 64 MB: a hundred answers of kubelets would
 * lie about until then. So the nursery is collected (a millisecond) when there are 3 MB of it, and now and then everything where that was not enough.
 * Node lets it be done only when it was started with `--expose-gc`; without, nothing happens here.
 * @returns ends it
 */
export function keepBuffersFew(): () => void {
	const { gc } = globalThis;
	if (gc === undefined) return () => {};
	const outside = () => getHeapStatistics().external_memory;
	let stays = outside();
	let collectedAt = 0;
	const timer = setInterval(() => {
		stays = Math.min(stays, outside());
		if (outside() - stays < MOST_BUFFERS) return;
		gc({ type: "minor" });
		if (outside() - stays < FAR_TOO_MANY || performance.now() - collectedAt < REST_MS) return;
		gc();
		collectedAt = performance.now();
		stays = outside();
	}, LOOK_MS);
	timer.unref();
	return () => clearInterval(timer);
}
