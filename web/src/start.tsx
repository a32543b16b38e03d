import { render } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Session } from "../../src/server/api/answers.ts";
import type { Language } from "../../src/words/index.ts";
import { App } from "./App.tsx";
import { type Live, PageContext } from "./context.ts";
import type { Data } from "./data.ts";
import { Login } from "./pages/Login.tsx";
import { applyTheme, lightOnPaper, themeNow } from "./theme.ts";
import { loadLanguage, type PageLanguage, rememberLanguage } from "./words.ts";
import "./style.css";

interface StartProps {
	data: Data;
	live: Live;
	session: Session;
	first: PageLanguage;
	isReport: boolean;
}

function Root({ data, live, session, first, isReport }: StartProps) {
	const [language, setLanguage] = useState(first);
	const page = useMemo(() => ({ ...language, data, live, session, isReport }), [language]);
	const change = async (next: Language) => {
		const loaded = await loadLanguage(next).catch(() => null);
		rememberLanguage(next);
		// A page left open while its server was replaced: the new one has it under another name.
		if (loaded === null) return location.reload();
		document.documentElement.lang = next;
		setLanguage(loaded);
	};
	return (
		<PageContext value={page}>
			{session.user === null ? <Login setLanguage={change} /> : <App setLanguage={change} />}
		</PageContext>
	);
}

/** Draws the page from a server's answers, or from a report's. */
export function start(props: StartProps): void {
	applyTheme(themeNow());
	lightOnPaper();
	document.documentElement.lang = props.first.language;
	if (props.session.user !== null) props.live.start();
	const holder = document.getElementById("page");
	// A report shows its findings as text until the page is drawn.
	if (holder !== null) render(null, holder);
	holder?.replaceChildren();
	if (holder !== null) render(<Root {...props} />, holder);
}
