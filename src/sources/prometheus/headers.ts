import { Failure } from "../../model/failure.ts";
import { asDetail } from "../../model/text.ts";

/**
 * Headers as curl takes them: `NAME: VALUE`, names in lower case.
 * @throws Failure bad-value, without the value, which may be a secret
 */
export function headersOf(lines: readonly string[], flag = "--prometheus-header"): Record<string, string> {
	return Object.fromEntries(
		lines.map((line) => {
			const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
			if (parts === null) {
				const value = asDetail(line.replace(/:.*/s, ": …"));
				throw new Failure("bad-value", { flag, value, expected: "NAME: VALUE" });
			}
			const [, name = "", value = ""] = parts;
			return [name.toLowerCase(), value];
		}),
	);
}

/** Mimir and Cortex keep series apart by this header. */
export function tenantHeader(tenant: string | undefined): Record<string, string> {
	return tenant === undefined ? {} : headersOf([`X-Scope-OrgID: ${tenant}`], "--prometheus-tenant");
}
