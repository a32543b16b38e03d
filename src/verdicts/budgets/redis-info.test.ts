import { expect, test } from "vitest";
import { readRedisAnswers, rewrittenShare } from "./redis-info.ts";

const INFO = `# Memory\r
used_memory:67110112\r
used_memory_human:64.00M\r
maxmemory:67108864\r
# Persistence\r
rdb_last_cow_size:33554432\r
aof_last_cow_size:0\r
# Replication\r
connected_slaves:2\r
repl_backlog_size:1048576\r
client-output-buffer-limit
normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60
`;

test("fields and the replicas' buffer", () => {
	expect(readRedisAnswers(INFO)).toEqual({
		used: 67110112,
		maxmemory: 67108864,
		copiedRdb: 33554432,
		copiedAof: 0,
		replicas: 2,
		backlog: 1048576,
		replicaBuffer: 268435456,
	});
});

test.each([
	"",
	"NOAUTH Authentication required.",
	"maxmemory:all",
	"constructor:1\n__proto__:2",
	"maxmemory:99999999999999999999",
])("%j says nothing", (text) => {
	expect(readRedisAnswers(text)).toEqual({});
});

test.each([
	[{ used: 100, copiedRdb: 25, copiedAof: 10 }, 0.25],
	[{ used: 100, copiedRdb: 0 }, null],
	[{ copiedRdb: 10 }, null],
	[{ used: 10, copiedAof: 20 }, 1],
])("%j: %j of the data", (figures, share) => {
	expect(rewrittenShare(figures)).toBe(share);
});
