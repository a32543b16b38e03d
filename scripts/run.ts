import { spawn } from "node:child_process";

/** Runs a command in the foreground; the promise is its exit code. */
export function run(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
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
