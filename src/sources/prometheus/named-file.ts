import { readFile } from "node:fs/promises";
import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";

/** A certificate, key or token that was named. @throws Failure prometheus-file */
export async function readNamed(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		throw new Failure("prometheus-file", { path, detail: asDetail((error as Error).message) }, error);
	}
}
