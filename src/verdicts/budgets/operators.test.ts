import { describe, expect, test } from "vitest";
import { lintText, ruleTable } from "../../survey/lint.fixture.ts";

const kafka = (body: string, kind = "Kafka") =>
	`apiVersion: kafka.strimzi.io/v1beta2
kind: ${kind}
metadata: {name: events, namespace: stream}
spec:
${body}
`;
const NESTED = (limit: string, xmx: string) =>
	kafka(`  kafka:
    replicas: 3
    resources: {requests: {memory: ${limit}}, limits: {memory: ${limit}}}
    jvmOptions:
      -Xms: 1g
      -Xmx: ${xmx}
  zookeeper: {replicas: 3}`);

describe("Strimzi", () => {
	ruleTable("budget/jvm-heap-at-limit", {
		"a Kafka": NESTED("4Gi", "«4g»"),
		"a quoted heap": NESTED("4Gi", '«"4096m"»'),
		"a node pool": kafka(
			"  replicas: 3\n  resources: {limits: {memory: 2Gi}}\n  jvmOptions: {-Xmx: «2048m»}",
			"KafkaNodePool",
		),
		"ZooKeeper and the operators beside it": kafka(`  kafka: {replicas: 3}
  zookeeper:
    resources: {limits: {memory: 1Gi}}
    jvmOptions: {-Xmx: «1g»}
  entityOperator:
    topicOperator:
      resources: {limits: {memory: 512Mi}}
      jvmOptions: {-Xmx: «"512m"»}
    userOperator:
      resources: {limits: {memory: 512Mi}}`),
		"half of it": NESTED("4Gi", "2g"),
		"no heap of its own": kafka("  kafka:\n    resources: {limits: {memory: 2Gi}}"),
		"another group's": NESTED("4Gi", "4g").replace("kafka.strimzi.io", "example.org"),
	});
	test("a quoted heap is written anew in its quotes", () => {
		const [found] = lintText(NESTED("4Gi", '"4g"')).filter(({ rule }) => rule === "budget/jvm-heap-at-limit");
		expect(found?.remedies.map(({ change }) => (change.type === "file-edit" ? change.to : ""))).toEqual([
			'"3072m"',
			"5462Mi",
		]);
	});
	ruleTable("budget/jvm-regions-exceed-limit", {
		"heap and direct memory": kafka(
			"  kafka:\n    resources: {limits: {memory: 2Gi}}\n    jvmOptions: {-Xmx: «1536m», -XX: {MaxDirectMemorySize: 1g}}",
		),
	});
});

const cluster = (parameters: string, limit = "4Gi") =>
	`apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders}
spec:
  instances: 3
  resources: {requests: {memory: ${limit}}, limits: {memory: ${limit}}}
  postgresql:
    parameters:
${parameters}
`;

describe("CloudNativePG and Zalando's operator", () => {
	ruleTable("budget/postgres-shared-buffers-at-limit", {
		"a Cluster": cluster("      shared_buffers: «4GB»"),
		quoted: cluster('      shared_buffers: «"4GB"»'),
		"a quarter": cluster("      shared_buffers: 1GB"),
		zalando: cluster("      shared_buffers: «4GB»")
			.replace("postgresql.cnpg.io/v1", "acid.zalan.do/v1")
			.replace("Cluster", "postgresql"),
	});
	ruleTable("budget/postgres-connections-times-work-mem", {
		both: cluster('      max_connections: "500"\n      work_mem: «16MB»'),
		"one alone, as the operator has defaults of its own": cluster('      max_connections: "500"'),
	});
});

describe("OpenSearch's operator", () => {
	const cluster = (jvm: string) => `apiVersion: opensearch.opster.io/v1
kind: OpenSearchCluster
metadata: {name: logs}
spec:
  nodePools:
  - component: data
    replicas: 3
    resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}
${jvm}`;
	ruleTable("budget/jvm-heap-at-limit", {
		"all of it": cluster("    jvm: -Xms1g -Xmx«2g»\n"),
		"a half": cluster("    jvm: -Xmx1g -Xms1g\n"),
		"by the operator": cluster(""),
	});
});

describe("KubeBlocks", () => {
	const component = (definition: string) => `apiVersion: apps.kubeblocks.io/v1
kind: Cluster
metadata: {name: c}
spec:
  componentSpecs:
  - {name: a, componentDef: ${definition}, replicas: 1, resources: {limits: {memory: 512Mi}}}
`;
	ruleTable("budget/jvm-heap-at-limit", {
		"an add-on has a heap of its own": component("zookeeper"),
		"also for OpenSearch": component("opensearch"),
	});
});

describe("ECK", () => {
	const eck = (more: string) =>
		`apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: logs}
spec:
  nodeSets:
  - name: default
    count: 3
    podTemplate:
      spec:
        containers:
        - name: elasticsearch
          resources: {limits: {memory: 4Gi}}
          env: [{name: ES_JAVA_OPTS, value: ${more}}]
`;
	ruleTable("budget/jvm-heap-at-limit", { "all of it": eck("-Xmx«4g»") });
	ruleTable("budget/elasticsearch-heap-above-half", { "three quarters": eck("-Xmx«3g»"), half: eck("-Xmx2g") });
});

const inValues = (text: string) => lintText(text.replace(/[«»]/g, ""), "chart/values.yaml");

describe("Bitnami's values", () => {
	test.each<[string, string, string, number]>([
		[
			"redis",
			"master:\n  resources: {limits: {memory: 1Gi}}\ncommonConfiguration: |-\n  appendonly yes\n  maxmemory 1gb\n",
			"budget/redis-maxmemory-at-limit",
			5,
		],
		[
			"redis below a subchart's name",
			"redis:\n  replica:\n    resources: {limits: {memory: 1Gi}}\n    configuration: |-\n      maxmemory 1gb\n",
			"budget/redis-maxmemory-at-limit",
			5,
		],
		[
			"postgresql",
			"primary:\n  resources: {limits: {memory: 1Gi}}\n  extendedConfiguration: |-\n    shared_buffers = 1GB\n",
			"budget/postgres-shared-buffers-at-limit",
			4,
		],
		[
			"mysql",
			"primary:\n  resources: {limits: {memory: 1Gi}}\n  configuration: |-\n    [mysqld]\n    innodb_buffer_pool_size=1G\n",
			"budget/mysql-buffer-pool-at-limit",
			5,
		],
		[
			"kafka",
			"heapOpts: -Xmx1024m -Xms1024m\nbroker:\n  resources: {limits: {memory: 1Gi}}\n",
			"budget/jvm-heap-at-limit",
			1,
		],
		[
			"elasticsearch",
			"data:\n  heapSize: 2048m\n  resources: {limits: {memory: 2Gi}}\n",
			"budget/jvm-heap-at-limit",
			2,
		],
		[
			"rabbitmq",
			"memoryHighWatermark: {enabled: true, type: absolute, value: 1GiB}\nresources: {limits: {memory: 1Gi}}\n",
			"budget/rabbitmq-watermark-at-limit",
			1,
		],
		[
			"rabbitmq, a share",
			"memoryHighWatermark: {enabled: true, type: relative, value: 0.95}\nresources: {limits: {memory: 1Gi}}\n",
			"budget/rabbitmq-watermark-at-limit",
			1,
		],
		[
			"mongodb",
			"extraFlags:\n  - --wiredTigerCacheSizeGB=1\nresources: {limits: {memory: 1Gi}}\n",
			"budget/mongodb-cache-at-limit",
			2,
		],
	])("%s", (_, text, rule, line) => {
		expect(inValues(text).map((found) => [found.rule, found.subject.line])).toEqual([[rule, line]]);
	});
	test.each<[string, string]>([
		["room", "master:\n  resources: {limits: {memory: 2Gi}}\ncommonConfiguration: |-\n  maxmemory 1gb\n"],
		[
			"a watermark that is not enabled",
			"memoryHighWatermark: {type: relative, value: 0.95}\nresources: {limits: {memory: 1Gi}}\n",
		],
		["no setting", "master:\n  resources: {limits: {memory: 2Gi}}\n"],
		["no resources", "commonConfiguration: |-\n  maxmemory 1gb\n"],
		[
			"a share",
			"memoryHighWatermark: {enabled: true, type: relative, value: 0.4}\nresources: {limits: {memory: 1Gi}}\n",
		],
	])("%s", (_, text) => {
		expect(inValues(text)).toEqual([]);
	});
	test("a file of another name is somebody else's", () => {
		const text = "master:\n  resources: {limits: {memory: 1Gi}}\ncommonConfiguration: |-\n  maxmemory 1gb\n";
		expect(lintText(text, "settings.yaml")).toEqual([]);
	});
});
