import type { ReviewWords } from "../review.ts";

export const review: ReviewWords = {
	title: (source) => `Memory review: ${source}`,
	period: (from, to) => `${from} to ${to}`,
	first: "There is no earlier review to hold it against.",
	against: (date) => `Held against the review of ${date}.`,
	sum: {
		deaths: "Deaths",
		leaks: "Leaks",
		advisories: "Known bugs",
		pressure: "Findings about nodes",
		waste: "Requested and not needed",
		missing: "Needed and not requested",
	},
	now: "Now",
	before: "Before",
	change: "Change",
	standings: (count) =>
		`${count.new} new, ${count.back} came back, ${count.still} still there, ${count.gone} no longer seen.`,
	section: {
		deaths: "What died",
		leaks: "What leaks",
		advisories: "Known bugs",
		settings: "Settings that do not fit",
		pressure: "Nodes",
		verify: "Fixes",
		gone: "No longer seen",
		gaps: "Not known",
		next: "First things to do",
	},
	standing: { new: "new", still: "still there", back: "came back" },
	times: (count) => `${count} times`,
	firstSeen: (date) => `since ${date}`,
	goneBy: (date, first) => `seen from ${first}, gone by ${date}`,
	nothing: "Nothing.",
	unknown: "Not known.",
	unknownSum: "not known",
};
