import type { Session } from "../../src/server/api/answers.ts";
import { Live } from "./context.ts";
import { ServerData } from "./data.ts";
import { start } from "./start.tsx";
import { loadLanguage, preferredLanguage } from "./words.ts";

const data = new ServerData();
if (location.pathname === "/") data.prepare(["overview", "fleet"]);
else if (location.pathname === "/workloads") data.prepare(["fleet"]);
const [session, first] = await Promise.all([data.get<Session>("session"), loadLanguage(preferredLanguage())]);
start({ data, live: new Live(data), session, first, isReport: false });
