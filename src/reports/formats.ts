/** What `-o` takes: commands read it by these lists, and help names them. Nothing else stands here, as help loads it. */

/** Of every report. */
export const FORMATS = [
	"table",
	"wide",
	"json",
	"yaml",
	"name",
	"sarif",
	"junit",
	"github",
	"gitlab",
	"markdown",
	"html",
] as const;
export type Format = (typeof FORMATS)[number];

/** How people read a report: a list of findings, each one told in full, node by node, place by place in files, or container by container. */
export type Layout = "table" | "story" | "nodes" | "lint" | "size" | "leaks";

/** Of rules and advisories. */
export const CATALOGUE_FORMATS = ["table", "wide", "json", "yaml", "markdown"] as const;
/** Of what is to be applied. All of an item is always shown: wide is the table. */
export const FIX_FORMATS = ["table", "wide", "json", "yaml", "patch"] as const;
/** The first is written where none is asked for. */
export const REVIEW_FORMATS = ["markdown", "html", "json"] as const;
