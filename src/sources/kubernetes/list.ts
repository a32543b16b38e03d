import { Failure } from "../../model/failure.ts";
import { type Said, said } from "../../model/said.ts";
import { asDetail } from "../../model/text.ts";
import type { GetOptions, KubeClient } from "./client.ts";
import { continueAfterExpiry, isExpired } from "./client-failures.ts";
import { collectionPath, type Selection } from "./resources.ts";
import { type Shape, shape, text } from "./shape.ts";
import { TooLarge } from "./transport.ts";

/** Half of client-go's (tools/pager/pager.go): its 500 pods are some 5 MB, and the server asks for the next page as cheaply. */
const PAGE = 250;
/** Larger pages are asked for again in smaller ones: a page of config maps may be 500 MB. */
const PAGE_BOUND = 32 * 1024 * 1024;
/** A list that expires again and again is one the server cannot give. */
const RESTARTS = 3;
/** A page may be empty when a selector leaves nothing of it, but not for ever. */
const EMPTY_PAGES = 2000;

export interface ListOptions extends GetOptions {
	/** Throw the 410 in the middle of a list rather than mix two moments: a watch can only start from one. */
	exact?: boolean;
	/** Items a page, and bytes a page at the most; for tests. */
	page?: number;
	pageBound?: number;
}

/**
 * The objects of a collection, as the server has them, one at a time and never more than a page's text in memory. Returns the resource version
 * a watch can start from.
 *
 * When the server has forgotten the list's version halfway (410), it hands out a token that goes on after the last item at the present
 * version: what is yielded is then from two moments, but nothing comes twice. Without such a token the list is read again, past the
 * items already given.
 * @throws Failure cluster-*; the signal's reason when aborted
 */
export async function* listObjects(
	client: KubeClient,
	selection: Selection,
	options: ListOptions = {},
): AsyncGenerator<unknown, string> {
	let limit = options.page ?? PAGE;
	let token = "";
	/** Where we are in the server's order, which is that of etcd's keys. */
	let last = "";
	let skipThrough = "";
	let restarts = 0;
	let empty = 0;
	for (;;) {
		const path = collectionPath(selection, { limit: String(limit), ...(token === "" ? {} : { continue: token }) });
		let page: Awaited<ReturnType<KubeClient["page"]>>;
		try {
			page = await client.page(path, options.pageBound ?? PAGE_BOUND, options);
		} catch (error) {
			if (error instanceof TooLarge && limit > 1) {
				limit = Math.max(1, Math.floor(limit / 8));
				continue;
			}
			if (!isExpired(error) || token === "" || options.exact || ++restarts > RESTARTS)
				throw client.failure(error, path);
			token = continueAfterExpiry(error);
			if (token === "") skipThrough = last;
			continue;
		}
		const { items, list } = page;
		if (!Array.isArray(list.items)) throw malformed(client, path, "no items");
		const isEmpty = items.length === 0;
		for (let next = items.shift(); next !== undefined; next = items.shift()) {
			const item = parsed(next);
			if (item === null) throw malformed(client, path, "an item that is no JSON");
			const key = keyOf(item);
			if (skipThrough !== "" && key <= skipThrough) continue;
			last = key;
			yield item;
		}
		const metadata = shape(list.metadata);
		const before = token;
		token = text(metadata.continue);
		if (token === "") return text(metadata.resourceVersion);
		empty = isEmpty ? empty + 1 : 0;
		if (empty > EMPTY_PAGES || (isEmpty && token === before)) throw malformed(client, path, "pages without end");
	}
}

function parsed(item: Buffer): Shape | null {
	try {
		return shape(JSON.parse(item.toString("utf8")));
	} catch {
		return null;
	}
}

function keyOf(item: unknown): string {
	const { namespace, name } = shape(shape(item).metadata);
	return `${text(namespace)}/${text(name)}`;
}

function malformed(client: KubeClient, path: string, what: Said): Failure {
	return new Failure("cluster-not-kubernetes", {
		server: client.server,
		detail: asDetail(said("{path}: {broken}", { path, broken: what })),
	});
}
