/** Where something was read, in a sentence. */
export function place(path: string): string {
	return path === "-" ? "standard input" : path === "." ? "this folder" : path;
}
