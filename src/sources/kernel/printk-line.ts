import type { Millis } from "../../model/time.ts";

/** One line of a kernel log without what its writer put before the kernel's own text. */
export interface PrintkLine {
	at: Millis | null;
	/** That time names no zone. */
	zoneless?: true;
	/** Nor its year. */
	yearless?: true;
	/** Its form is one that only a kernel's lines have. */
	kernel?: true;
	secondsSinceBoot: number | null;
	/** Empty where the line names none. */
	host: string;
	text: string;
}
