import { existsSync, readFileSync } from "node:fs";
import { KUBECONFIG, RECORD } from "../paths.ts";

/** What a running lab says of itself. */
export type LabRecord = { kubeconfig: string; server: string; prometheus: string; startedAt: string };

export const readRecord = (): LabRecord | undefined =>
	existsSync(RECORD) && existsSync(KUBECONFIG) ? (JSON.parse(readFileSync(RECORD, "utf8")) as LabRecord) : undefined;
