import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newAuthority, newCertificate, publicKeyOf } from "./certificate.ts";

describe("certificates", () => {
	const authority = newAuthority("plimsoll-lab");
	const root = new X509Certificate(authority.certificate);

	it("an authority signs itself and is a CA", () => {
		expect(root.ca).toBe(true);
		expect(root.verify(root.publicKey)).toBe(true);
		expect(root.subject).toBe("CN=plimsoll-lab");
	});

	it("a server certificate is signed by the authority and names its hosts", () => {
		const made = newCertificate(authority, {
			commonName: "kube-apiserver",
			names: ["localhost", "127.0.0.1", "kubernetes.default.svc"],
		});
		const leaf = new X509Certificate(made.certificate);
		expect(leaf.checkIssued(root)).toBe(true);
		expect(leaf.verify(root.publicKey)).toBe(true);
		expect(leaf.ca).toBe(false);
		expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
		expect(leaf.checkIP("127.0.0.2")).toBeUndefined();
		expect(leaf.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
		expect(leaf.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
	});

	it("carries the groups of a user in the order given", () => {
		const made = newCertificate(authority, { commonName: "system:node:a", organizations: ["system:nodes", "β"] });
		expect(new X509Certificate(made.certificate).subject).toBe("O=system:nodes\nO=β\nCN=system:node:a");
	});

	it("ends when asked to", () => {
		const made = newCertificate(authority, { commonName: "old", notAfter: new Date("2020-02-29T01:02:03Z") });
		expect(new Date(new X509Certificate(made.certificate).validTo).toISOString()).toBe("2020-02-29T01:02:03.000Z");
	});

	it("gives the public half of a key", () => {
		expect(publicKeyOf(authority.key)).toBe(root.publicKey.export({ type: "spki", format: "pem" }));
	});
});
