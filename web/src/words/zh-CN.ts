export { page } from "../../../src/words/zh-CN/page.ts";
export { words } from "../../../src/words/zh-CN.ts";
