import { useEffect, useMemo, useRef, useState } from "preact/hooks";

export interface HeldOrder<T> {
	rows: readonly T[];
	/** Those that are gone: they keep their places until the newer order is taken. */
	gone: ReadonlySet<T>;
	/** Whether a newer order waits. */
	isNewer: boolean;
}

const NONE: ReadonlySet<never> = new Set();

/** Rows as they are now, in the places where they were. */
export function inHeldOrder<T>(held: readonly T[], rows: readonly T[], keyOf: (row: T) => unknown): HeldOrder<T> {
	if (held === rows) return { rows, gone: NONE, isNewer: false };
	const fresh = new Map(rows.map((row) => [keyOf(row), row]));
	const gone = new Set<T>();
	const placed = held.map((row) => {
		const now = fresh.get(keyOf(row));
		if (now === undefined) gone.add(row);
		return now ?? row;
	});
	const isNewer = placed.length !== rows.length || placed.some((row, i) => row !== rows[i]);
	return isNewer ? { rows: placed, gone, isNewer } : { rows, gone: NONE, isNewer };
}

/**
 * The order of rows; while someone aims at one of them, the order they had when that began: nobody opens what they did not mean to.
 * @param question what was asked for: who asks for another order gets it at once
 */
export function useHeldOrder<T>(
	rows: readonly T[],
	keyOf: (row: T) => unknown,
	question: string,
	isAimed: boolean,
): HeldOrder<T> & { take(): void } {
	const held = useRef({ rows, question });
	const [, drawAgain] = useState(0);
	if (!isAimed || held.current.question !== question) held.current = { rows, question };
	const base = held.current.rows;
	const order = useMemo(() => inHeldOrder(base, rows, keyOf), [base, rows]);
	const take = () => {
		held.current = { rows, question };
		drawAgain((n) => n + 1);
	};
	return { ...order, take };
}

/** What was to be seen when someone began to aim at it, until they no longer do. */
export function useHeld<T>(value: T, isAimed: boolean): T {
	const held = useRef(value);
	if (!isAimed) held.current = value;
	return held.current;
}

/** A finger's tap becomes a click a moment after the finger has left. */
const LEAVING_MS = 400;

export interface Aim {
	/** A pointer is over it, or the keyboard's focus is in it. */
	isAimed: boolean;
	/** Nobody can be seen to aim: a finger comes unannounced. */
	isUnseen: boolean;
	pointer: object;
	focus: object;
}

/**
 * Whether someone aims at what is in an element.
 * @param restMs a pointer that has not moved for so long aims at nothing
 */
export function useAim(restMs = Number.POSITIVE_INFINITY): Aim {
	const [isOver, setOver] = useState(false);
	const [isFocused, setFocused] = useState(false);
	const [isUnseen] = useState(() => matchMedia("(hover: none)").matches);
	const leaving = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	useEffect(() => () => clearTimeout(leaving.current), []);
	const leaveIn = (milliseconds: number) => {
		clearTimeout(leaving.current);
		if (Number.isFinite(milliseconds)) leaving.current = setTimeout(() => setOver(false), milliseconds);
	};
	const over = () => {
		leaveIn(restMs);
		setOver(true);
	};
	return {
		isAimed: isOver || isFocused,
		isUnseen,
		pointer: {
			onPointerEnter: over,
			// What lay still under the page as it was opened comes to be over it without entering.
			onPointerMove: over,
			onPointerLeave: () => leaveIn(LEAVING_MS),
		},
		focus: {
			onFocusIn: ({ target }: FocusEvent) => {
				if (target instanceof Element && target.matches(":focus-visible")) setFocused(true);
			},
			onFocusOut: ({ currentTarget, relatedTarget }: FocusEvent) => {
				if (!(currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget)))
					setFocused(false);
			},
		},
	};
}
