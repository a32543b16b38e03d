/** Names by which databases, queues and search engines go in images; each holds data whose loss or slow recovery hurts. */
const NAMES =
	/^(?:postgres(?:ql)?|spilo|timescaledb|mysql(?:-server)?|mariadb|percona(?:-server)?|percona-xtradb-cluster|mongo(?:db|d)?|percona-server-mongodb|redis|valkey|keydb|dragonfly|cassandra|scylla|elasticsearch|opensearch|clickhouse(?:-server)?|kafka|cp-kafka|rabbitmq|zookeeper|etcd|influxdb|neo4j|couchdb|couchbase|cockroach|tidb|tikv|pd|oceanbase(?:-ce)?|polardb|starrocks|doris|nebula|milvus|qdrant|weaviate|pulsar|rocketmq|minio)(?:$|-(?:alpine|server|broker|repmgr|cluster|sentinel|ha|be|fe)$)/;

/** Whether an image is a database's, by the last part of its name. A guess: images can be named anything. */
export function isDatabaseImage(image: string): boolean {
	const [withoutDigest = ""] = image.split("@");
	const last = withoutDigest.split("/").at(-1) ?? "";
	const [name = ""] = last.split(":");
	return NAMES.test(name.toLowerCase());
}
