import { expect, it } from "vitest";
import { groups, moduleVersion } from "./build.ts";

const goMod = `
require (
	k8s.io/kubernetes v1.37.1 // indirect
	k8s.io/kube-state-metrics/v2 v2.18.0
	github.com/containerd/containerd/v2 v2.4.2 // indirect
	github.com/prometheus/prometheus v0.315.0
	github.com/VictoriaMetrics/VictoriaMetrics v1.122.0
	github.com/thanos-io/thanos v0.42.0
)
`;

it("binaries are told the versions that go.mod pins", () => {
	const variables = Object.fromEntries(groups(moduleVersion(goMod)).map(({ name, variables }) => [name, variables]));
	expect(variables.kubernetes).toMatchObject({
		"k8s.io/component-base/version.gitVersion": "v1.37.1",
		"k8s.io/component-base/version.gitMinor": "37",
	});
	// Prometheus tags its module v0.3XX.Y for the release 3.XX.Y.
	expect(variables.prometheus).toEqual({ "github.com/prometheus/common/version.Version": "3.15.0" });
});

it("a module that is not required is named", () => {
	expect(() => moduleVersion(goMod)("k8s.io/nothing")).toThrow("k8s.io/nothing");
});
