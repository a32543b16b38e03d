import { Failure } from "../model/failure.ts";
import { asDetail, printable } from "../model/text.ts";
import type { Words } from "../words/words.ts";
import type { Context } from "./context.ts";

/** For what goes on running: says on stderr what went wrong, or what should not have happened, and where it came from when asked for. */
export function defectTeller({ stderr, env }: Context, words: Words): (error: unknown) => void {
	return (error) => {
		const detail = asDetail(error instanceof Error ? error.message : String(error));
		const sentence = expected(error, words) ?? words.failures.internal({ detail });
		stderr.write(`plimsoll: ${printable(sentence)}\n`);
		if (env.PLIMSOLL_DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
	};
}

/** What is no defect of ours. */
const EXPECTED = ["certificate-unusable", "message-lost"] as const;

function expected(error: unknown, { failures }: Words): string | null {
	const code = error instanceof Failure ? EXPECTED.find((one) => one === error.code) : undefined;
	if (code === undefined) return null;
	const tell = failures[code] as (params: unknown) => string;
	return tell((error as Failure).params);
}
