/** The minor version of Kubernetes 1 in a kubelet's version as its node reports it (`v1.29.4-eks-1a2b`, `v1.33.1+k3s1`); null for anything else. */
export function kubeletMinor(version: string): number | null {
	const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version)?.[1];
	return minor === undefined ? null : Number(minor);
}
