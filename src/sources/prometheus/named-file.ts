import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";
import { readSmall } from "../small-file.ts";

/** A certificate, key or token that was named. @throws Failure prometheus-file */
export async function readNamed(path: string): Promise<string> {
	try {
		return (await readSmall(path)).toString("utf8");
	} catch (error) {
		throw new Failure("prometheus-file", { path, detail: asDetail((error as Error).message) }, error);
	}
}
