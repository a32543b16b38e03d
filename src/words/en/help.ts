import type { HelpWords } from "../help.ts";

export const help: HelpWords = {
	tagline: "⦵ plimsoll: the load line for memory in Kubernetes",
	usage: (line) => `Usage: ${line}`,
	heading: (text) => `${text}:`,
	commands: "Commands",
	flags: "Flags",
	examples: "Examples",
	exitCodes:
		"Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage, 3 the cluster or a source failed. Nothing in the cluster is changed but by fix, and the Lease and Events that serve is asked for.",
	more: (program) => `${program} COMMAND --help tells more of a command.`,
	command: {
		scan: {
			summary: "everything found, worst first",
			about:
				"Looks at the pods of a namespace, or of all with -A, and lists what it found, one line each, worst first.",
			examples: (p) => [
				`${p} scan -A`,
				`${p} scan -n shop -o wide`,
				`${p} scan --from ./cluster-dump -o json=report.json -o table`,
				`${p} scan -A --outage 2d`,
				`${p} scan -A --watch`,
			],
		},
		why: {
			summary: "why a container died, with the evidence",
			about:
				"Tells each death of a pod's containers: what killed it, when, at which limit, what was seen and where, and what to do. A workload stands for all its pods.",
			examples: (p) => [
				`${p} why web-5d9c7-x2x1v`,
				`${p} why deploy/web -n shop`,
				`${p} why sts/redis --from capture.tar.gz`,
			],
		},
		nodes: {
			summary: "each node's memory and whom it kills first",
			about:
				"Shows each node's memory now, what it has promised, how long until it evicts and runs out, and the order in which the kernel and the kubelet would kill. With a name, all of that node. Without figures from the kubelets the orders rest on requests alone, and it says so.",
			examples: (p) => [
				`${p} nodes`,
				`${p} nodes node-1`,
				`kubectl get nodes,pods -A -o json > all.json; ${p} nodes --from all.json -o json`,
			],
		},
		lint: {
			summary: "memory defects in manifests, with line and column",
			about:
				"Judges manifests without a cluster: requests and limits, units, what the API server refuses, and whether an application's own memory setting fits its limit. Reads YAML and JSON files, a folder of them, or the output of helm template and kustomize build. Findings can be silenced with a reason by the annotation plimsoll.dev/ignore.",
			examples: (p) => [
				`${p} lint deploy.yaml`,
				`${p} lint ./manifests -o wide`,
				`${p} lint --helm-chart ./chart --values prod.yaml`,
				`kustomize build . | ${p} lint -`,
				`${p} lint . --fix --dry-run`,
				`${p} lint . --write-baseline known.json; ${p} lint . --baseline known.json`,
				`${p} lint . --fail-on warning -o sarif=plimsoll.sarif -o github`,
			],
		},
		leaks: {
			summary: "who leaks, since when, how fast, and when the limit is reached",
			about:
				"Judges the memory history of every container and lists those that leak, worst first: since when, how fast, how much is leaked, and when the limit is reached, with its 90 % interval. Warm-ups, caches that fill to their bound, daily rhythms, steps, load and collectors' saw-teeth are told apart. Containers are followed across restarts, pod names and roll-outs to their workload. The history is the cluster's Prometheus (or Thanos, Mimir, VictoriaMetrics), the engine that --prometheus-url names, with which no cluster is asked, the series files of --from, or a file: CSV, gzip or not, with the header series,t,bytes,capacity and, where known, start; - is standard input. Of what is asked for by name it is also said why it is no leak.",
			examples: (p) => [
				`${p} leaks -A`,
				`${p} leaks deploy/web -n shop --since 7d`,
				`${p} leaks --prometheus-url http://localhost:9090`,
				`${p} leaks -A --watch`,
				`${p} leaks --from ./objects-and-series`,
				`${p} leaks memory.csv.gz -o wide`,
			],
		},
		size: {
			summary: "requests and limits for a stated risk",
			about:
				"Sizes the containers of workloads, or the series of a file, together: a request and a limit each, so that of containers sized so at most the accepted share exceeds its limit within the horizon, at the least memory. In a cluster (or with --from) replicas are taken together, kills by the kernel, what runtimes bound themselves to, LimitRanges, quotas, autoscalers and nodes are taken into account and named; the history comes from Prometheus, --history, or the series of --from, and without any it goes by what is in use now. -o patch, kustomize, helm, vpa and resize print what can be applied; nothing is changed. Shows what the limits would have meant over the history, beside KRR's and VPA's rules. A file is CSV, gzip or not, with the header series,t,bytes,capacity and, where known, start; - is standard input.",
			examples: (p) => [
				`${p} size -A`,
				`${p} size deploy/web -n shop --oom-risk 0.001`,
				`${p} size -n shop -o patch > sizes.sh`,
				`${p} size memory.csv.gz`,
				`${p} size memory.csv --oom-risk 0.01 --horizon 14d -o json`,
				`${p} size memory.csv --oom-risk 0.10,0.05,0.01 -o wide`,
			],
		},
		record: {
			summary: "keep the memory of every container and node in a file",
			about:
				"Looks at every node's kubelet through the API server and keeps working set, RSS, cache, swap, limit, restarts and pressure of each container, node and system service in one SQLite file, until Ctrl-C or SIGTERM. Goes on while the API server is away: kubelets are then asked directly where that is allowed, else the time is kept as a gap. Other commands read the file with --history, also while it is being written.",
			examples: (p) => [
				`${p} record`,
				`${p} record --history shop.db --interval 30s --retention 30d`,
				`${p} record --context production > /dev/null 2> record.log &`,
			],
		},
		capture: {
			summary: "everything the verdicts need, in one file",
			about:
				"Writes one file (tar.gz) that gives the same verdicts later without the cluster. Secrets and tokens never enter it; of environment values, arguments and config maps only memory settings are kept, and the programs and files they are for. With --since the memory of every container since then is in it too, from Prometheus or --history, so that leaks, size and verify work on it.",
			examples: (p) => [
				`${p} capture -A -o cluster.tar.gz`,
				`${p} why deploy/web --from cluster.tar.gz`,
				`${p} capture -A --since 14d -o cluster.tar.gz; ${p} leaks --from cluster.tar.gz`,
			],
		},
		advisories: {
			summary: "known memory bugs: the catalogue, one of them, or a newer set",
			about:
				"Lists the known memory bugs that scan holds images, nodes and the API server against, those about a WORD (keda), or tells one in full. update takes a newer signed set from a file or an address and keeps it below $XDG_DATA_HOME; nothing is fetched unless asked for. reset goes back to the built-in set.",
			examples: (p) => [
				`${p} advisories`,
				`${p} advisories k3s-agent-oom-servers-down`,
				`${p} advisories keda -o wide`,
				`${p} advisories update advisories.json`,
			],
		},
		export: {
			summary: "alerts, dashboards and monitors for other systems",
			about:
				"Prints what other systems read: alerts (Prometheus rules for what kubernetes-mixin lacks: OOM kills of every kind, time to the limit, leaks that restarts hide, nodes that run out; -o yaml is a PrometheusRule, -o rules a plain file), dashboard (Grafana), datadog (monitors as its API takes them), policies (the rules that CEL can say, as ValidatingAdmissionPolicy objects), policyreport (what scan finds, as PolicyReport objects to apply).",
			examples: (p) => [
				`${p} export alerts -n monitoring | kubectl apply -f -`,
				`${p} export alerts -o rules > plimsoll.rules.yaml`,
				`${p} export dashboard > plimsoll.json`,
				`${p} export policies | kubectl apply -f -`,
				`${p} export policyreport -A | kubectl apply -f -`,
			],
		},
		review: {
			summary: "the memory review of a period: what died, leaked, came back, is wasted",
			about:
				"Writes the periodic report: what died and leaks, which known bugs are there, what is new, lasts, came back or is gone since the last review, what memory is requested and not needed, or needed and not requested. Of a cluster the last review is remembered; -o json can be given to --against.",
			examples: (p) => [
				`${p} review --since 30d -o markdown=review.md`,
				`${p} review -A --since 7d -o html=review.html -o json=review.json`,
				`${p} review --from capture.tar.gz --against last.json`,
			],
		},
		fix: {
			summary: "review and apply remedies, one by one, each with its diff",
			about:
				"Lists the findings whose remedy is a patch of one object and shows of each what it changes there, as a diff, with its risk, what it sets in motion and how it is undone; at a terminal it asks about each. Before a change the object is read again and must still be what was shown; what Helm, Argo CD, Flux or an operator keeps is left to them; the API server must take the change by dry run, and a pod made of it. A change is one request, and written down first: --undo takes the newest back, or the one whose ID --list shows. Without a terminal and without --yes nothing is changed. Exit code 1 when something is left to fix, 3 when the cluster refused something. Needs the rights to get and patch what is changed; to create pods (only ever as a dry run) to check quota and limits. Manifests are edited by lint --fix.",
			examples: (p) => [
				`${p} fix -n shop`,
				`${p} fix deploy/web -n shop --dry-run=server`,
				`${p} fix -n shop --rule death/container-limit --yes --risk medium`,
				`${p} fix -A -o patch > fixes.sh`,
				`${p} fix --list`,
				`${p} fix --undo`,
			],
		},
		mcp: {
			summary: "the same questions for assistants",
			about:
				"Answers assistants over standard input and output by the Model Context Protocol: scan, why, nodes, leaks, size, lint, advisories and rules as tools. Nothing is changed. The flags that choose a cluster or an archive hold for all answers.",
			examples: (p) => [`${p} mcp --context prod`, `${p} mcp --from capture.tar.gz`],
		},
		serve: {
			summary: "the page and its API, for as long as it runs",
			about:
				"Serves a page that shows what the other commands tell, and follows the cluster as it changes: the fleet against its limits, deaths as they happen, nodes and their kill order. Prints an address that lets one browser in; only this machine can reach it. With --from it shows a capture and needs no cluster. In a cluster, --login kubernetes lets people in by their own tokens and shows each what they may see.",
			examples: (p) => [
				`${p} serve`,
				`${p} serve --from cluster.tar.gz`,
				`${p} serve --webhook --listen :8443 --tls-cert tls.crt --tls-key tls.key`,
				`${p} serve --listen :8443 --login kubernetes --tls-cert tls.crt --tls-key tls.key --lease monitoring/plimsoll`,
			],
		},
		verify: {
			summary: "whether a fix worked: before and after a roll-out or a moment",
			about:
				"Holds what was measured before a moment against what was measured after it: growth with its interval, peaks, restarts, under the load of each side where it is counted. Says fixed, improved, unchanged, worse, or too early and when it can be told. --since takes rollout (the newest), a Deployment's revision, a time, or how long ago. What is proven fixed is remembered below $XDG_STATE_HOME, and scan says when it is back.",
			examples: (p) => [
				`${p} verify deploy/rook-ceph-operator -n rook-ceph --since rollout`,
				`${p} verify deploy/web -n shop --since 2026-11-20T12:00:00Z`,
				`${p} verify memory.csv.gz --since 3d`,
			],
		},
		rules: {
			summary: "the catalogue of verdicts",
			about: "Lists the rules, or explains one of them.",
			examples: (p) => [`${p} rules`, `${p} rules death/container-limit`],
		},
		completion: {
			summary: "what the shell needs to complete commands, flags and names",
			about:
				"Prints the script that a shell sources so that a key completes commands, flags, their values, rules, and the names of contexts, namespaces, nodes, pods and workloads. Behind kubectl the same happens when kubectl_complete-plimsoll is on the PATH.",
			examples: () => [
				"source <(plimsoll completion bash)",
				"source <(plimsoll completion zsh)",
				"plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish",
			],
		},
	},
	flag: {
		help: "show this help",
		version: "show the version",
		namespace: "the namespace to look in (default: the context's)",
		"all-namespaces": "look in all namespaces, whatever -n says",
		selector: "only objects with these labels, as kubectl takes them",
		"field-selector": "only objects with these fields, as kubectl takes them",
		output: "the file to write; - is standard output",
		lang: "language of the sentences (default: from the locale)",
		at: "judge as of this moment: RFC 3339 or unix seconds (default: now, the capture's time, or the end of a --history alone)",
		from: "read a capture, a folder or a file in place of a cluster; - is standard input",
		since:
			"how far back to look, such as 14d or 36h (default: 14d; capture: no series without it); verify: the change, as rollout, a revision, a time, or how long ago",
		history: "memory series from here in place of Prometheus: a store that record writes, or a series file",
		"prometheus-url": "where memory series are (default: looked for in the cluster)",
		"prometheus-header": "a header for the engine; may be repeated",
		"prometheus-token-file": "a file with the bearer token for the engine",
		"prometheus-ca-file": "the certificate authority of the engine (PEM)",
		"prometheus-cert-file": "a client certificate for the engine (PEM; may hold the key too)",
		"prometheus-key-file": "the key of that certificate (PEM)",
		"prometheus-insecure": "do not check the engine's certificate",
		"prometheus-tenant": "the tenant to ask for (X-Scope-OrgID: Mimir, Cortex)",
		"prometheus-match":
			"only series with this label, such as cluster=east of an engine that keeps several clusters; may be repeated",
		webhook:
			"answer the API server's admission reviews instead: warnings of lint, refusals where a namespace asks for them",
		"webhook-listen": "beside the page, in the same process: answer the API server's admission reviews here",
		"webhook-tls-cert": "the webhook's certificate (default: that of --tls-cert)",
		"webhook-tls-key": "the key of the webhook's certificate (default: that of --tls-key)",
		deny: "with --webhook or --webhook-listen, refuse errors in every namespace",
		fix: "make the edits that are surely right (units, API versions), and judge what is left",
		"dry-run":
			"show what would change as a diff and change nothing; fix: client does only that, server has the API server try it too",
		config: "settings of the rules (default: the nearest .plimsoll.yaml above what is judged)",
		baseline: "leave out the findings that this file knows",
		"write-baseline": "write the findings there are to this file, for --baseline",
		"helm-chart": "a chart's folder to render with helm and judge; may be repeated",
		values: "a file of values for --helm-chart; may be repeated",
		"fail-on": "the severity from which on the exit code is 1 (default: error)",
		"exit-zero": "exit with 0 whatever is found",
		color: "colour on standard output (default: auto)",
		"oom-risk":
			"the share of containers that may exceed their limit within the horizon, between 0 and 1; several are separated by commas (default: 0.01)",
		horizon: "how long the sizes must hold, such as 14d or 36h (default: 14d)",
		qos: "request and limit: keep them equal where they are now, make them equal (guaranteed), or leave the request below the limit (burstable) (default: keep)",
		outage: "how long nodes are to last without their control plane, such as 12h or 2d (default: 12h)",
		"no-memory": "neither remember what was fixed nor look whether it is back",
		key: "a public key (PEM) that the set must be signed by, in place of the built-in one",
		interval: "how often each node is looked at (default: 30s)",
		retention: "how long samples are kept (default: 30d)",
		listen: "the address to serve at (default: 127.0.0.1 and any free port)",
		record: "keep the memory of every container in the file of --history while serving, as plimsoll record does",
		login: "how people log in: by the address that is printed, or by a Kubernetes token of their own (default: link)",
		"allow-remote": "listen beyond this machine although --login is link",
		host: "a host name this server is reached by; may be repeated",
		"tls-cert": "the certificate to serve with",
		"tls-key": "its key",
		"trust-proxy": "a proxy whose word on who asks is believed; may be repeated",
		"trust-proxy-ca": "the authority of client certificates by which such a proxy is known",
		"trust-proxy-headers":
			"the headers it sets or strips itself, -user and -group(s) (default: x-remote); no others are read",
		"session-key-file": "a secret that replicas share, so that a login holds for all of them",
		"kubelet-token-file":
			"another token of the same user, by which kubelets know the recorder for longer while the API server is away; may be repeated",
		lease: "the Lease by which replicas elect a leader",
		watch: "go on and tell each new death, or leak, as it happens",
		live: "ask running Redis servers for their settings too, by redis-cli in their containers (needs the right to exec)",
		kubeconfig: "the kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)",
		context: "the kubeconfig's context",
		cluster: "the kubeconfig's cluster",
		user: "the kubeconfig's user",
		server: "the API server's address",
		token: "a bearer token for the API server",
		as: "the user to act as",
		"as-group": "a group to act as; may be repeated",
		"as-uid": "the UID to act as",
		"certificate-authority": "the file with the CA that signed the server's certificate",
		"client-certificate": "the file with the certificate to log in with",
		"client-key": "the file with its key",
		"tls-server-name": "the name the server's certificate must bear",
		kmsg: "the node this machine is: its kernel's messages are read from /dev/kmsg, for nodes that keep them in the journal alone",
		against: "the review to hold this one against, as -o json wrote it",
		runbooks: "where the runbooks (docs/alerts) are served",
		"notify-slack-file": "the file with the Slack webhook to tell news to",
		"notify-webhook-file": "the file with the address that news are posted to as JSON",
		"cluster-name": "how messages call the cluster",
		alertmanager: "the Alertmanager to tell what holds",
		events: "write Events on workloads, too",
		rule: "only findings of this rule, or of all of a kind, as death/*; may be repeated",
		yes: "apply without asking, up to --risk",
		risk: "the riskiest remedies to apply (default: low with --yes, high where you are asked)",
		"even-if-managed": "change objects too that Helm, Argo CD, Flux or an operator keeps and may write back",
		undo: "take back the newest change in this cluster, or the one with this ID",
		list: "list what was applied from here",
		"insecure-skip-tls-verify": "do not check the API server's certificate",
		"request-timeout": "how long one request may take, such as 30s (0: without limit)",
	},
	formats: (formats) =>
		`${formats.length < 2 ? formats.join("") : `${formats.slice(0, -1).join(", ")} or ${formats.at(-1)}`}; FORMAT=FILE writes a file; may be repeated`,
};
