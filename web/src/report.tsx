import type { Session } from "../../src/server/api/answers.ts";
import { Live } from "./context.ts";
import { ReportData } from "./data.ts";
import { useHashes } from "./router.tsx";
import { start } from "./start.tsx";
import { loadLanguage } from "./words.ts";

/** A report: its answers stand in the file. */
async function open(): Promise<void> {
	const text = document.getElementById("data")?.textContent ?? "{}";
	const { answers, language } = JSON.parse(text) as { answers: Record<string, unknown>; language: string };
	useHashes();
	const data = new ReportData(answers);
	const live = new Live(data);
	const overview = await data.get<import("../../src/server/api/answers.ts").Overview>("overview");
	live.source = overview.source;
	const session = answers.session as Session;
	start({ data, live, session, first: await loadLanguage(language === "zh-CN" ? "zh-CN" : "en"), isReport: true });
}

void open();
