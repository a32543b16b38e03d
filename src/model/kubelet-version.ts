/** The minor version of Kubernetes 1 in a kubelet's version as its node reports it (`v1.29.4-eks-1a2b`, `v1.33.1+k3s1`); null for anything else. */
export function kubeletMinor(version: string): number | null {
	const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version)?.[1];
	return minor === undefined ? null : Number(minor);
}

/** Resizing in place is on by default from 1.33 on (kubernetes pkg/features, InPlacePodVerticalScaling). */
const IN_PLACE = 33;
/** Of pods with resources of their own from here on (InPlacePodLevelResourcesVerticalScaling); before, the API server refuses each resize of them (ValidatePodResize). */
const OWN_IN_PLACE = 36;

/**
 * Whether a kubelet of this version resizes a pod in place. Its API server is as new or newer.
 * @param own  whether the pod has resources of its own
 */
export function resizesInPlace(version: string, own: boolean): boolean {
	return (kubeletMinor(version) ?? 0) >= (own ? OWN_IN_PLACE : IN_PLACE);
}
