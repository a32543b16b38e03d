import { createPrivateKey, sign } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { load } from "js-yaml";
import { problemsOfSet } from "../src/verdicts/advisories/problems.ts";

/**
 * Signs the advisories of a folder as a set that `plimsoll advisories update` takes:
 *
 *     node scripts/sign-advisories.ts --key private.pem --serial 2 --days 365 --out set.json [FOLDER]
 *
 * The key is Ed25519 in PEM form (openssl genpkey -algorithm ed25519). Serials grow; after so many days the set is refused as stale.
 */
const { values, positionals } = parseArgs({
	options: {
		key: { type: "string" },
		serial: { type: "string" },
		days: { type: "string", default: "365" },
		out: { type: "string" },
	},
	allowPositionals: true,
});
const { key, serial, days, out } = values;
const [folder = "knowledge/advisories"] = positionals;
if (key === undefined || out === undefined || !/^\d+$/.test(serial ?? "") || !(Number(days) > 0)) {
	throw new Error("give --key FILE, --serial NUMBER and --out FILE");
}
const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
const advisories = await Promise.all(names.map(async (name) => load(await readFile(`${folder}/${name}`, "utf8"))));
const problems = problemsOfSet(advisories);
if (problems.length > 0) throw new Error(problems.join("\n"));
const expiresAt = new Date(Date.now() + Number(days) * 86_400_000).toISOString();
const payload = JSON.stringify({ serial: Number(serial), expiresAt, advisories });
const signature = sign(null, Buffer.from(payload), createPrivateKey(await readFile(key))).toString("base64");
await writeFile(out, `${JSON.stringify({ apiVersion: "plimsoll.dev/v1", kind: "AdvisorySet", payload, signature })}\n`);
console.log(`${out}: ${advisories.length} advisories, serial ${serial}, until ${expiresAt}`);
