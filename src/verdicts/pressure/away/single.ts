import { nodeSubject } from "../evidence.ts";
import { type AwayRule, isServer } from "./facts.ts";

/** A control plane, or an etcd, of which there is one: when that node goes, nothing is left to schedule, and agents are on their own. */
export const controlPlaneSingle: AwayRule<"pressure/control-plane-single"> = {
	id: "pressure/control-plane-single",
	judge({ nodes }) {
		const servers = nodes.filter(isServer);
		const workers = nodes.length - servers.length;
		// A cluster of one node has no other choice, and a managed control plane is on no node.
		if (servers.length === 0 || workers === 0) return [];
		const members = nodes.reduce(
			(sum, { node, pods }) => sum + (node.roles?.includes("etcd") === true || pods.some(isEtcd) ? 1 : 0),
			0,
		);
		const even = members > 0 && members < 3;
		if (servers.length > 1 && !even) return [];
		const [first] = servers;
		return [
			{
				rule: "pressure/control-plane-single",
				severity: "warning",
				confidence: 0.95,
				subject: nodeSubject(first?.node.name ?? ""),
				params: {
					nodes: servers.map(({ node }) => node.name),
					workers,
					etcdMembers: members === 0 ? null : members,
				},
				evidence: [],
				remedies: [],
			},
		];
	},
};

function isEtcd({ isStatic, name }: { isStatic: boolean; name: string }): boolean {
	return isStatic && /^etcd-/.test(name);
}
