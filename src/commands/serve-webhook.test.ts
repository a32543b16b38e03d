import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { main } from "../main.ts";
import { makeCertificates } from "../sources/kubernetes/testing/certificates.ts";

function contextTo(write: (text: string) => void, signal: AbortSignal) {
	return {
		env: { LANG: "C" },
		stdout: { write },
		stderr: { write },
		stdin: Readable.from([]),
		now: () => 0,
		program: "plimsoll",
		signal,
	};
}

async function serve(...words: string[]) {
	let stderr = "";
	const context = contextTo((text) => {
		stderr += text;
	}, new AbortController().signal);
	return { code: await main(context, ["serve", "--webhook", ...words]), stderr };
}

test.each<[string[], number, string]>([
	[[], 2, "--tls-cert"],
	[["--tls-cert", "a"], 2, "--tls-key"],
	[["--tls-cert", "/nowhere", "--tls-key", "/nowhere"], 3, "/nowhere"],
	[["--tls-cert", "a", "--tls-key", "b", "--listen", "here"], 2, "--listen"],
	[["--tls-cert", "a", "--tls-key", "b", "--fail-on", "never"], 2, "--fail-on"],
	[["--tls-cert", "a", "--tls-key", "b", "--config", "/nowhere.yaml"], 2, "/nowhere.yaml"],
	[["extra"], 2, "extra"],
])("serve --webhook %j ends with %d", async (words, code, said) => {
	const ended = await serve(...words);
	expect(ended).toMatchObject({ code, stderr: expect.stringContaining(said) });
});

test.each<[string[], string]>([
	[["--webhook", "--webhook-listen", ":0"], "--webhook-listen"],
	[["--webhook-listen", ":0"], "--tls-cert"],
	[["--webhook-listen", "here", "--webhook-tls-cert", "a", "--webhook-tls-key", "b"], "--webhook-listen"],
])("serve %j is a mistake", async (words, said) => {
	let stderr = "";
	const context = contextTo((text) => {
		stderr += text;
	}, new AbortController().signal);
	const code = await main(context, ["serve", "--from", "lab/recordings/demo.tar.gz", ...words]);
	expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
});

test("the page and the webhook are one process, each with its port", async () => {
	const folder = mkdtempSync(join(tmpdir(), "plimsoll-beside-"));
	const { server } = makeCertificates();
	const [cert, key] = [join(folder, "tls.crt"), join(folder, "tls.key")];
	writeFileSync(cert, server.cert);
	writeFileSync(key, server.key);
	const stop = new AbortController();
	let said = "";
	const context = contextTo((text) => {
		said += text;
	}, stop.signal);
	const files = ["--webhook-tls-cert", cert, "--webhook-tls-key", key];
	const argv = ["serve", "--from", "lab/recordings/demo.tar.gz", "--webhook-listen", "127.0.0.1:0", ...files];
	const ended = main(context, argv);
	try {
		const portOf = (pattern: RegExp) => Number(pattern.exec(said)?.[1] ?? 0);
		await expect.poll(() => portOf(/http:\/\/127\.0\.0\.1:(\d+)/)).toBeGreaterThan(0);
		const page = await fetch(`http://127.0.0.1:${portOf(/http:\/\/127\.0\.0\.1:(\d+)/)}/readyz`);
		expect(page.status).toBe(200);
		const pod = {
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "a", namespace: "shop" },
			spec: { containers: [{ name: "c", image: "x:1", resources: { limits: { memory: "512m" } } }] },
		};
		const review = {
			apiVersion: "admission.k8s.io/v1",
			kind: "AdmissionReview",
			request: { uid: "u", operation: "CREATE", object: pod },
		};
		const answer = await post(portOf(/ on 127\.0\.0\.1:(\d+)/), JSON.stringify(review));
		expect(JSON.parse(answer).response).toMatchObject({ uid: "u", allowed: false });
	} finally {
		stop.abort();
		expect(await ended).toBe(0);
		rmSync(folder, { recursive: true });
	}
}, 60_000);

function post(port: number, body: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const options = { port, host: "127.0.0.1", path: "/validate/deny", method: "POST", rejectUnauthorized: false };
		const asked = request(options, (response) => {
			let text = "";
			response.on("data", (chunk) => {
				text += chunk;
			});
			response.on("end", () => resolve(text));
		});
		asked.on("error", reject);
		asked.end(body);
	});
}
