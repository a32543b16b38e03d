import { expect, test } from "vitest";
import { deployment, lintText, ruleTable, workload } from "../../survey/lint.fixture.ts";

const app = (request: string, limit: string) =>
	deployment(`name: app\nimage: a\nresources:\n  requests: {memory: ${request}}\n  limits: {memory: ${limit}}`);
const limited = (limit: string) => deployment(`name: app\nimage: a\nresources: {limits: {memory: ${limit}}}`);

ruleTable("lint/limit-below-request", {
	plain: app("2Gi", "«1Gi»"),
	quoted: app('"2Gi"', "«'1Gi'»"),
	"decimal below binary": app("128Mi", "«128M»"),
	"by one byte": app("1025", "«1024»"),
	"numbers in other notations": app("0x40000000", "«1_073_741_823»"),
	fractions: app("1.5Gi", "«1535Mi»"),
	exponents: app("2e9", "«1e9»"),
	"two ways to write the same": app("1Gi", "1024Mi"),
	equal: app("1Gi", "1Gi"),
	above: app("1Gi", "2Gi"),
	"a placeholder is not known": app("2Gi", "$LIMIT"),
	"the pod's own": workload(
		"apps/v1",
		"Deployment",
		"name: app\nimage: a",
		"resources: {requests: {memory: 2Gi}, limits: {memory: «1Gi»}}",
	),
	"no request": limited("1Mi"),
});

ruleTable("lint/suspicious-unit", {
	milli: limited("«512m»"),
	"milli, quoted": limited('«"512m"»'),
	"micro and nano": app("«5u»", "«5n»"),
	"bytes where Mi was meant": limited("«64»"),
	kilobytes: limited("«128k»"),
	"MB is no quantity": limited("«512MB»"),
	"mb is none": limited("«512mb»"),
	"a blank": limited("«512 Mi»"),
	gb: limited("«1gb»"),
	"a lower-case mi": limited("«512mi»"),
	words: limited("«lots»"),
	huge: limited("«512Ti»"),
	"two units": app("128Mi", "«128M»"),
	"a volume's": workload(
		"apps/v1",
		"Deployment",
		"name: app\nimage: a",
		"volumes: [{name: v, emptyDir: {medium: Memory, sizeLimit: «64m»}}]",
	),
	"a container without a name, as Knative's are":
		"apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s}\nspec: {template: {spec: {containers: [{image: a, resources: {limits: {memory: «128»}}}]}}}\n",
	"a size that Go does not know": deployment(`name: a\nimage: a\nenv: [{name: GOMEMLIMIT, value: «512Mi»}]`),
	"a number of MiB by reference, which Go takes for bytes": deployment(
		"name: a\nimage: a\nresources: {limits: {memory: 512Mi}}\nenv: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: «limits.memory», divisor: 1Mi}}}]",
	),
	"a fraction of one": deployment(`name: a\nimage: a\nenv: [{name: GOMEMLIMIT, value: «1.5GiB»}]`),
	"sizes of Go": deployment(
		"name: a\nimage: a\nenv: [{name: GOMEMLIMIT, value: 512MiB}]",
		'name: b\nimage: a\nenv: [{name: GOMEMLIMIT, value: "off"}]',
		'name: c\nimage: a\nenv: [{name: GOMEMLIMIT, value: "536870912"}]',
		"name: d\nimage: a\nenv: [{name: GOMEMLIMIT, value: $(LIMIT)}]",
	),
	"bytes in full": limited("134217728"),
	"an exponent": limited("1e9"),
	Mi: limited("512Mi"),
	"half a Gi": limited("0.5Gi"),
	decimal: limited("512M"),
	"thousandths, as the API server itself may print them": limited("966367641600m"),
	"numbers of YAML in other notations": app("0x20000000", "1_073_741_824"),
	"octal numbers": app("04000000000", "0o10000000000"),
	"a number in octal that is small": limited("«0777»"),
	"such a notation in quotes is text": app('«"0x20000000"»', '«"1_073_741_824"»'),
	"a variable": limited('"$MEMORY"'),
	"a shell's": limited("$(MEMORY)"),
	"a Go template": limited('"{{ memory }}"'),
	zero: limited("0"),
	"decimal in both": app("128M", "256M"),
	"the other way round is a real difference": app("128M", "128Mi"),
	"milli of cpu": deployment("name: app\nimage: a\nresources: {limits: {cpu: 500m, memory: 1Gi}}"),
});

ruleTable("lint/ratio-too-wide", {
	"nine times": app("«128Mi»", "1152Mi"),
	"sixty-four times": app("«64Mi»", "4Gi"),
	"eight times, as service meshes ship": app("128Mi", "1Gi"),
	"three times, as for Redis": app("16Gi", "48Gi"),
	equal: app("1Gi", "1Gi"),
	"no limit": deployment("name: app\nimage: a\nresources: {requests: {memory: 1Mi}}"),
	"a slip is told as a slip": app("64", "1Gi"),
	"an init container": workload(
		"apps/v1",
		"Deployment",
		"name: app\nimage: a",
		"initContainers: [{name: i, image: b, resources: {requests: {memory: 1Mi}, limits: {memory: 1Gi}}}]",
	),
});

test.each([
	["512m", "512Mi"],
	["512MB", "512Mi"],
	["1gb", "1Gi"],
	["64", "64Mi"],
	["512 Mi", "512Mi"],
	["1.5g", "1.5Gi"],
	["lots", null],
	["0777", null],
	["512Ti", null],
])("%s was meant as %s", (text, meant) => {
	const finding = lintText(limited(JSON.stringify(text))).find(({ rule }) => rule === "lint/suspicious-unit");
	expect(finding?.params).toMatchObject({ text, meant });
	expect(finding?.remedies[0]?.change ?? null).toEqual(
		meant === null ? null : expect.objectContaining({ type: "file-edit", to: meant, line: 13 }),
	);
});

test.each([
	["512Mi", "512MiB"],
	["512MB", "512MiB"],
	["1g", "1GiB"],
	["1.5GiB", null],
	["75%", null],
	['"512"', "512MiB", "tiny-for-go"],
	['"0"', null, "tiny-for-go"],
])("a GOMEMLIMIT of %s was meant as %s", (text, meant, slip = "not-of-go") => {
	const [finding] = lintText(
		deployment(`name: a\nimage: a\nresources: {limits: {memory: 4Gi}}\nenv: [{name: GOMEMLIMIT, value: ${text}}]`),
	).filter(({ rule }) => rule === "lint/suspicious-unit");
	expect(finding?.params).toMatchObject({ text: text.replaceAll('"', ""), slip, meant });
	expect(finding?.remedies.map(({ risk, change }) => [risk, change.type === "file-edit" && change.to])).toEqual(
		meant === null ? [] : [["low", meant]],
	);
});

test("a block of YAML, whose line break Go refuses, has no plain edit", () => {
	const found = lintText(deployment("name: a\nimage: a\nenv:\n- name: GOMEMLIMIT\n  value: |\n    900MiB"));
	const [slip] = found.filter(({ rule }) => rule === "lint/suspicious-unit");
	expect(slip?.params).toMatchObject({ slip: "not-of-go", meant: "900MiB" });
	expect(slip?.remedies).toEqual([]);
});
