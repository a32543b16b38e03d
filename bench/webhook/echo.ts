import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** The least that an HTTPS server can do with a review: read it and say something short. `node echo.ts CERT KEY` */
const [, , cert = "", key = ""] = process.argv;
const ANSWER = '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u","allowed":true}}';
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
	request.resume().once("end", () => {
		response.writeHead(200, { "content-type": "application/json", "content-length": ANSWER.length });
		response.end(ANSWER);
	});
});
server.listen(0, "127.0.0.1", () => console.error(`:${(server.address() as AddressInfo).port}`));
