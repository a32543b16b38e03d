/**
 * What real exporters say of real servers, as they were asked: the lines about settings, without their help texts. Redis 7.0.15 with redis_exporter 1.45,
 * PostgreSQL 15 with postgres_exporter 0.11, MariaDB 10.11 with mysqld_exporter 0.14, memcached 1.6 with memcached_exporter 0.16, RabbitMQ 3.10's own plugin, Prometheus 3.15 of itself (and of
 * Go), OpenJDK 17 by Micrometer 1.13 and by the Java agent of jmx_exporter 1.0.
 */
export const SAID = {
	redis: `redis_aof_last_cow_size_bytes 0
redis_config_maxmemory 6.7108864e+07
redis_connected_slaves 1
redis_memory_max_bytes 6.7108864e+07
redis_memory_used_bytes 1.08772e+06
redis_rdb_last_cow_size_bytes 323584
redis_repl_backlog_is_active 1
redis_replication_backlog_bytes 2.097152e+06`,
	postgresql: `pg_settings_autovacuum_max_workers{server="127.0.0.1:7411"} 3
pg_settings_maintenance_work_mem_bytes{server="127.0.0.1:7411"} 6.7108864e+07
pg_settings_max_connections{server="127.0.0.1:7411"} 50
pg_settings_shared_buffers_bytes{server="127.0.0.1:7411"} 5.0331648e+07
pg_settings_work_mem_bytes{server="127.0.0.1:7411"} 3.145728e+06`,
	mysql: `mysql_global_variables_innodb_buffer_pool_size 5.0331648e+07
mysql_global_variables_join_buffer_size 262144
mysql_global_variables_max_connections 20
mysql_global_variables_read_buffer_size 131072
mysql_global_variables_sort_buffer_size 2.097152e+06`,
	memcached: `memcached_limit_bytes 1.048576e+08
memcached_max_connections 333`,
	rabbitmq: `rabbitmq_process_resident_memory_bytes 134795264
rabbitmq_resident_memory_limit_bytes 314572800`,
	go: "go_gc_gomemlimit_bytes 3.145728e+08",
	prometheus: "prometheus_tsdb_head_series 0",
	"jvm by Micrometer": `jvm_memory_max_bytes{area="heap",id="G1 Eden Space"} -1.0
jvm_memory_max_bytes{area="heap",id="G1 Old Gen"} 1.00663296E8
jvm_memory_max_bytes{area="heap",id="G1 Survivor Space"} -1.0
jvm_memory_max_bytes{area="nonheap",id="CodeHeap 'non-nmethods'"} 5828608.0
jvm_memory_max_bytes{area="nonheap",id="CodeHeap 'non-profiled nmethods'"} 1.22916864E8
jvm_memory_max_bytes{area="nonheap",id="CodeHeap 'profiled nmethods'"} 1.22912768E8
jvm_memory_max_bytes{area="nonheap",id="Compressed Class Space"} 6.7108864E7
jvm_memory_max_bytes{area="nonheap",id="Metaspace"} 6.7108864E7
jvm_threads_live_threads 6.0`,
	"jvm by jmx_exporter": `jvm_memory_max_bytes{area="heap"} 1.00663296E8
jvm_memory_max_bytes{area="nonheap"} 3.85875968E8
jvm_memory_pool_max_bytes{pool="CodeHeap 'non-nmethods'"} 5828608.0
jvm_memory_pool_max_bytes{pool="Compressed Class Space"} 6.7108864E7
jvm_memory_pool_max_bytes{pool="G1 Eden Space"} -1.0
jvm_memory_pool_max_bytes{pool="G1 Old Gen"} 1.00663296E8
jvm_memory_pool_max_bytes{pool="Metaspace"} 6.7108864E7
jvm_threads_current 11.0`,
} as const;

interface Series {
	metric: Record<string, string>;
	value: [number, string];
}

/** As Prometheus has them once they are scraped of a pod. */
export function scraped(text: string, target: Readonly<Record<string, string>>): Series[] {
	return text.split("\n").map((line) => {
		const [, name = "", labels = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
		const own = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text]);
		return { metric: { __name__: name, ...Object.fromEntries(own), ...target }, value: [1, value] };
	});
}
