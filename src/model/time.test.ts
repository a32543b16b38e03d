import { expect, test } from "vitest";
import { formatTime, parseMoment } from "./time.ts";

test.each([
	["2026-11-21T10:19:05Z", "2026-11-21T10:19:05Z"],
	["2026-11-21T10:19Z", "2026-11-21T10:19:00Z"],
	["2026-11-21 10:19:05.25Z", "2026-11-21T10:19:05.250Z"],
	["2026-11-21T10:19:05+08:00", "2026-11-21T02:19:05Z"],
	["2026-11-21T10:19:05", "2026-11-21T10:19:05Z"],
	["2026-11-21 10:19", "2026-11-21T10:19:00Z"],
	["2026-11-21", "2026-11-21T00:00:00Z"],
	["2028-02-29", "2028-02-29T00:00:00Z"],
	["1795256345", "2026-11-21T10:19:05Z"],
])("%s is a moment", (text, expected) => {
	expect(formatTime(parseMoment(text) ?? Number.NaN)).toBe(expected);
});

// The first two would be one of March.
test.each([
	"2026-02-30",
	"2026-02-29T00:00:00Z",
	"2026-13-01",
	"2026-11-21T25:00:00Z",
	"2026-11-21Tnoon",
	"2026-11-21 or so",
	"yesterday",
	"1e400",
	"-5",
	"99999999999999",
	"",
])("%j is none", (text) => {
	expect(parseMoment(text)).toBeNull();
});
