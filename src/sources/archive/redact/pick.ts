/** Redaction by picking: an object is built anew from the fields that are known, so that what nobody thought of stays out. */
export type Rule = (value: unknown) => unknown;

type Shape = Readonly<Record<string, unknown>>;

function isShape(value: unknown): value is Shape {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The named fields, each by its rule; what a rule gives up (`undefined`) is left out. */
export function fields(rules: Readonly<Record<string, Rule>>): Rule {
	const entries = Object.entries(rules);
	return (value) => {
		if (!isShape(value)) return undefined;
		const kept: Record<string, unknown> = {};
		for (const [name, rule] of entries) {
			const field = Object.hasOwn(value, name) ? rule(value[name]) : undefined;
			if (field !== undefined) kept[name] = field;
		}
		return kept;
	};
}

export function each(rule: Rule): Rule {
	return (value) => (Array.isArray(value) ? value.map(rule).filter((item) => item !== undefined) : undefined);
}

/** A map with free keys, such as labels. */
export function values(rule: (value: unknown, key: string) => unknown): Rule {
	return (value) => {
		if (!isShape(value)) return undefined;
		const kept: Record<string, unknown> = {};
		for (const [key, entry] of Object.entries(value)) {
			const item = key === "__proto__" ? undefined : rule(entry, key);
			if (item !== undefined) kept[key] = item;
		}
		return kept;
	};
}

/** Text, numbers, switches and null: fields whose meaning is known to be no secret. */
export const scalar: Rule = (value) => (typeof value === "object" && value !== null ? undefined : value);

export const number: Rule = (value) => (typeof value === "number" || typeof value === "boolean" ? value : undefined);

/** `128Mi`, `250m`, `1e9`, 5. */
export const quantity: Rule = (value) =>
	typeof value === "number" ||
	(typeof value === "string" && /^[+-]?[\d.]{1,30}(?:[eE][+-]?\d{1,3}|[A-Za-z]{0,2})$/.test(value))
		? value
		: undefined;
