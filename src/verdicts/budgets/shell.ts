/** Quoted for a POSIX shell where it needs to be. */
export { shellWord } from "../../model/text.ts";
