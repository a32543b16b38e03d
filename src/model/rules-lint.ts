import type { ContainerRole } from "./pod.ts";

/** What is wrong with a document itself. */
export type MalformedProblem = "syntax" | "tab" | "duplicate-key" | "alias" | "depth" | "size" | "not-an-object";

/** How a memory quantity is surely a slip. */
export type UnitSlip =
	/** `512m` is 0.512 bytes. */
	| "milli"
	/** `64`: bytes, where no process fits. */
	| "tiny"
	/** More than any machine has. */
	| "huge"
	/** `128M` beside `128Mi`: the same number in two units. */
	| "mixed"
	/** Kubernetes refuses it. */
	| "not-a-quantity"
	/** A GOMEMLIMIT with which no Go program starts. */
	| "not-of-go"
	/** `GOMEMLIMIT=512` is 512 bytes. */
	| "tiny-for-go";

/** Why a program does not take a setting. All but the last end it as it starts. */
export type SettingFault =
	/** `4g` where a number of MiB is wanted, `512mb`, `75%`. */
	| "no-value"
	/** `-Xmx 512m`. */
	| "two-words"
	/** `--maxmemory=1gb`, where a flag's value is the next word. */
	| "one-word"
	/** `-Xmx512` is 512 bytes. */
	| "bytes"
	| "initial-above-maximum"
	| "not-in-node-options"
	/** NODE_OPTIONS: `'--max-old-space-size=4096'`, whose single quotes are letters. */
	| "quotes"
	/** NODE_OPTIONS in a block of YAML, `|` or `>`: the break at its end is part of the last value. */
	| "line-break"
	/** `java -jar app.jar -Xmx1g`: it is never read. */
	| "behind-program";

/** Compilers and package managers, or a whole distribution with them. */
export type LargeImage = "build-tools" | "whole-distribution";

/** Why an image's runtime takes more memory than its container has. */
export type LeakyImage =
	/** It reads the node's memory as its own, on every node. */
	| "no-container-support"
	/** It does so on nodes with cgroup v2. */
	| "no-cgroup-v2";

export type LimitRangeConflict =
	| "min-above-max"
	| "default-above-max"
	| "default-below-min"
	| "default-request-above-default"
	| "default-request-above-max"
	| "default-request-below-min"
	| "limit-above-max"
	| "limit-below-min"
	| "request-below-min"
	| "request-above-default"
	/** Bounds that want a limit, a request, or both, where there is none. */
	| "no-limit"
	| "no-request"
	| "no-ratio"
	| "ratio";

/** Whether it is the LimitRange alone that says two things; else a container or a pod breaks it. */
export function isOwnConflict(conflict: LimitRangeConflict): boolean {
	return /^(?:min|default)-/.test(conflict);
}

/** An application's own bound beside the limit of its container. Bytes. */
export interface BoundParams {
	limit: number;
	bound: number;
	/** As written: `-m 512`. */
	setting: string;
	/** The highest value that leaves room for the rest, by the runtime's budget. */
	advised: number;
	/** The limit that would leave that room beside the setting as it is; null where the setting grows with the limit. */
	limitNeeded: number | null;
}

/** Bytes; quantities as written beside them where the writing is the point. */
export interface LintRuleParams {
	"lint/malformed": { problem: MalformedProblem; detail: string };
	/** Null where the template is of another engine than Helm. */
	"lint/unrendered-template": { files: number; command: string | null };
	"lint/no-memory-limit": { role: ContainerRole };
	"lint/no-memory-request": { role: ContainerRole };
	"lint/best-effort": { containers: number };
	"lint/limit-below-request": { limit: number; request: number; limitText: string; requestText: string };
	"lint/suspicious-unit": { text: string; slip: UnitSlip; bytes: number | null; meant: string | null };
	"lint/setting-not-taken": {
		/** As written, with its name. */
		setting: string;
		program: string;
		fault: SettingFault;
		meant: string | null;
		/** The other setting, where two contradict each other. */
		beside: string | null;
	};
	"lint/ratio-too-wide": { limit: number; request: number; ratio: number };
	"lint/memory-volume-unbounded": { volume: string; limit: number | null };
	"lint/memory-volume-above-limit": { volume: string; size: number; limit: number };
	"lint/removed-api": { apiVersion: string; removedIn: string; replacement: string | null };
	"lint/restart-cronjob": { problems: RestartProblem[]; image: string; serviceAccount: string };
	"lint/hpa-on-memory": { target: string; reason: "no-request" | "keeps-memory"; runtime: string | null };
	"lint/vpa-with-hpa": { target: string; autoscaler: string };
	"lint/limitrange-unsatisfiable": { limitRange: string; conflict: LimitRangeConflict; value: number; bound: number };
	"lint/quota-unsatisfiable": {
		quota: string;
		resource: "requests.memory" | "limits.memory";
		/** Not set at all, one pod alone, or the sum of what the manifests ask for. */
		reason: "missing" | "pod" | "sum";
		hard: number;
		needed: number;
	};
	/**
	 * A request that only an init container needs, beside what the pod's other containers need together. `kept` is what the node keeps for the pod: the
	 * sidecars that start before the init container count with it.
	 */
	"lint/init-request-dominates": { request: number; others: number; kept: number };
	/** A database or broker of several replicas that no PodDisruptionBudget covers. */
	"lint/pdb-missing": { replicas: number; image: string };
	/** `slim` is the tag of the same image without what only a build needs; null where there is none. */
	"lint/large-image": { image: string; reason: LargeImage; slim: string | null };
	"lint/leaky-image": { image: string; reason: LeakyImage; version: string; fixedIn: string };
	"lint/pdb-blocks": { setting: string; replicas: number | null; target: string | null };
	"lint/probe-kills": {
		reason: "one-miss" | "heavy-exec";
		timeoutSeconds: number;
		failureThreshold: number;
		program: string | null;
	};
	"budget/redis-maxmemory-at-limit": BoundParams;
	"budget/redis-no-maxmemory": { limit: number };
	"budget/redis-fork-does-not-fit": {
		limit: number;
		maxmemory: number;
		persistence: "rdb" | "aof";
		/** The share of the data that may be rewritten during a fork before the limit is reached. */
		share: number;
		/** The share that was, during the last fork of a running server; absent where nobody asked it. */
		rewritten?: number;
	};
	"budget/jvm-heap-at-limit": BoundParams;
	"budget/jvm-regions-exceed-limit": { limit: number; sum: number; regions: { name: string; bytes: number }[] };
	/** `share` of the node's memory is its heap's bound. */
	"budget/jvm-ignores-limit": { limit: number; setting: string; share: number };
	"budget/go-gomemlimit-at-limit": BoundParams;
	"budget/node-old-space-above-limit": BoundParams;
	"budget/memcached-items-at-limit": BoundParams;
	"budget/mysql-buffer-pool-at-limit": BoundParams;
	"budget/mongodb-cache-at-limit": BoundParams;
	"budget/postgres-shared-buffers-at-limit": BoundParams;
	"budget/postgres-connections-times-work-mem": {
		limit: number;
		sum: number;
		sharedBuffers: number;
		connections: number;
		workMem: number;
	};
	"budget/dotnet-heap-at-limit": BoundParams;
	"budget/rabbitmq-watermark-at-limit": BoundParams;
	"budget/dragonfly-maxmemory-at-limit": BoundParams;
	"budget/varnish-storage-at-limit": BoundParams;
	"budget/tikv-block-cache-at-limit": BoundParams;
	"budget/clickhouse-memory-at-limit": BoundParams;
	"budget/envoy-heap-at-limit": BoundParams;
	"budget/workers-exceed-limit": {
		limit: number;
		sum: number;
		/** As people call it: `Celery`. */
		runtime: string;
		workers: number;
		/** What one may take before it is replaced or refused more. */
		each: number;
		/** As many as fit. */
		advised: number;
		/** `each` is what an idle one takes: nothing bounds it. */
		least?: boolean;
	};
	"budget/elasticsearch-heap-above-half": { limit: number; sum: number; heap: number; direct: number; advised: number };
	"budget/prometheus-query-exceeds-limit": { limit: number; sum: number; samples: number; advised: number };
}
export type LintRuleId = keyof LintRuleParams;

export type RestartProblem = "removed-api" | "no-kubectl" | "no-service-account";
