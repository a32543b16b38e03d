import type { FixEffect, FixGuard, FixObstacle, FixRecord } from "../model/fix.ts";
import type { Risk } from "../model/remedy.ts";

/** What `fix` says to people. */
export interface FixWords {
	/** Why a change is not made, and what to do. */
	obstacle: { [K in FixObstacle["kind"]]: (obstacle: Extract<FixObstacle, { kind: K }>) => string };
	effect: { [K in FixEffect["kind"]]: (effect: Extract<FixEffect, { kind: K }>) => string };
	/** Parts of one sentence. */
	guard: Record<FixGuard, string>;
	/** What it sets in motion, as one text. */
	effects(sentences: readonly string[]): string;
	guards(parts: readonly string[]): string;
	undoable: string;
	/** That it answers further findings. */
	more(findings: number): string;
	accepted: string;
	applied(undo: string): string;
	prove(command: string): string;
	skipped: string;
	ask: string;
	askUndo: string;
	askHelp: string;
	/** Remedies that are commands. */
	byHand(count: number): string;
	/** Nothing was changed, and how it can be. */
	onlyShown(command: string): string;
	onlyShownUndo(command: string): string;
	archive: string;
	nothing: string;
	sum(counts: Record<"applied" | "accepted" | "refused" | "left", number>): string;
	nothingToUndo: string;
	undone: string;
	undoing(record: FixRecord, age: string): string;
	state: Record<FixRecord["state"], string>;
	column: Record<"id" | "when" | "object" | "change" | "state" | "cluster", string>;
	noRecords: string;
	riskFlag(risk: Risk): string;
}
