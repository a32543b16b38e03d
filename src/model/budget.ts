import type { Subject } from "./finding.ts";

/** Where a process's memory goes: the parts that the budgets of all runtimes are made of. The words room names each. */
export const BUDGET_PARTS = [
	"data-set",
	"fragmentation",
	"fork-copy",
	"replica-buffers",
	"client-buffers",
	"base",
	"heap",
	"young-generation",
	"metaspace",
	"code-cache",
	"direct-buffers",
	"thread-stacks",
	"collector",
	"native",
	"runtime-managed",
	"shared-buffers",
	"connections",
	"sorts",
	"maintenance",
	"buffer-pool",
	"cache",
	"items",
	"hash-table",
	"until-blocked",
	"above-watermark",
	"workers",
	"request-buffers",
	"head-series",
	"queries",
	"mapped-files",
] as const;
export type BudgetPartName = (typeof BUDGET_PARTS)[number];

/** Why a part has the bound it has: somebody set it, nobody did and the default holds, it was read from the running server, or it is reckoned. */
export type BudgetBasis = "set" | "default" | "live" | "reckoned";

/** One part of a runtime's memory at the worst moment. Bytes. */
export interface BudgetPart {
	part: BudgetPartName;
	/** Null where nothing bounds it. */
	bytes: number | null;
	/** What it may be at least and at most; null with `bytes`. */
	low: number | null;
	high: number | null;
	basis: BudgetBasis;
	/** The settings that bound it, as written; empty where none does. */
	settings: string[];
}

/** Where the memory of one container goes, what bounds each part, and whether all of it fits the limit. Bytes. */
export interface Budget {
	subject: Subject;
	/** Of knowledge/budgets: `redis`, and how people call it. */
	runtime: string;
	name: string;
	/** Null where the container has none. */
	limit: number | null;
	parts: BudgetPart[];
	/** The bounded parts together at the worst moment. */
	worst: { bytes: number; low: number; high: number };
	/** What the limit leaves above the worst moment, negative when it does not fit; null without a limit, or with a part that nothing bounds. */
	margin: number | null;
}

/** Where a setting of a running container stands, so that an edit of it can be named; `text` is all of the word or value it is part of. */
export type SettingOrigin =
	| { kind: "word"; list: "command" | "args"; index: number; text: string }
	| { kind: "variable"; name: string; text: string }
	| { kind: "config-map"; namespace: string; name: string; key: string };
