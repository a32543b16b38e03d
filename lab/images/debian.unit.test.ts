import { expect, it } from "vitest";
import { parseDepends, upstreamVersion } from "./debian.ts";

it.each([
	["5:7.0.15-1~deb12u6", "7.0.15"],
	["1:1.35.0-4+deb12u1", "1.35.0"],
	["17.0.15+6-1~deb12u1", "17.0.15"],
	["3.11.2-6", "3.11.2"],
	["2.0", "2.0"],
])("the upstream version of %s is %s", (debian, upstream) => {
	expect(upstreamVersion(debian)).toBe(upstream);
});

it("reads what a package depends on, and leaves out virtual packages", () => {
	const output = `redis-server
  PreDepends: init-system-helpers
 |Depends: lsb-base
  Depends: redis-tools
  Depends: <default-mta>
    exim4
  Recommends: cron
`;
	expect(parseDepends(output)).toEqual(["init-system-helpers", "lsb-base", "redis-tools"]);
});
