import { useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../context.ts";

const TOLD_MS = 1500;
/** A browser breaks lines behind hyphens: a flag would be parted from its own. */
const FLAG = /(?<=\s)(--?[\w-]+)/;

/** A command, and a button that copies it. */
export function Command({ text }: { text: string }) {
	const { page } = usePage();
	const code = useRef<HTMLPreElement>(null);
	const [done, setDone] = useState(false);
	useEffect(() => {
		if (!done) return;
		const timer = setTimeout(() => setDone(false), TOLD_MS);
		return () => clearTimeout(timer);
	}, [done]);
	return (
		<div class="command">
			<pre tabIndex={0} ref={code}>
				{text.split(FLAG).map((piece, i) => (i % 2 === 0 ? piece : <span key={i}>{piece}</span>))}
			</pre>
			<button type="button" onClick={async () => setDone(await copied(text, code.current))}>
				{done ? page.copied : page.copy}
			</button>
			<span class="unseen" role="status">
				{done ? page.copied : ""}
			</span>
		</div>
	);
}

/** Whether the clipboard has it. Where the page came by plain HTTP there is no clipboard to ask: the text is selected, and copied as by a key. */
async function copied(text: string, element: HTMLElement | null): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		if (element !== null) getSelection()?.selectAllChildren(element);
		return document.execCommand("copy");
	}
}
