import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Where the page is: its path and its filters, which the address holds. A report is one file: its address is behind the #. */
export interface Place {
	parts: readonly string[];
	query: URLSearchParams;
}

let hashed = false;
export function useHashes(): void {
	hashed = true;
}

export function placeNow(): Place {
	const url = hashed ? new URL(location.hash.slice(1) || "/", "http://report") : new URL(location.href);
	const parts = url.pathname
		.split("/")
		.filter((part) => part !== "")
		.map((part) => {
			try {
				return decodeURIComponent(part);
			} catch {
				return part;
			}
		});
	return { parts, query: url.searchParams };
}

export function hrefOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
	const path = `/${parts.map(encodeURIComponent).join("/")}`;
	const filters = Object.entries(query).filter(([, value]) => value !== "");
	return `${hashed ? "#" : ""}${path}${filters.length === 0 ? "" : `?${new URLSearchParams(filters)}`}`;
}

const listeners = new Set<() => void>();

export function go(href: string, replace = false): void {
	if (replace) history.replaceState(history.state, "", href);
	else history.pushState(null, "", href);
	for (const listener of listeners) listener();
	if (!replace && scrollY !== 0) scrollTo(0, 0);
}

/** What was opened and closed by hand on this page, which the browser's own way back brings back. */
export function recall(name: string): boolean | null {
	const state: unknown = history.state;
	const known = typeof state === "object" && state !== null && name in state ? state[name as keyof typeof state] : null;
	return typeof known === "boolean" ? known : null;
}

export function remember(name: string, isOpen: boolean): void {
	history.replaceState({ ...history.state, [name]: isOpen }, "");
}

export function usePlace(): Place {
	const [place, setPlace] = useState(placeNow);
	// Before anything is drawn: a step that follows at once is seen.
	useLayoutEffect(() => {
		const update = () => setPlace(placeNow());
		listeners.add(update);
		addEventListener("popstate", update);
		addEventListener("hashchange", update);
		return () => {
			listeners.delete(update);
			removeEventListener("popstate", update);
			removeEventListener("hashchange", update);
		};
	}, []);
	return place;
}

interface LinkProps {
	to: readonly string[];
	query?: Readonly<Record<string, string>>;
	class?: string;
	current?: boolean;
	children: ComponentChildren;
}

export function Link({ to, query, current, children, ...rest }: LinkProps) {
	const href = hrefOf(to, query);
	const onClick = (event: MouseEvent) => {
		// A new tab, a download: the browser's own business.
		if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		event.preventDefault();
		go(href);
	};
	return (
		<a href={href} onClick={onClick} aria-current={current ? "page" : undefined} {...rest}>
			{children}
		</a>
	);
}
