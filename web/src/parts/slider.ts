/** Where keys lead on something of `count` places that is moved along; null for keys that do not move. */
export function movedBy({ key }: KeyboardEvent, at: number, count: number, step = 1): number | null {
	const far = Math.max(step, Math.round(count / 10));
	const to: Readonly<Record<string, number>> = {
		ArrowLeft: at - step,
		ArrowDown: at - step,
		ArrowRight: at + step,
		ArrowUp: at + step,
		PageDown: at - far,
		PageUp: at + far,
		Home: 0,
		End: count - 1,
	};
	const wanted = to[key];
	return wanted === undefined ? null : Math.max(0, Math.min(count - 1, wanted));
}
