import type { KubeEvent } from "../../model/event.ts";
import { Failure } from "../../model/failure.ts";
import type { Pod } from "../../model/pod.ts";

export type Labels = Readonly<Record<string, string>>;

const KEY = "[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,315}[A-Za-z0-9])?";
const VALUE = "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?";
const FORMS: readonly [RegExp, (match: string[]) => (labels: Labels) => boolean][] = [
	[
		new RegExp(`^(${KEY})$`),
		([, key = ""]) =>
			(labels) =>
				Object.hasOwn(labels, key),
	],
	[
		new RegExp(`^!\\s*(${KEY})$`),
		([, key = ""]) =>
			(labels) =>
				!Object.hasOwn(labels, key),
	],
	[
		new RegExp(`^(${KEY})\\s*==?\\s*(${VALUE})$`),
		([, key = "", value = ""]) =>
			(labels) =>
				of(labels, key) === value,
	],
	[
		new RegExp(`^(${KEY})\\s*!=\\s*(${VALUE})$`),
		([, key = "", value = ""]) =>
			(labels) =>
				of(labels, key) !== value,
	],
	[
		new RegExp(`^(${KEY})\\s*>\\s*(-?\\d{1,18})$`),
		([, key = "", bound]) =>
			(labels) =>
				whole(of(labels, key)) > Number(bound),
	],
	[
		new RegExp(`^(${KEY})\\s*<\\s*(-?\\d{1,18})$`),
		([, key = "", bound]) =>
			(labels) =>
				whole(of(labels, key)) < Number(bound),
	],
	[
		new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\((\\s*${VALUE}\\s*(?:,\\s*${VALUE}\\s*)*)\\)$`),
		([, key = "", operator, list = ""]) => {
			const values = new Set(list.split(",").map((value) => value.trim()));
			return (labels) => values.has(of(labels, key) ?? "\0") === (operator === "in");
		},
	],
];

/**
 * A label selector as kubectl reads it (apimachinery pkg/labels/selector.go): `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`,
 * all of them must hold. `!=` and `notin` also hold where the label is absent.
 * @throws Failure bad-value
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
	const bad = () =>
		new Failure("bad-value", { flag: "--selector", value: text, expected: "app=web,tier!=cache,env in (a,b)" });
	if (text.trim() === "") return () => true;
	if (text.length > 10_000) throw bad();
	// A comma inside brackets parts values, not requirements.
	const tests = text.split(/,(?![^(]*\))/).map((part) => {
		for (const [form, test] of FORMS) {
			const match = form.exec(part.trim());
			if (match !== null) return test(match);
		}
		throw bad();
	});
	return (labels) => tests.every((test) => test(labels));
}

const POD_FIELDS: Readonly<Record<string, (pod: Pod) => string>> = {
	"metadata.name": (pod) => pod.name,
	"metadata.namespace": (pod) => pod.namespace,
	"spec.nodeName": (pod) => pod.node ?? "",
	"spec.restartPolicy": (pod) => pod.restartPolicy,
	"status.phase": (pod) => pod.phase,
};

const EVENT_FIELDS: Readonly<Record<string, (event: KubeEvent) => string>> = {
	"metadata.namespace": (event) => event.namespace,
	"involvedObject.kind": (event) => event.regarding.kind,
	"involvedObject.namespace": (event) => event.regarding.namespace,
	"involvedObject.name": (event) => event.regarding.name,
	"involvedObject.uid": (event) => event.regarding.uid,
	"involvedObject.fieldPath": (event) => event.regarding.fieldPath,
	reason: (event) => event.reason,
	type: (event) => event.type,
};

export const podFields = (text: string): ((pod: Pod) => boolean) => fieldSelector(text, POD_FIELDS);
export const eventFields = (text: string): ((event: KubeEvent) => boolean) => fieldSelector(text, EVENT_FIELDS);

/** `field=value`, `field==value`, `field!=value`, all must hold; only fields that an archive keeps. */
function fieldSelector<T>(text: string, fields: Readonly<Record<string, (fact: T) => string>>): (fact: T) => boolean {
	if (text.trim() === "") return () => true;
	const tests = text.split(",").map((part) => {
		const [, field = "", operator, value = ""] = /^\s*([\w.]{1,100})\s*(==?|!=)\s*([^=!]*?)\s*$/.exec(part) ?? [];
		const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
		if (read === undefined)
			throw new Failure("bad-value", {
				flag: "--field-selector",
				value: text,
				expected: Object.keys(fields).join(", "),
			});
		return (fact: T) => (read(fact) === value) === (operator !== "!=");
	});
	return (fact) => tests.every((test) => test(fact));
}

function of(labels: Labels, key: string): string | undefined {
	return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** NaN, which no bound holds for, where it is no whole number. */
function whole(text: string | undefined): number {
	return text !== undefined && /^-?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
}
