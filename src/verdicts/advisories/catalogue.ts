import type { Advisory } from "../../model/advisory.ts";
import known from "./advisories.json" with { type: "json" };

// Generated from knowledge/advisories; catalogue.test.ts holds its shape to these types. Imported only when asked for: it is large.
export const ADVISORIES = known as unknown as readonly Advisory[];
