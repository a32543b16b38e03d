import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, expect, test } from "vitest";
import openapi from "../../../docs/schema/openapi.v1.json" with { type: "json" };
import { openArchive } from "../../sources/archive/archive.ts";
import { findingList, nodeDetail, nodeList, overview, workloadDetail } from "../state/answer.ts";
import { nodeTrackOf } from "../state/node-series.ts";
import { recordedState } from "../state/recorded.ts";
import type { State } from "../state/state.ts";
import { workloadTracks } from "../state/tracks.ts";
import { everything } from "../state/viewer.ts";

const viewer = everything("tester");
const cart = { namespace: "shop", kind: "Deployment", name: "cart" };
let state: State;
beforeAll(async () => {
	const source = await openArchive("lab/recordings/demo.tar.gz", { now: 0 });
	state = await recordedState(source, source.takenAt ?? 0);
	await source.close();
});

const ANSWERS: Record<string, () => unknown> = {
	Overview: () => overview(state, viewer),
	Fleet: () => state.rows.columns(state.version, () => true, null),
	FindingList: () => findingList(state, viewer, () => true),
	NodeList: () => nodeList(state, viewer),
	NodeDetail: () => nodeDetail(state, viewer, "plimsoll-lab"),
	WorkloadDetail: () => workloadDetail(state, viewer, cart),
	NodeTrack: () => nodeTrackOf(state, { name: "plimsoll-lab", from: 0, to: 2e9 }, { history: null, cluster: null }),
	Tracks: () => workloadTracks(state, { ...cart, container: null, from: 0, to: 2e9 }, null),
};

test.each(Object.keys(ANSWERS))("%s is as the OpenAPI document says", async (name) => {
	const ajv = new Ajv2020({ strict: false });
	ajv.addSchema({ $id: "api", components: openapi.components });
	const answer: unknown = JSON.parse(JSON.stringify(await ANSWERS[name]?.()));
	const valid = ajv.validate({ $ref: `api#/components/schemas/${name}` }, answer);
	expect(ajv.errors ?? []).toEqual([]);
	expect(valid).toBe(true);
});
