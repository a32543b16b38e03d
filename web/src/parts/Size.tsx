import { printable, shellWord } from "../../../src/model/text.ts";
import type { ContainerSize, Workload } from "../../../src/server/api/answers.ts";
import { usePage } from "../context.ts";
import { bytes } from "../format.ts";
import { Command } from "./Copy.tsx";

interface SizeProps {
	size: ContainerSize | null;
	/** What is set now; null where nothing is. */
	now: { limit: number | null; request: number | null };
	workload: Workload;
}

/** Names that are none of Kubernetes' are written out, here as everywhere. */
function command({ kind, namespace, name }: Workload): string {
	return printable(`plimsoll size ${shellWord(`${kind}/${name}`)} -n ${shellWord(namespace)} -o patch`);
}

/** Reasons that say again what the basis says. */
const SAID: readonly string[] = ["use-now-only", "nothing-measured"];

/** What a container should have, what that rests on, and how to get it. */
export function Size({ size, now, workload }: SizeProps) {
	const { page, words } = usePage();
	return (
		<section class="size" aria-labelledby="h-size">
			<h3 id="h-size">{page.heading.size}</h3>
			{size === null ? (
				<p class="quiet">{page.unknown.sizes}</p>
			) : (
				<>
					<dl class="facts">
						<dt>{page.series.limit}</dt>
						<dd>{change(size.limit, now.limit)}</dd>
						<dt>{page.series.request}</dt>
						<dd>{change(size.request, now.request)}</dd>
					</dl>
					<p class="quiet">{[basis(size), ...reasons(size)].join(" · ")}</p>
					<Command text={command(workload)} />
				</>
			)}
		</section>
	);

	function change(then: number, is: number | null): string {
		return page.change(is === null ? null : bytes(is), bytes(then));
	}

	function basis(one: ContainerSize): string {
		return one.basis === "history" ? page.basis.history(words.report.duration(one.seconds)) : page.basis[one.basis];
	}

	function reasons(one: ContainerSize): string[] {
		return one.reasons.filter((reason) => !SAID.includes(reason)).map((reason) => words.sizing.reason[reason]);
	}
}
