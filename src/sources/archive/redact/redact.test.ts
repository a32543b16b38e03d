import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactArguments } from "./arguments.ts";
import { redactConfig } from "./config.ts";
import { redactObject, redactVariable } from "./redact.ts";
import { scrub } from "./scrub.ts";

describe("environment variables", () => {
	it.each([
		[
			"JAVA_TOOL_OPTIONS",
			"-Xmx512m -Dpassword=hunter2 -XX:MaxRAMPercentage=75.0",
			"-Xmx512m -XX:MaxRAMPercentage=75.0",
		],
		["ES_JAVA_OPTS", "-Xms2g -Xmx2g", "-Xms2g -Xmx2g"],
		["NODE_OPTIONS", "--max-old-space-size=400 --require ./secret.js", "--max-old-space-size=400"],
		["GOMEMLIMIT", "400MiB", "400MiB"],
		["GOMEMLIMIT", "hunter2", "<removed>"],
		["GOGC", "off", "off"],
		["MALLOC_ARENA_MAX", "2", "2"],
		["MALLOC_CONF", "narenas:2,dirty_decay_ms:1000", "narenas:2,dirty_decay_ms:1000"],
		["MALLOC_CONF", "hunter2", "<removed>"],
		["PYTHONMALLOC", "malloc", "malloc"],
		["DB_PASSWORD", "12345", "<removed>"],
		["PORT", "6379", "<removed>"],
	])("%s=%s stays as %s", (name, value, kept) => {
		expect(redactVariable(name, value)).toBe(kept);
	});
});

describe("command lines", () => {
	it.each<[string[], string[]]>([
		[
			["redis-server", "--maxmemory", "64mb", "--requirepass", "hunter2"],
			["redis-server", "--maxmemory", "64mb", "--requirepass", "<removed>"],
		],
		[
			["redis-server", "/etc/redis/redis.conf", "--save", "900 1"],
			["redis-server", "/etc/redis/redis.conf", "--save", "900 1"],
		],
		[
			["--client-output-buffer-limit", "replica 256mb 64mb 60"],
			["--client-output-buffer-limit", "replica 256mb 64mb 60"],
		],
		[
			["java", "-Xmx512m", "-Dkey=x", "-XX:+UseG1GC", "-jar", "/app/app.jar"],
			["java", "-Xmx512m", "-D<removed>", "-XX:+UseG1GC", "-jar", "/app/app.jar"],
		],
		[
			["node", "--max-old-space-size=400", "server.js"],
			["node", "--max-old-space-size=400", "server.js"],
		],
		[
			["postgres", "-c", "shared_buffers=1GB", "-c", "max_connections=200"],
			["postgres", "-c", "shared_buffers=1GB", "-c", "max_connections=200"],
		],
		[
			["mysqld", "--innodb-buffer-pool-size=2G", "-phunter2"],
			["mysqld", "--innodb-buffer-pool-size=2G", "-p<removed>"],
		],
		[
			["mysql", "-p1234"],
			["mysql", "-p<removed>"],
		],
		[
			["redis-cli", "-a", "123456", "-a123456", "ping"],
			["redis-cli", "-a", "<removed>", "-a<removed>", "<removed>"],
		],
		[
			["mongosh", "-u", "root", "-p", "123456", "--quiet"],
			["mongosh", "-u", "<removed>", "-p", "<removed>", "--quiet"],
		],
		[
			["memcached", "-m", "64", "-c1024"],
			["memcached", "-m", "64", "-c1024"],
		],
		[
			["sh", "-c", "export P=hunter2; exec java -Xmx1g -jar app.jar --token hunter2"],
			["sh", "-c", "<removed> ; exec java -Xmx1g -jar app.jar --token <removed>"],
		],
		[
			["/bin/bash", "-ec", "redis-server --maxmemory 1gb --requirepass hunter2"],
			["/bin/bash", "-ec", "redis-server --maxmemory 1gb --requirepass <removed>"],
		],
		[
			["--password=hunter2", "--pin", "1234", "--port=6379"],
			["--password=<removed>", "--pin", "<removed>", "--port=6379"],
		],
		[
			["--dsn", "postgres://u:hunter2@db/x"],
			["--dsn", "<removed>"],
		],
		[
			["--url=https://u:hunter2@db/x", "hunter2"],
			["--url=<removed>", "<removed>"],
		],
		[
			["--token", "--verbose", "hunter2"],
			["--token", "--verbose", "<removed>"],
		],
		[
			["--config", "/etc/app.yaml", "--key", "/etc/tls.key"],
			["--config", "/etc/app.yaml", "--key", "<removed>"],
		],
		[
			["stress", "--vm-bytes", "4G", "--timeout", "60s"],
			["stress", "--vm-bytes", "4G", "--timeout", "60s"],
		],
	])("%j", (words, kept) => {
		expect(redactArguments(words, [])).toEqual({ command: kept, args: [] });
	});

	it("a secret flag at the end of the command takes the first argument", () => {
		expect(redactArguments(["app", "--password"], ["12345", "6"])).toEqual({
			command: ["<removed>", "--password"],
			args: ["<removed>", "6"],
		});
	});
});

describe("config maps", () => {
	it.each([
		[
			"redis.conf",
			"maxmemory 64mb\nmaxmemory-policy allkeys-lru\nrequirepass hunter2\n# a note",
			"maxmemory 64mb\nmaxmemory-policy allkeys-lru\n# <removed>: 2",
		],
		[
			"redis.conf",
			"client-output-buffer-limit replica 256mb 64mb 60\nrepl-backlog-size 1mb",
			"client-output-buffer-limit replica 256mb 64mb 60\nrepl-backlog-size 1mb",
		],
		["redis.conf", "maxmemory hunter2", "# <removed>: 1"],
		[
			"my.cnf",
			"[mysqld]\ninnodb_buffer_pool_size = 2G\npassword = hunter2",
			"[mysqld]\ninnodb_buffer_pool_size = 2G\n# <removed>: 1",
		],
		[
			"postgresql.conf",
			"shared_buffers = '1GB'\nwork_mem=4MB # hunter2",
			"shared_buffers = '1GB'\nwork_mem=4MB\n# <removed>: 0",
		],
		["jvm.options", "-Xms1g\n-Xmx1g\n-Dpassword=hunter2", "-Xms1g\n-Xmx1g\n# <removed>: 1"],
		[
			"config.xml",
			"<yandex>\n  <max_server_memory_usage>1000000</max_server_memory_usage>\n</yandex>",
			"  <max_server_memory_usage>1000000</max_server_memory_usage>\n# <removed>: 2",
		],
		[
			"kubelet",
			'evictionHard:\n  memory.available: "100Mi"\nclusterDNS: hunter2',
			'evictionHard:\n  memory.available: "100Mi"\n# <removed>: 1',
		],
		[
			"config.json",
			'{\n  "wiredTigerCacheSizeGB": 2,\n  "key": "hunter2"\n}',
			'  "wiredTigerCacheSizeGB": 2,\n# <removed>: 3',
		],
		["JAVA_OPTS", "-Xmx512m -Dp=hunter2", "-Xmx512m"],
		["maxmemory", "64mb", "64mb"],
		["maxmemory", "hunter2", "# <removed>: 1"],
		["password", "12345", "# <removed>: 1"],
	])("%s: %j", (key, text, kept) => {
		// A line of which a part is kept does not count as removed.
		expect(redactConfig(key, text)).toBe(kept.replace("\n# <removed>: 0", ""));
	});
});

describe("messages", () => {
	const id = "178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a";
	it.each([
		`Back-off restarting failed container web in pod web-7d9f8c7b6d-x2x9z_demo(10d16a28-60ff-475f-a631-510d9792219f)`,
		"The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. Container web was using 1Gi, request is 0, has larger consumption of memory. ",
		`failed to kill container ${id}`,
		"System OOM encountered, victim process: redis-server, pid: 4121",
		'secret "db-credentials" not found',
		"CreateContainerConfigError RunContainerError OOMKilled ContainerStatusUnknown",
		"Memory cgroup out of memory: Killed process 65541 (stress) total-vm:4195088kB, anon-rss:2878112kB, file-rss:256kB, shmem-rss:0kB, UID:0 pgtables:5676kB oom_score_adj:872",
		`Pulling image "registry.example.com/team/app:1.2.3@sha256:${id}"`,
	])("the kubelet's own words stay: %s", (text) => {
		expect(scrub(text)).toBe(text);
	});

	it.each(["the password is incorrect", "the token was not accepted", "DB_PASSWORD is empty"])(
		"what is said of a secret stays: %s",
		(text) => {
			expect(scrub(text, "own")).toBe(text);
		},
	);

	it.each([
		"password=hunter2hunter2",
		'"db_password": "hunter2 hunter2"',
		"Authorization: Bearer hunter2hunter2",
		"postgres://user:hunter2/x@y@db:5432/app",
		"--password hunter2",
		"API_KEY=hunter2",
		"token: hunter2",
		"DB_PASS=hunter2",
		"npm ERR! //registry/:_auth=hunter2",
		'"password" => "hunter2"',
		"[password] => hunter2",
		"password='it''s hunter2'",
		'password="a \\"hunter2"',
		'{"msg":"{\\"password\\": \\"a hunter2\\"}"}',
		"密码：hunter2",
		"the password is hunter2, keep it",
		"new token set to 'hunter2'",
		"DB_PASSWORD\thunter2",
		"AccountKey=hunter2==;EndpointSuffix=core",
		"Authorization: Token hunter2",
		"Cookie: lang=en; sid=hunter2",
		"requirepass hunter2",
		"CREATE USER app IDENTIFIED BY 'hunter2'",
		"dial root:hunter2@tcp(10.0.0.1:3306)/app",
		"panic: u:a:b@hunter2@10.0.0.1:3306",
		"-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
	])("credentials go: %s", (text) => {
		expect(scrub(text)).not.toContain("hunter2");
	});

	it.each([
		"AKIAIOSFODNN7EXAMPLE",
		"ghp_16C7e42F292c6912E7710c838347Ae178B4a",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N",
		"xoxb-1234567890-abcdefghij",
		"dGhpcyBpcyBhIHNlY3JldCBrZXkgMTIzNDU2Nzg5MA==",
	])("keys go without a name: %s", (key) => {
		expect(scrub(`got ${key} from server`)).not.toContain(key);
	});

	it("hexadecimal keys go from what an application wrote", () => {
		expect(scrub(`key ${id}`, "own")).toBe("key <removed>");
	});

	it.each<[string, string]>([
		["Unhealthy", "<removed>"],
		["ProbeWarning", "<removed>"],
		["FailedPostStartHook", "<removed>"],
		["FailedPreStopHook", "<removed>"],
		["BackOff", id],
		["Killing", id],
	])("an event %s tells of %s", (reason, told) => {
		const event = { kind: "Event", metadata: { name: "e" }, reason, message: `it said ${id}` };
		expect(redactObject(event)).toMatchObject({ message: `it said ${told}` });
	});
});

describe("images", () => {
	const digest = `sha256:${"0f".repeat(32)}`;
	it.each<[string, string]>([
		["ghcr.io/external-secrets/external-secrets:v0.9.5", "ghcr.io/external-secrets/external-secrets:v0.9.5"],
		[`reg:5000/team/token-service:1.2@${digest}`, `reg:5000/team/token-service:1.2@${digest}`],
		["app:20240101T1200Z9f8e7d6c5b", "app:20240101T1200Z9f8e7d6c5b"],
		[`docker-pullable://reg/auth@${digest}`, `docker-pullable://reg/auth@${digest}`],
		["u:hunter2@registry/app:1", "u:<removed>@registry/app:1"],
	])("%s", (image, kept) => {
		const pod = { kind: "Pod", metadata: {}, spec: { containers: [{ name: "c", image }] } };
		expect(redactObject(pod)).toMatchObject({ spec: { containers: [{ image: kept }] } });
	});
});

const SECRET = fc
	.stringMatching(/^[A-Za-z0-9]{20,40}$/)
	.filter((s) => /[a-z]/.test(s) && /[A-Z]/.test(s) && /\d/.test(s) && new Set(s).size > 12);

describe("a secret anywhere in an object does not reach the capture", () => {
	const places: Record<string, (secret: string) => object> = {
		"an environment value": (s) => pod({ env: [{ name: "A", value: s }] }),
		"an environment value of a memory setting": (s) =>
			pod({ env: [{ name: "JAVA_TOOL_OPTIONS", value: `-Xmx1g -Dx=${s} ${s}` }] }),
		"the value of a plain memory variable": (s) => pod({ env: [{ name: "GOMEMLIMIT", value: s }] }),
		"after --password": (s) => pod({ args: ["--password", s] }),
		"in --password=": (s) => pod({ args: [`--password=${s}`] }),
		"after a flag that sounds harmless": (s) => pod({ args: ["--name", s] }),
		"in a flag that sounds harmless": (s) => pod({ args: [`--name=${s}`] }),
		"as a word": (s) => pod({ args: [s] }),
		"as the program": (s) => pod({ command: [s] }),
		"as a flag": (s) => pod({ args: [`--${s}`, `-${s}`, `-p${s}`, `--${s}=1`, `${s}=1`] }),
		"in a URL": (s) => pod({ args: [`--db=postgres://u:${s}@h/x`, `postgres://u:${s}@h/x`, `https://h/${s}`] }),
		"in a path": (s) => pod({ args: [`/hooks/${s}`, `./${s}.json`] }),
		"in a script": (s) => pod({ command: ["sh", "-c"], args: [`curl -H "X: ${s}" x; java -Xmx1g -Dy=${s} ${s}`] }),
		"in a script's variable": (s) => pod({ command: ["sh", "-c", `maxmemory=${s} MAXMEMORY=${s} GOGC=${s} app`] }),
		"in a probe": (s) =>
			pod({
				livenessProbe: {
					exec: { command: ["check", s] },
					httpGet: { path: `/${s}`, httpHeaders: [{ name: "A", value: s }] },
				},
			}),
		"in a hook": (s) => pod({ lifecycle: { preStop: { exec: { command: ["sh", "-c", `echo ${s}`] } } } }),
		"in the image's registry": (s) => pod({ image: `https://u:${s}@registry/app` }),
		"in the last words": (s) =>
			pod({}, { lastState: { terminated: { exitCode: 1, message: `fatal: password=${s}\nkey ${s}\nsee ${s}.` } } }),
		"in a waiting message": (s) => pod({}, { state: { waiting: { reason: "X", message: `token=${s} ${s}` } } }),
		"in an annotation": (s) => ({
			...pod({}),
			metadata: { name: "a", annotations: { "kubectl.kubernetes.io/last-applied-configuration": s, x: s } },
		}),
		"in managedFields": (s) => ({ ...pod({}), metadata: { name: "a", managedFields: [{ manager: s }] } }),
		"in managedFields of a resize": (s) => ({
			...pod({}),
			metadata: {
				name: "a",
				managedFields: [
					{
						subresource: "resize",
						manager: s,
						fieldsV1: { "f:metadata": { [s]: s }, "f:spec": { "f:containers": { c: s } } },
					},
				],
			},
		}),
		"in a volume": (s) => ({
			...pod({}),
			spec: { containers: [], volumes: [{ name: "v", csi: { driver: "d", volumeAttributes: { k: s } } }] },
		}),
		"in a config map's line": (s) => ({
			kind: "ConfigMap",
			metadata: { name: "c" },
			data: { f: `requirepass ${s}\nmaxmemory ${s}\n# ${s}\n-Dx=${s} -Xmx1g\nwork_mem=4MB ${s}`, g: s },
			binaryData: { h: s },
		}),
		"in an event": (s) => ({
			kind: "Event",
			metadata: { name: "e" },
			message: `failed: http://u:${s}@h password=${s} Bearer ${s} ${s}`,
			note: s,
		}),
		"in a Secret": (s) => ({ kind: "Secret", metadata: { name: "s" }, data: { k: s } }),
		"in a kind nobody knows": (s) => ({ kind: "Vault", metadata: { name: "s" }, spec: { k: s } }),
		"in a Deployment's template": (s) => ({
			kind: "Deployment",
			metadata: { name: "d" },
			spec: { template: { spec: { containers: [{ name: "c", env: [{ name: "A", value: s }], args: [s] }] } } },
		}),
		"in a CronJob's template": (s) => ({
			kind: "CronJob",
			metadata: { name: "d" },
			spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: "c", args: [`--key=${s}`] }] } } } } },
		}),
	};
	function pod(container: object, status: object = {}) {
		return {
			kind: "Pod",
			metadata: { name: "p" },
			spec: { containers: [{ name: "c", ...container }] },
			status: { containerStatuses: [{ name: "c", ...status }] },
		};
	}

	it.each(Object.entries(places))("%s", (_, place) => {
		fc.assert(
			fc.property(SECRET, (secret) => !JSON.stringify(redactObject(place(secret)) ?? {}).includes(secret)),
			{ numRuns: 200 },
		);
	});

	// Where people write freely, and as a name, a secret is known by its looks alone; anywhere else it goes whatever it looks like.
	const byLooks = ["as a flag", "in a path", "in the last words", "in a waiting message", "in an event"];
	it.each(Object.entries(places).filter(([name]) => !byLooks.includes(name)))("%s, however weak", (_, place) => {
		for (const weak of ["letmein", "Sw0rdfish!", "hunter2", "P@ss/w0rd", "a:b", "Qwerty-1"])
			expect(JSON.stringify(redactObject(place(weak)) ?? {})).not.toContain(weak);
	});

	it("in a field nobody knows, at any depth", () => {
		const objects = [
			pod(
				{
					env: [{ name: "A", valueFrom: { secretKeyRef: { name: "n", key: "k" } } }],
					resources: { limits: { memory: "1Gi" } },
				},
				{ state: { running: {} } },
			),
			{
				kind: "Node",
				metadata: { name: "n" },
				spec: { taints: [{}] },
				status: { nodeInfo: {}, addresses: [], images: [] },
			},
			{ kind: "Event", metadata: { name: "e" }, involvedObject: {}, series: {}, source: {} },
		];
		fc.assert(
			fc.property(SECRET, fc.constantFrom(...objects), fc.nat(), (secret, object, where) => {
				const copy = structuredClone(object) as unknown;
				const nodes = everyObject(copy);
				const target = nodes[where % nodes.length];
				if (Array.isArray(target)) target.push(secret, { deep: [secret] });
				else if (target !== undefined) Object.assign(target, { unheardOf: secret, deep: { er: [secret] } });
				return !JSON.stringify(redactObject(copy)).includes(secret);
			}),
		);
	});

	function everyObject(value: unknown): object[] {
		if (typeof value !== "object" || value === null) return [];
		// Keys of resource maps and labels are free: what is planted there would have to be a quantity, or is a label.
		return [value, ...Object.values(value).flatMap(everyObject)];
	}
});

describe("what stays", () => {
	it("everything the verdicts read of a pod", () => {
		const object = {
			apiVersion: "v1",
			kind: "Pod",
			metadata: {
				name: "p",
				namespace: "n",
				uid: "u",
				resourceVersion: "7",
				labels: { app: "x" },
				ownerReferences: [{ kind: "ReplicaSet", name: "r", uid: "q", controller: true }],
				managedFields: [
					{
						subresource: "resize",
						time: "2026-11-21T10:02:00Z",
						fieldsV1: {
							"f:spec": { "f:containers": { 'k:{"name":"c"}': { "f:resources": { "f:limits": { "f:memory": {} } } } } },
						},
					},
				],
			},
			spec: {
				nodeName: "node-1",
				restartPolicy: "Always",
				priority: 5,
				terminationGracePeriodSeconds: 30,
				imagePullSecrets: [{ name: "pull" }],
				containers: [
					{
						name: "c",
						image: "redis:7",
						resources: { requests: { memory: "64Mi" }, limits: { memory: "0.1Gi" } },
						env: [{ name: "P", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }],
					},
				],
				volumes: [
					{ name: "m", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
					{ name: "c", configMap: { name: "conf" } },
				],
			},
			status: {
				phase: "Running",
				qosClass: "Burstable",
				startTime: "2026-11-21T10:00:00Z",
				conditions: [
					{
						type: "Ready",
						status: "False",
						reason: "ContainersNotReady",
						message: "containers with unready status: [c]",
						lastTransitionTime: "2026-11-21T10:00:00Z",
					},
				],
				containerStatuses: [
					{
						name: "c",
						restartCount: 3,
						containerID: "containerd://178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a",
						lastState: {
							terminated: {
								exitCode: 137,
								reason: "OOMKilled",
								startedAt: "2026-11-21T10:00:00Z",
								finishedAt: "2026-11-21T10:01:00Z",
								containerID: "containerd://178ec18073cc6ac7be2de8d9869daf162a6349dd056b6535849112c53ec3102a",
							},
						},
						state: {
							waiting: {
								reason: "CrashLoopBackOff",
								message: "back-off 40s restarting failed container=c pod=p_n(10d16a28-60ff-475f-a631-510d9792219f)",
							},
						},
					},
				],
			},
		};
		expect(redactObject(object)).toEqual(object);
	});

	it("never throws, and gives the same again", () => {
		fc.assert(
			fc.property(
				fc.constantFrom("Pod", "Node", "Event", "ConfigMap", "Deployment", "CronJob"),
				fc.object({
					maxDepth: 5,
					key: fc.constantFrom(
						"spec",
						"status",
						"metadata",
						"containers",
						"env",
						"name",
						"value",
						"args",
						"template",
						"data",
						"message",
						"__proto__",
						"annotations",
					),
				}),
				(kind, object) => {
					const once = redactObject({ ...object, kind });
					expect(redactObject(once)).toEqual(once);
				},
			),
		);
	});

	it.each([[null], ["Pod"], [[]], [{}], [{ kind: 5 }], [{ kind: "constructor" }], [{ kind: "Secret" }]])(
		"%j is dropped",
		(object) => {
			expect(redactObject(object)).toBeNull();
		},
	);
});
