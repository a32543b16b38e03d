/**
 * The formulas of knowledge/budgets: `maxConnections * workMem + min(sharedBuffers / 32, 16Mi)`. Numbers with Ki, Mi and Gi, names, + - * /, min, max and
 * parentheses; nothing else, so that a data file stays data.
 */
const UNITS: Readonly<Record<string, number>> = { "": 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)(Ki|Mi|Gi)?|([A-Za-z]\w*)|([-+*/(),]))/y;

/** What a name stands for; null for what nothing bounds. */
type Lookup = (name: string) => number | null;

/** The value of a formula; null where a name in it has none, as a sum with an unknown part is unknown. @throws Error for what is no formula */
export function evaluate(formula: string, lookup: Lookup): number | null {
	const parser = new Parser(formula, lookup);
	const value = parser.sum();
	parser.end();
	return value;
}

/** The names in a formula, in their order. */
export function namesIn(formula: string): string[] {
	return [...formula.matchAll(/(?<![\w.])[A-Za-z]\w*/g)].map(([name]) => name).filter((name) => !isFunction(name));
}

function isFunction(name: string): name is "min" | "max" {
	return name === "min" || name === "max";
}

type Value = number | null;

class Parser {
	readonly #formula: string;
	readonly #lookup: Lookup;
	#at = 0;
	#token: RegExpExecArray | null = null;

	constructor(formula: string, lookup: Lookup) {
		this.#formula = formula.trimEnd();
		this.#lookup = lookup;
		this.#next();
	}

	sum(): Value {
		let left = this.#product();
		for (let sign = this.#sign("+", "-"); sign !== null; sign = this.#sign("+", "-")) {
			const right = this.#product();
			left = left === null || right === null ? null : sign === "+" ? left + right : left - right;
		}
		return left;
	}

	end(): void {
		if (this.#token !== null) this.#fail();
	}

	#product(): Value {
		let left = this.#factor();
		for (let sign = this.#sign("*", "/"); sign !== null; sign = this.#sign("*", "/")) {
			const right = this.#factor();
			if (sign === "*") left = times(left, right);
			else left = left === null || right === null ? null : left / right;
		}
		return left;
	}

	#factor(): Value {
		const [, number, unit = "", name, sign] = this.#token ?? this.#fail();
		this.#next();
		if (number !== undefined) return Number(number) * (UNITS[unit] ?? 1);
		if (name !== undefined) return isFunction(name) ? this.#call(name) : this.#lookup(name);
		if (sign !== "(") this.#fail();
		const value = this.sum();
		this.#expect(")");
		return value;
	}

	/** Of what is bounded, the least bounds; the most of what is not bounded is not. */
	#call(name: "min" | "max"): Value {
		this.#expect("(");
		const values = [this.sum()];
		while (this.#sign(",", ",") !== null) values.push(this.sum());
		this.#expect(")");
		const known = values.filter((value) => value !== null);
		if (known.length < values.length && (name === "max" || known.length === 0)) return null;
		return Math[name](...known);
	}

	#sign(one: string, other: string): string | null {
		const sign = this.#token?.[4];
		if (sign !== one && sign !== other) return null;
		this.#next();
		return sign;
	}

	#expect(sign: string): void {
		if (this.#sign(sign, sign) === null) this.#fail();
	}

	#next(): void {
		if (this.#at >= this.#formula.length) {
			this.#token = null;
			return;
		}
		TOKEN.lastIndex = this.#at;
		this.#token = TOKEN.exec(this.#formula);
		if (this.#token === null) this.#fail();
		this.#at = TOKEN.lastIndex;
	}

	#fail(): never {
		throw new Error(`no formula: ${this.#formula} (at ${this.#at})`);
	}
}

/** Nothing times the unknown is nothing: what does not happen needs no bound. */
function times(left: Value, right: Value): Value {
	if (left === 0 || right === 0) return 0;
	return left === null || right === null ? null : left * right;
}
