import { printable, shellWord } from "../../../src/model/text.ts";
import { unknownIn, usePage, useSource } from "../context.ts";
import { Link, usePlace } from "../router.tsx";
import { Command } from "./Copy.tsx";
import { Name } from "./Prose.tsx";

interface LoadingProps {
	error: keyof ReturnType<typeof usePage>["page"]["error"] | null;
}

/** What stands for a part of a page while there is nothing to show. */
export function Loading({ error }: LoadingProps) {
	const { page } = usePage();
	return (
		<p class="quiet" role="status">
			{error === null ? page.loading : page.error[error]}
		</p>
	);
}

interface WaitingProps extends LoadingProps {
	/** Of the page that it stands for. */
	title?: string;
}

/** What stands for a whole page while there is nothing to show; from an address that leads nowhere ways lead on. */
export function Waiting({ error, title }: WaitingProps) {
	const { page } = usePage();
	const { parts } = usePlace();
	const isMissing = error === "not-found";
	const heading = title ?? (isMissing ? parts.at(-1) : undefined);
	return (
		<>
			{heading !== undefined && (
				<h1>
					<Name text={heading} />
				</h1>
			)}
			<Loading error={error} />
			{isMissing && <Missing parts={parts} />}
			{error === "forbidden" && parts[0] === "nodes" && (
				<>
					<p>{page.notYours.nodes}</p>
					<Command text="kubectl auth can-i list nodes" />
				</>
			)}
			{(isMissing || error === "forbidden") && (
				<p class="ways">
					{isMissing && parts.length > 1 && parts[0] === "workloads" && (
						<Link to={["workloads"]} query={{ q: parts.at(-1) ?? "" }} class="way">
							<Name text={page.searchFor(parts.at(-1) ?? "")} />
						</Link>
					)}
					{isMissing && parts.length > 1 && parts[0] === "nodes" && (
						<Link to={["nodes"]} class="way">
							{page.nav.nodes}
						</Link>
					)}
					<Link to={[]} class="way">
						{page.nav.overview}
					</Link>
				</p>
			)}
		</>
	);
}

function Missing({ parts: [first, ...rest] }: { parts: readonly string[] }) {
	const { page, isReport } = usePage();
	if ((first !== "workloads" && first !== "nodes") || rest.length === 0) return null;
	return <p>{isReport ? page.notThere.report : page.notThere[first === "nodes" ? "node" : "workload"]}</p>;
}

const BINDING = "plimsoll --clusterrole=view";

/** Why there is nothing of a cluster to show: it is empty, not read yet, or not this viewer's. */
export function Nothing() {
	const { page, session } = usePage();
	const { source } = useSource();
	const { user, namespaces } = session;
	if (user !== null && namespaces?.length === 0) {
		return (
			<div class="nothing">
				<p>
					<Name text={page.nothing.forbidden(user)} />
				</p>
				<Command text={printable(`kubectl create rolebinding ${BINDING} --user=${shellWord(user)} -n NAMESPACE`)} />
			</div>
		);
	}
	const unknown = unknownIn(source, "deaths", page);
	return (
		<p class="nothing" role="status">
			{unknown === null ? page.nothing.empty : source?.state === "away" ? unknown : page.nothing.starting}
		</p>
	);
}

/** What was shown has ended while it was open. */
export function Gone({ error }: LoadingProps) {
	const { page } = usePage();
	return error !== "not-found" ? null : (
		<p class="notice" role="status">
			{page.gone}
		</p>
	);
}
