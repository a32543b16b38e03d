import { expect, it } from "vitest";
import { heapErrorIn } from "../../../verdicts/deaths/heap-errors.ts";
import { SCENARIOS } from "../../../verdicts/deaths/scenarios.fixture.ts";
import { scrub } from "./scrub.ts";

const own = SCENARIOS.filter(({ rule }) => rule === "death/own-heap-limit");

it.each(own.map(({ name, facts }) => [name, facts?.termination.message ?? ""]))(
	"what a program says of its own bound survives a capture: %s",
	(_, message) => {
		const [before, after] = [message, scrub(message, "own")].map((text) => heapErrorIn(text.split("\n")));
		expect(after?.problem).toBe(before?.problem);
		expect(after?.bound).toBe(before?.bound);
	},
);

it.each(SCENARIOS.flatMap(({ facts, name }) => facts?.events.map(({ message }) => [name, message]) ?? []))(
	"what the kubelet wrote about %s survives a capture: %s",
	(_, message) => {
		expect(scrub(message)).toBe(message);
	},
);

it.each(["OutOfMemoryError1a2B3c4D5e", "xOutOfMemoryErrorQ7zK9aLp", "FailedPostStartHookQ7zK9aLp"])(
	"and nothing that only begins so: %s",
	(word) => {
		expect(scrub(word, "own")).not.toContain(word);
	},
);
