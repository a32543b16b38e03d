import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const LONG = 60_000;

test("work is done one after another, whatever becomes of the one before", async () => {
	const turns = new Turns();
	const said: string[] = [];
	const first = Promise.withResolvers<void>();
	const one = turns.take(async () => {
		said.push("one begins");
		await first.promise;
		said.push("one fails");
		throw new Error("one");
	}, LONG);
	const two = turns.take(async () => said.push("two"), LONG);
	const three = turns.take(async () => said.push("three"), LONG);
	first.resolve();
	await expect(one).rejects.toThrow("one");
	await Promise.all([two, three]);
	expect(said).toEqual(["one begins", "one fails", "two", "three"]);
});

test("who is out of patience goes on; who comes after waits for both", async () => {
	const turns = new Turns();
	const said: string[] = [];
	const hanging = Promise.withResolvers<void>();
	const one = turns.take(async () => {
		await hanging.promise;
		said.push("one");
	}, LONG);
	await turns.take(async () => said.push("two"), 0);
	const three = turns.take(async () => said.push("three"), LONG);
	expect(said).toEqual(["two"]);
	hanging.resolve();
	await Promise.all([one, three]);
	expect(said).toEqual(["two", "one", "three"]);
});
