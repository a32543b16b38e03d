import { failures } from "./en/failures.ts";
import { report } from "./en/report.ts";
import { rules } from "./en/rules.ts";
import type { Words } from "./words.ts";

export const words: Words = { rules, failures, report };
