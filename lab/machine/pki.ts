import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG, PKI } from "../paths.ts";
import { API_PORT, KUBERNETES_IP, NODE, NODE_IP } from "./addresses.ts";
import { type Certificate, newAuthority, newCertificate, publicKeyOf } from "./certificate.ts";
import { kubeconfig } from "./kubeconfig.ts";

/** Who talks to the API server, as user name and groups. The first three have the roles that Kubernetes itself sets up. */
const CLIENTS: Record<string, { commonName: string; organizations?: string[] }> = {
	"kube-controller-manager": { commonName: "system:kube-controller-manager" },
	"kube-scheduler": { commonName: "system:kube-scheduler" },
	kubelet: { commonName: `system:node:${NODE}`, organizations: ["system:nodes"] },
	// Roles for these would test nothing of ours.
	"kube-state-metrics": { commonName: "kube-state-metrics", organizations: ["system:masters"] },
	kwok: { commonName: "kwok", organizations: ["system:masters"] },
	prometheus: { commonName: "prometheus", organizations: ["system:masters"] },
	"kube-apiserver-kubelet-client": { commonName: "kube-apiserver", organizations: ["system:masters"] },
};

const SERVERS: Record<string, string[]> = {
	"kube-apiserver": [
		"localhost",
		"127.0.0.1",
		KUBERNETES_IP,
		NODE_IP,
		"kubernetes",
		"kubernetes.default",
		"kubernetes.default.svc",
	],
	"kubelet-server": [NODE, NODE_IP, "127.0.0.1"],
};

const write = (name: string, { certificate, key }: Certificate): void => {
	writeFileSync(join(PKI, `${name}.crt`), certificate);
	writeFileSync(join(PKI, `${name}.key`), key, { mode: 0o600 });
};

/** Writes every key, certificate and kubeconfig of the lab; returns what a kubeconfig for the person outside is made of. */
export const writePki = (): { authority: string; admin: Certificate } => {
	mkdirSync(PKI, { recursive: true, mode: 0o700 });
	mkdirSync(CONFIG, { recursive: true });
	const authority = newAuthority("plimsoll-lab");
	write("ca", authority);
	for (const [name, names] of Object.entries(SERVERS))
		write(name, newCertificate(authority, { commonName: name, names }));
	for (const [name, wish] of Object.entries(CLIENTS)) {
		const client = newCertificate(authority, wish);
		write(name, client);
		const config = kubeconfig(`https://127.0.0.1:${API_PORT}`, authority.certificate, name, client);
		writeFileSync(join(CONFIG, `${name}.kubeconfig`), config, { mode: 0o600 });
	}
	const accounts = newAuthority("service-accounts");
	writeFileSync(join(PKI, "service-accounts.key"), accounts.key, { mode: 0o600 });
	writeFileSync(join(PKI, "service-accounts.pub"), publicKeyOf(accounts.key));
	return {
		authority: authority.certificate,
		admin: newCertificate(authority, { commonName: "kubernetes-admin", organizations: ["system:masters"] }),
	};
};
