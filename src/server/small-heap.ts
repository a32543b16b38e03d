import { setFlagsFromString } from "node:v8";

/**
 * For processes that stay: V8 is told to prefer memory to speed. What passes through is garbage at once, so a nursery that grows with it only holds more of it
 * (80 MB in place of 2); and the old space is collected when it has grown by a little, in place of by half. Both are read by V8 while it runs
 * (heap/heap.cc, ShouldOptimizeForMemoryUsage; heap/new-spaces.cc, Grow); sizes that are fixed at the start are flags of the image.
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
	setFlagsFromString("--optimize-for-size");
}

/** For the server: V8's last compiler stays out. Its own code in Node's binary is 6 MB resident as soon as it has run once. Maglev, the one before it, stays. */
export function withoutLastCompiler(): void {
	setFlagsFromString("--no-opt");
}
