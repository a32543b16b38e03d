import type { Words } from "./words.ts";
import { advisories } from "./zh-CN/advisories.ts";
import { budgetsWords as budgets } from "./zh-CN/budgets.ts";
import { failures } from "./zh-CN/failures.ts";
import { leaks } from "./zh-CN/leaks.ts";
import { nodes } from "./zh-CN/nodes.ts";
import { record } from "./zh-CN/record.ts";
import { report } from "./zh-CN/report.ts";
import { rules } from "./zh-CN/rules.ts";
import { sizing } from "./zh-CN/sizing.ts";

export const words: Words = { rules, advisories, failures, report, leaks, nodes, sizing, budgets, record };
