export { page } from "../../../src/words/en/page.ts";
export { words } from "../../../src/words/en.ts";
