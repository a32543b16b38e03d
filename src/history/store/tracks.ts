import type { DatabaseSync, StatementSync } from "node:sqlite";
import { KIND, type Kind } from "./schema.ts";

/** How a track is called: namespace, pod and container; node and cgroup; or what is counted. */
export type TrackName =
	| { kind: "container"; namespace: string; pod: string; container: string }
	| { kind: "cgroup"; node: string; cgroup: string }
	| { kind: "counter"; counter: string };

/** What ran and what owns it. Empty image: not known. */
export interface About {
	image: string;
	owner: { kind: string; name: string } | null;
}

interface Known {
	id: number;
	home: number;
	image: string;
	owner: string;
	/** Unix seconds. */
	seen: number;
}

/** The numbers of nodes and tracks, given out as they are first seen. Remembers those that are alive. */
export class Tracks {
	readonly addSweep: StatementSync;
	private readonly nodes = new Map<string, number>();
	private readonly known = new Map<string, Known>();
	private readonly names = new Map<number, string>();
	/** Images and owners: each is held once, as many tracks have the same. */
	private readonly texts = new Map<string, string>();
	private readonly statements: Record<"node" | "addNode" | "track" | "addTrack" | "move" | "own", StatementSync>;
	private readonly stretches: Record<"last" | "add", StatementSync>;

	constructor(database: DatabaseSync) {
		this.addSweep = database.prepare("INSERT INTO sweep (node, t, data) VALUES (?, ?, ?)");
		this.statements = {
			node: database.prepare("SELECT id FROM node WHERE name = ?"),
			addNode: database.prepare("INSERT INTO node (name) VALUES (?)"),
			track: database.prepare("SELECT id, home FROM track WHERE kind = ? AND a = ? AND b = ? AND c = ?"),
			addTrack: database.prepare("INSERT INTO track (kind, a, b, c, home, until) VALUES (?, ?, ?, ?, ?, ?)"),
			move: database.prepare("UPDATE track SET home = ? WHERE id = ?"),
			own: database.prepare("UPDATE track SET owner_kind = ?, owner_name = ? WHERE id = ?"),
		};
		this.stretches = {
			last: database.prepare("SELECT image, node FROM stretch WHERE track = ? ORDER BY since DESC LIMIT 1"),
			add: database.prepare("INSERT OR REPLACE INTO stretch (track, since, image, node) VALUES (?, ?, ?, ?)"),
		};
	}

	node(name: string): number {
		let id = this.nodes.get(name);
		if (id === undefined) {
			const row = this.statements.node.get(name);
			id = Number(row?.id ?? this.statements.addNode.run(name).lastInsertRowid);
			this.nodes.set(name, id);
			this.names.set(id, name);
		}
		return id;
	}

	/**
	 * The number of a track seen in a node's sweep at `t`, with a new stretch where its image or node is new.
	 * `movedFrom` is the node whose sweeps held its rows until now, if that is another.
	 */
	track(name: TrackName, node: number, t: number, about: About | null): { id: number; movedFrom: number | null } {
		const [kind, a, b, c] = columnsOf(name);
		// Joined, it is one text; a template would stay the tree of its parts beside it.
		const key = [kind, a, b, c].join("\0");
		let known = this.known.get(key);
		if (known === undefined) {
			known = this.find(kind, a, b, c, node, t);
			this.known.set(key, known);
		}
		known.seen = t;
		const movedFrom = known.home === node ? null : known.home;
		if (movedFrom !== null) {
			this.statements.move.run(node, known.id);
			known.home = node;
		}
		if (kind === KIND.container) this.describe(known, t, about, movedFrom !== null);
		return { id: known.id, movedFrom };
	}

	/** Lets go of the names of tracks not seen since; those that come back are found in the file. */
	forget(before: number): void {
		for (const [key, { seen }] of this.known) if (seen < before) this.known.delete(key);
		this.texts.clear();
		for (const known of this.known.values()) {
			known.image = this.text(known.image);
			known.owner = this.text(known.owner);
		}
	}

	private text(text: string): string {
		const held = this.texts.get(text);
		if (held !== undefined) return held;
		this.texts.set(text, text);
		return text;
	}

	private find(kind: Kind, a: string, b: string, c: string, node: number, t: number): Known {
		const row = this.statements.track.get(kind, a, b, c);
		if (row === undefined) {
			const { lastInsertRowid } = this.statements.addTrack.run(kind, a, b, c, node, t);
			return { id: Number(lastInsertRowid), home: node, image: "\0", owner: "", seen: t };
		}
		const id = Number(row.id);
		const last = this.stretches.last.get(id);
		return { id, home: Number(row.home), image: this.text(String(last?.image ?? "\0")), owner: "", seen: t };
	}

	private describe(known: Known, t: number, about: About | null, moved: boolean): void {
		// An image that is not known today does not end the stretch of one that was yesterday.
		const image = about?.image || (known.image === "\0" ? "" : known.image);
		if (moved || image !== known.image) {
			this.stretches.add.run(known.id, t, image, this.names.get(known.home) ?? "");
			known.image = this.text(image);
		}
		const owner = about?.owner ?? null;
		if (owner === null) return;
		const owned = [owner.kind, owner.name].join("/");
		if (known.owner === owned) return;
		this.statements.own.run(owner.kind, owner.name, known.id);
		known.owner = this.text(owned);
	}
}

function columnsOf(name: TrackName): [Kind, string, string, string] {
	switch (name.kind) {
		case "container":
			return [KIND.container, name.namespace, name.pod, name.container];
		case "cgroup":
			return [KIND.cgroup, name.node, name.cgroup, ""];
		case "counter":
			return [KIND.counter, name.counter, "", ""];
	}
}
