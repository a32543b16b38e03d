import { Failure } from "../model/failure.ts";
import { asDetail, printable } from "../model/text.ts";
import type { Words } from "../words/words.ts";
import type { Context } from "./context.ts";

/** For what goes on running: says on stderr what should not have happened, and where it came from when asked for. */
export function defectTeller({ stderr, env }: Context, words: Words): (error: unknown) => void {
	return (error) => {
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		const rotten = error instanceof Failure && error.code === "certificate-unusable";
		const sentence = rotten
			? words.failures["certificate-unusable"](error.params as Failure<"certificate-unusable">["params"])
			: words.failures.internal({ detail });
		stderr.write(`plimsoll: ${printable(sentence)}\n`);
		if (env.PLIMSOLL_DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
	};
}
