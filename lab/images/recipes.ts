import { bin, REPOSITORY } from "../paths.ts";
import type { ImageConfig } from "./archive.ts";

/** What an image is made of. */
export type Recipe = {
	/** Debian packages, unpacked with the libraries they need; the first one's version is the image's tag … */
	debian: string[];
	/** … unless it is given. */
	version?: string;
	/** The repository below plimsoll.dev/lab; the recipe's own name if left out. */
	repository?: string;
	/** Files of this machine: path in the image, path here. */
	files?: Record<string, string>;
	/** Folders of this machine, likewise. What is in them decides whether the image is made anew, so they are small. */
	folders?: Record<string, string>;
	/** Adds busybox under the names of the usual commands, sh among them. */
	shell?: boolean;
	config: ImageConfig;
};

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const Env = [`PATH=${PATH}`];
/** Debian puts the JVM here and a link into /usr/bin when it is installed; ours is only unpacked. */
const JVM = ["amd64", "arm64"].map((machine) => `/usr/lib/jvm/java-17-openjdk-${machine}/bin`).join(":");

/** An operator of our own in two versions: the first forgets to forget (advisories/operator.js). */
const churnOperator = (version: string): Recipe => ({
	debian: ["libstdc++6", "busybox-static"],
	repository: "churn-operator",
	version,
	files: { "/usr/local/bin/node": process.execPath, "/app/operator.js": `${REPOSITORY}/lab/advisories/operator.js` },
	config: { Env, Entrypoint: ["node", "/app/operator.js", version] },
});

export const RECIPES = {
	pause: { debian: [], version: "1", files: { "/pause": bin("pause") }, config: { Entrypoint: ["/pause"] } },
	busybox: { debian: ["busybox-static"], shell: true, config: { Env, Cmd: ["sh"] } },
	node: {
		// The Node.js that runs the lab; of Debian it needs no more than the C++ library.
		debian: ["libstdc++6", "busybox-static"],
		version: process.versions.node,
		files: { "/usr/local/bin/node": process.execPath },
		shell: true,
		config: { Env, Entrypoint: ["node"], WorkingDir: "/app" },
	},
	redis: {
		debian: ["redis-server", "redis-tools", "busybox-static"],
		shell: true,
		config: { Env, Cmd: ["redis-server"], WorkingDir: "/data" },
	},
	java: {
		debian: ["openjdk-17-jre-headless", "zlib1g", "busybox-static"],
		shell: true,
		config: { Env: [`PATH=${PATH}:${JVM}`], Cmd: ["java", "-version"] },
	},
	python: { debian: ["python3.11", "zlib1g", "busybox-static"], shell: true, config: { Env, Cmd: ["python3.11"] } },
	// With the compiler: the load that fills it is a source file.
	jdk: {
		debian: ["openjdk-17-jdk-headless", "openjdk-17-jre-headless", "zlib1g", "busybox-static"],
		shell: true,
		config: { Env: [`PATH=${PATH}:${JVM}`], Cmd: ["java", "-version"], WorkingDir: "/app" },
	},
	postgres: {
		debian: ["postgresql-15", "postgresql-client-15", "tzdata", "zlib1g", "busybox-static"],
		shell: true,
		config: { Env: [`PATH=/usr/lib/postgresql/15/bin:${PATH}`], User: "999", WorkingDir: "/tmp" },
	},
	mariadb: {
		debian: [
			"mariadb-server-core",
			"mariadb-client-core",
			"mariadb-server",
			"mariadb-client",
			"zlib1g",
			"busybox-static",
		],
		shell: true,
		config: { Env, User: "999", WorkingDir: "/tmp" },
	},
	"redis-exporter": {
		debian: ["prometheus-redis-exporter", "busybox-static"],
		shell: true,
		config: { Env, Cmd: ["prometheus-redis-exporter"] },
	},
	"postgres-exporter": {
		debian: ["prometheus-postgres-exporter", "busybox-static"],
		shell: true,
		config: { Env, Cmd: ["prometheus-postgres-exporter"] },
	},
	memcached: {
		debian: ["memcached", "busybox-static"],
		shell: true,
		config: { Env, Cmd: ["memcached", "-u", "root"] },
	},
	rabbitmq: {
		debian: ["rabbitmq-server", "python3-pika", "python3.11", "zlib1g", "busybox-static"],
		shell: true,
		config: { Env: [`PATH=/usr/lib/rabbitmq/bin:${PATH}`, "HOME=/data", "LC_ALL=C.UTF-8"], WorkingDir: "/data" },
	},
	// A Go program that makes garbage (images/garbage); static, so it needs nothing else.
	garbage: {
		debian: ["busybox-static"],
		version: "1",
		files: { "/garbage": bin("garbage") },
		shell: true,
		config: { Env, Entrypoint: ["/garbage"] },
	},
	"churn-operator-1.0.0": churnOperator("1.0.0"),
	"churn-operator-1.0.1": churnOperator("1.0.1"),
} as const satisfies Record<string, Recipe>;

export type ImageName = keyof typeof RECIPES;
