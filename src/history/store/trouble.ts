/** What can befall a database that is no defect of ours. */
export type Trouble = "damaged" | "full" | "unwritable" | "busy";

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const CODES: Readonly<Record<number, Trouble>> = {
	5: "busy",
	8: "unwritable",
	10: "full",
	11: "damaged",
	13: "full",
	14: "unwritable",
	26: "damaged",
};

/** Of what was thrown; null for anything that is not SQLite's. I/O errors count as a full disk: quotas and file size limits show as such. */
export function troubleOf(error: unknown): Trouble | null {
	if (!(error instanceof Error) || !("errcode" in error)) return null;
	return CODES[Number(error.errcode) & 0xff] ?? null;
}
