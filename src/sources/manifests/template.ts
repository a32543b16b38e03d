import { child, itemsOf, textOf } from "./access.ts";
import type { MapNode, Node } from "./tree.ts";

/**
 * Marks of a Helm template: its objects, its functions and its blocks. Braces alone prove nothing: alert rules, dashboards and workflows
 * hold them as plain text.
 */
const HELM =
	/\{\{-?\s*(?:[^{}]*[\s(])?(?:\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|include\s+"|template\s+"|toYaml\b|tpl\b)|\{\{-?\s*(?:if|else|end|range|with|define|block)\b|\{\{-?\s*\$[\w.]+\s*:?=/;

/** Where a document that does not parse shows that it is a Helm template; -1 when it does not. */
export function helmMark(text: string): number {
	return text.includes("{{") ? text.search(HELM) : -1;
}

/** Where an unquoted brace, `%{` or `@NAME@` opens a line or a value, which no YAML does but templates of other engines; -1 when none does. */
export function anyMark(text: string): number {
	const match = /^[ \t]*(?:- )*(?:["']?[\w./-]+["']?:[ \t]+)?(?:\[[ \t]*)?(?=\{\{|\{%|%\{|@\w+@)/m.exec(text);
	return match === null ? -1 : match.index + match[0].length;
}

/** The part of a document that parses and yet was not rendered: a template where Kubernetes wants a name, a number or a quantity. */
export function unrenderedPart(root: MapNode): Node | null {
	const parts = [
		child(root, "apiVersion"),
		child(root, "kind"),
		child(root, "metadata", "name"),
		child(root, "metadata", "namespace"),
		child(root, "spec", "replicas"),
		...itemsOf(child(root, "spec", "template", "spec", "containers")).flatMap((container) => [
			child(container, "name"),
			child(container, "image"),
			child(container, "resources", "limits", "memory"),
			child(container, "resources", "requests", "memory"),
		]),
	];
	return parts.find((part) => part !== undefined && helmMark(textOf(part)) !== -1) ?? null;
}

/** The chart a file belongs to by Helm's layout: CHART/templates/FILE. Null when the path does not tell. */
export function chartOf(file: string): string | null {
	const parts = file.split("/");
	const i = parts.lastIndexOf("templates", parts.length - 2);
	if (i === -1) return null;
	return parts.slice(0, i).join("/") || (file.startsWith("/") ? "/" : ".");
}
