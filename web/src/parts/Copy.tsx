import { useState } from "preact/hooks";
import { usePage } from "../context.ts";

/** A command, and a button that copies it. */
export function Command({ text }: { text: string }) {
	const { page } = usePage();
	const [done, setDone] = useState(false);
	const copy = async () => {
		await navigator.clipboard?.writeText(text).catch(() => {});
		setDone(true);
		setTimeout(() => setDone(false), 1500);
	};
	return (
		<div class="command">
			<pre tabIndex={0}>{text}</pre>
			<button type="button" onClick={copy} aria-live="polite">
				{done ? page.copied : page.copy}
			</button>
		</div>
	);
}
