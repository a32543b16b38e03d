/**
 * Headlamp's plugin, as Headlamp loads it: plain JavaScript against its global `pluginLib`, so that there is nothing to build. Copy this folder
 * into Headlamp's plugin directory. It reads the PolicyReports that `plimsoll export policyreport` makes, with the rights of whoever looks.
 */
(() => {
	const { React, ApiProxy, CommonComponents, registerDetailsViewSection } = pluginLib;
	const { createElement: h, useEffect, useState } = React;
	const { SectionBox, SimpleTable } = CommonComponents;

	const KINDS = new Set(["Pod", "Node", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]);
	const WORDS = {
		en: {
			none: "Nothing known against its memory.",
			rule: "Rule",
			severity: "Severity",
			what: "What",
			unread: "The reports could not be read: ",
			absent: "No report of Plimsoll's yet: plimsoll export policyreport -A | kubectl apply -f -",
		},
		zh: {
			none: "未发现内存问题。",
			rule: "规则",
			severity: "级别",
			what: "说明",
			unread: "无法读取报告：",
			absent: "尚无 Plimsoll 报告：plimsoll export policyreport -A | kubectl apply -f -",
		},
	};

	function pathOf(namespace) {
		const root = "/apis/wgpolicyk8s.io/v1alpha2";
		return namespace
			? `${root}/namespaces/${encodeURIComponent(namespace)}/policyreports/plimsoll`
			: `${root}/clusterpolicyreports/plimsoll`;
	}

	/** A Deployment's pods are named after it: what is said of them is said of it. */
	function isAbout({ kind, name }, resource) {
		if (resource.kind === kind && resource.metadata.name === name) return true;
		const owned = resource.kind !== "Pod" && resource.kind !== "Node" && kind === "Pod";
		return (
			owned &&
			new RegExp(`^${resource.metadata.name.replace(/[.]/g, "\\.")}(?:-[a-z0-9]{5,10}){0,1}-[a-z0-9]{1,5}$`).test(name)
		);
	}

	function Verdicts({ resource }) {
		const [state, setState] = useState({ results: null, problem: null });
		const { namespace, uid } = resource.metadata;
		const words = (document.documentElement.lang || navigator.language).startsWith("zh") ? WORDS.zh : WORDS.en;
		useEffect(() => {
			let gone = false;
			ApiProxy.request(pathOf(namespace))
				.then(({ results = [] }) => {
					const ours = results.filter((result) => (result.resources ?? []).some((about) => isAbout(about, resource)));
					if (!gone) setState({ results: ours, problem: null });
				})
				.catch((error) => {
					const problem = error.status === 404 ? words.absent : `${words.unread}${error.message}`;
					if (!gone) setState({ results: null, problem });
				});
			return () => {
				gone = true;
			};
		}, [namespace, uid]);
		if (state.problem !== null) return h(SectionBox, { title: "⦵ Plimsoll" }, state.problem);
		if (state.results === null) return null;
		if (state.results.length === 0) return h(SectionBox, { title: "⦵ Plimsoll" }, words.none);
		const columns = [
			{ label: words.severity, getter: ({ severity }) => severity, gridTemplate: "auto" },
			{ label: words.rule, getter: ({ policy }) => policy, gridTemplate: "auto" },
			{ label: words.what, getter: ({ message }) => message, gridTemplate: "3fr" },
		];
		return h(SectionBox, { title: "⦵ Plimsoll" }, h(SimpleTable, { columns, data: state.results }));
	}

	registerDetailsViewSection(({ resource }) => {
		const object = resource?.jsonData ?? resource;
		return object && KINDS.has(object.kind) ? h(Verdicts, { resource: object, key: object.metadata.uid }) : null;
	});
})();
