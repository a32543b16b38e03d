import { advisories } from "./en/advisories.ts";
import { budgetsWords as budgets } from "./en/budgets.ts";
import { failures } from "./en/failures.ts";
import { leaks } from "./en/leaks.ts";
import { nodes } from "./en/nodes.ts";
import { record } from "./en/record.ts";
import { report } from "./en/report.ts";
import { rules } from "./en/rules.ts";
import { sizing } from "./en/sizing.ts";
import type { Words } from "./words.ts";

export const words: Words = { rules, advisories, failures, report, leaks, nodes, sizing, budgets, record };
