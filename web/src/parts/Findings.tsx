import { useRef, useState } from "preact/hooks";
import type { Finding } from "../../../src/model/finding.ts";
import { usePage } from "../context.ts";
import { usePrinting } from "../theme.ts";
import { FindingCard, keyOf } from "./Finding.tsx";

/** Findings told in full, the first few open. What comes while one reads waits above them until it is asked for, so that nothing moves. */
export function Findings({ found, open = 3, level = 3 }: { found: readonly Finding[]; open?: number; level?: 2 | 3 }) {
	const { page } = usePage();
	const { shown, waiting, show } = useHeld(found);
	const isPrinting = usePrinting();
	const told = new Set<string>();
	return (
		<>
			{waiting > 0 && (
				<div class="waiting">
					<button type="button" onClick={show}>
						{page.waiting(waiting)}
					</button>
				</div>
			)}
			{shown.map(({ key, finding }, i) => {
				const remedies = finding.remedies.map((remedy) => JSON.stringify(remedy));
				const isRemedied = remedies.length > 0 && remedies.every((remedy) => told.has(remedy));
				if (i < open) for (const remedy of remedies) told.add(remedy);
				const how = { open: i < open, isPrinting, isRemedied, level };
				return <FindingCard key={key} finding={finding} {...how} />;
			})}
		</>
	);
}

interface Keyed {
	key: string;
	finding: Finding;
}

function useHeld(found: readonly Finding[]): { shown: Keyed[]; waiting: number; show(): void } {
	const held = useRef<readonly string[]>([]);
	const [, drawAgain] = useState(0);
	const keyed = keysOf(found);
	if (held.current.length === 0) held.current = [...keyed.keys()];
	const shown = held.current.flatMap((key) => {
		const finding = keyed.get(key);
		return finding === undefined ? [] : [{ key, finding }];
	});
	const show = () => {
		held.current = [];
		drawAgain((n) => n + 1);
	};
	return { shown, waiting: keyed.size - shown.length, show };
}

/** Each by its key; those that tell the same have a number beside. */
function keysOf(found: readonly Finding[]): Map<string, Finding> {
	const keyed = new Map<string, Finding>();
	for (const finding of found) {
		const key = keyOf(finding);
		let own = key;
		for (let n = 2; keyed.has(own); n++) own = `${key} ${n}`;
		keyed.set(own, finding);
	}
	return keyed;
}
