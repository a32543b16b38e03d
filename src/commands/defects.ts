import { Failure } from "../model/failure.ts";
import { asDetail, printable } from "../model/text.ts";
import type { Words } from "../words/words.ts";
import type { Context } from "./context.ts";

/** For what goes on running: says on stderr what went wrong, or what should not have happened, and where it came from when asked for. */
export function defectTeller({ stderr, env }: Context, words: Words): (error: unknown) => void {
	return (error) => {
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		const { code, params }: Failure = error instanceof Failure ? error : new Failure("internal", { detail });
		// A failure's code and params belong together, which the compiler cannot follow here.
		const tell = words.failures[code] as (params: unknown) => string;
		const sentence = tell(params);
		stderr.write(`plimsoll: ${printable(sentence)}\n`);
		if (env.PLIMSOLL_DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
	};
}
