/** 句子中的读取之处。 */
export function place(path: string): string {
	return path === "-" ? "标准输入" : path === "." ? "当前目录" : path;
}

/** 同上，用于“在……中”；路径两侧留空格。 */
export function within(path: string): string {
	const named = place(path);
	return named === path ? `在 ${path} 中` : `在${named}中`;
}
