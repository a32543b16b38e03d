import { styleText } from "node:util";
import type { Severity } from "../model/finding.ts";
import type { Millis } from "../model/time.ts";

/** How a report for people is laid out. */
export interface Style {
	color: boolean;
	/** Columns of the terminal; null when the output is not one: lines are then as long as they are. */
	width: number | null;
	wide: boolean;
	/** For "… ago". */
	now: Millis;
}

type Colour = "red" | "yellow" | "cyan" | "green" | "dim" | "bold";

export function paint(style: Style, colour: Colour, text: string): string {
	return style.color ? styleText(colour, text, { validateStream: false }) : text;
}

/** A mark beside the word, so that severity never hangs on colour alone. */
export const MARKS: Readonly<Record<Severity, { mark: string; colour: Colour }>> = {
	error: { mark: "✗", colour: "red" },
	warning: { mark: "!", colour: "yellow" },
	info: { mark: "·", colour: "cyan" },
};
