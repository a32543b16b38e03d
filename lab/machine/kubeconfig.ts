import type { Certificate } from "./certificate.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A kubeconfig with everything embedded, so that it works wherever it is copied to on this machine. */
export const kubeconfig = (
	server: string,
	authority: string,
	user: string,
	{ certificate, key }: Certificate,
): string => `apiVersion: v1
kind: Config
clusters:
- name: plimsoll-lab
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(authority)}
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(certificate)}
    client-key-data: ${base64(key)}
contexts:
- name: plimsoll-lab
  context:
    cluster: plimsoll-lab
    user: ${user}
current-context: plimsoll-lab
`;
