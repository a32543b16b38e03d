import { render } from "preact";
import type { Session } from "../../src/server/api/answers.ts";
import type { PageWords } from "../../src/words/page.ts";
import { Live } from "./context.ts";
import { ServerData, Unanswered } from "./data.ts";
import { Unknown } from "./pages/Login.tsx";
import { start } from "./start.tsx";
import { loadLanguage, type PageLanguage, preferredLanguage } from "./words.ts";

const RETRY_MS = 3000;
/** A blank page for longer looks broken. */
const SLOW_MS = 1000;

const data = new ServerData();
if (location.pathname === "/") data.prepare(["overview", "fleet"]);
else if (location.pathname === "/workloads") data.prepare(["fleet"]);
const language = loadLanguage(preferredLanguage());
const [session, first] = await Promise.all([sessionOf(language), language]);
start({ data, live: new Live(data), session, first, isReport: false });

/** Who asks; where that takes long or cannot be told (the API server stalls or is away, the server starts) it is said, and asked again. */
async function sessionOf(language: Promise<PageLanguage>): Promise<Session> {
	const say = async (what: (page: PageWords) => string) => {
		const { page, language: tag } = await language;
		document.documentElement.lang = tag;
		const holder = document.getElementById("page");
		if (holder !== null) render(<Unknown text={what(page)} />, holder);
	};
	const slow = setTimeout(() => say(({ loading }) => loading), SLOW_MS);
	for (;;) {
		try {
			return await data.get<Session>("session");
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			await say((page) => page.error.unavailable);
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		} finally {
			clearTimeout(slow);
		}
	}
}
