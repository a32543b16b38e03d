import { spawn } from "node:child_process";
import type { FileHandle } from "node:fs/promises";

/** Runs a command in the foreground, or with its output in a file; the promise is its exit code. */
export function run(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
	output: "inherit" | FileHandle = "inherit",
): Promise<number> {
	return new Promise((resolve, reject) => {
		const to = output === "inherit" ? output : output.fd;
		const child = spawn(command, args, { stdio: ["inherit", to, to], env: { ...process.env, ...env } });
		child.once("error", reject);
		child.once("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
	});
}

/** Runs the steps in order and stops at the first that fails, naming it. */
export async function inOrder(steps: readonly (readonly [string, () => Promise<number>])[]): Promise<number> {
	for (const [name, step] of steps) {
		const code = await step();
		if (code !== 0) {
			console.error(`${name} failed (exit code ${code})`);
			return code;
		}
	}
	return 0;
}
