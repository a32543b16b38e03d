import { useEffect, useState } from "preact/hooks";
import { read, write } from "./words.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "plimsoll-theme";

export function themeNow(): Theme {
	const kept = read(KEY);
	return THEMES.find((theme) => theme === kept) ?? "system";
}

export function applyTheme(theme: Theme): void {
	if (theme === "system") delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = theme;
	write(KEY, theme);
}

/** Paper is light, whatever the screen is. @param draw told before and after printing */
export function onPrint(draw: (printing: boolean) => void): () => void {
	const [before, after] = [() => draw(true), () => draw(false)];
	addEventListener("beforeprint", before);
	addEventListener("afterprint", after);
	return () => {
		removeEventListener("beforeprint", before);
		removeEventListener("afterprint", after);
	};
}

export function usePrinting(): boolean {
	const [is, set] = useState(false);
	useEffect(() => onPrint(set), []);
	return is;
}

/** What is drawn on a canvas keeps the colours it was drawn with: it is drawn anew for paper. */
export function lightOnPaper(): void {
	const { dataset } = document.documentElement;
	let before: string | undefined;
	onPrint((printing) => {
		if (printing) [before, dataset.theme] = [dataset.theme, "light"];
		else if (before === undefined) delete dataset.theme;
		else dataset.theme = before;
	});
}

/** Draws again when the colours change, at once: a page that is about to be printed has no later. */
export function onThemeChange(draw: () => void): () => void {
	const observer = new MutationObserver(draw);
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
	const media = matchMedia("(prefers-color-scheme: dark)");
	media.addEventListener("change", draw);
	return () => {
		observer.disconnect();
		media.removeEventListener("change", draw);
	};
}
