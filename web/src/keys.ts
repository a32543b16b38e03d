import { read, write } from "./words.ts";

const KEY = "plimsoll-keys";

let on = read(KEY) !== "off";

/** Keys of one letter or sign: who dictates, or brushes against keys, can switch them off (WCAG 2.1.4). */
export function keysAreOn(): boolean {
	return on;
}

export function switchKeys(next: boolean): void {
	on = next;
	write(KEY, next ? "on" : "off");
}

export function isTyping({ target }: Event): boolean {
	return (
		target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
	);
}

/** Whether a key is meant for the page: not for a field, the browser, or a dialog that lies over the page. */
export function isForPage(event: KeyboardEvent): boolean {
	if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
	if (event.key.length === 1 && !on) return false;
	return document.querySelector("dialog[open]") === null;
}
