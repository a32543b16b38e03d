import type { Millis } from "../../model/time.ts";

/** One line of a kernel log without what its writer put before the kernel's own text. */
export interface PrintkLine {
	at: Millis | null;
	secondsSinceBoot: number | null;
	/** Empty where the line names none. */
	host: string;
	text: string;
}
