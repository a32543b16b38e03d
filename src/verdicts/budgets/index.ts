import { elasticsearchHeap } from "./elasticsearch.ts";
import { heldRule } from "./held.ts";
import { jvmHeapAtLimit, jvmIgnoresLimit, jvmRegions } from "./jvm.ts";
import { postgresConnections } from "./postgres.ts";
import { prometheusQuery } from "./prometheus.ts";
import { redisFork, redisNoMaxmemory } from "./redis.ts";
import { workersExceedLimit } from "./workers.ts";

/** Whether an application's own settings fit the limit of its container, as far as manifests prove it. */
export const BUDGET_RULES = [
	heldRule("budget/redis-maxmemory-at-limit", "redis"),
	redisNoMaxmemory,
	redisFork,
	jvmHeapAtLimit,
	jvmRegions,
	jvmIgnoresLimit,
	heldRule("budget/go-gomemlimit-at-limit", "go"),
	heldRule("budget/node-old-space-above-limit", "nodejs"),
	heldRule("budget/memcached-items-at-limit", "memcached"),
	heldRule("budget/mysql-buffer-pool-at-limit", "mysql"),
	heldRule("budget/mongodb-cache-at-limit", "mongodb"),
	heldRule("budget/postgres-shared-buffers-at-limit", "postgresql"),
	postgresConnections,
	heldRule("budget/dotnet-heap-at-limit", "dotnet"),
	heldRule("budget/rabbitmq-watermark-at-limit", "rabbitmq"),
	heldRule("budget/dragonfly-maxmemory-at-limit", "dragonfly"),
	heldRule("budget/varnish-storage-at-limit", "varnish"),
	heldRule("budget/tikv-block-cache-at-limit", "tikv"),
	heldRule("budget/clickhouse-memory-at-limit", "clickhouse"),
	heldRule("budget/envoy-heap-at-limit", "envoy"),
	workersExceedLimit,
	elasticsearchHeap,
	prometheusQuery,
] as const;
