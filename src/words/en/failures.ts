import type { FailureParams } from "../../model/failure.ts";
import { formatBytes } from "../format.ts";
import type { FailureWords } from "../words.ts";
import { place } from "./place.ts";

const meant = (nearest: string | null) => (nearest === null ? "" : ` Did you mean ${nearest}?`);

export const failures: FailureWords = {
	"unknown-command": (p) =>
		`There is no command "${p.command}".${meant(p.nearest)} plimsoll --help lists the commands.`,
	"fix-unknown": (p) =>
		`No change with the number ${p.id} was applied from here; plimsoll fix --list shows those there are.`,
	"fix-elsewhere": (p) =>
		`${p.id} was applied at ${p.server}${p.context === "" ? "" : `, context ${p.context}`}: choose that cluster (--context) to undo it.`,
	"unknown-rule": (p) => `There is no rule "${p.rule}".${meant(p.nearest)} plimsoll rules lists them.`,
	"unknown-advisory": (p) =>
		`No known bug has the id "${p.id}", or that word in its name.${meant(p.nearest)} plimsoll advisories lists them.`,
	"unknown-flag": (p) => `${p.command} has no flag ${p.flag}.${meant(p.nearest)} ${p.command} --help lists its flags.`,
	"missing-value": (p) => `${p.flag} needs a value.`,
	"bad-value": (p) => `${p.flag} cannot be "${p.value}": give ${p.expected}.`,
	"missing-argument": (p) => `${p.command} needs ${p.argument}. ${p.command} --help shows how.`,
	"extra-argument": (p) => `${p.command} does not take "${p.argument}". ${p.command} --help shows what it takes.`,
	"flags-conflict": (p) => `${p.one} and ${p.other} do not go together: leave one out.`,
	"terminal-output": (p) =>
		`${p.command} writes an archive, and standard output is a terminal: give -o FILE, or lead it into a file or a pipe.`,
	"bad-target": (p) => `"${p.target}" is neither a pod's name nor KIND/NAME: give for example web-0 or deploy/web.`,
	"flag-needs": (p) => `${p.flag} needs ${p.other} beside it.`,
	"listen-remote": (p) =>
		`${p.address} can be reached by others, and whoever has the address would see what your kubeconfig sees. Listen on 127.0.0.1, let people log in with --login kubernetes, or give --allow-remote.`,
	"file-unreadable": (p) => `Cannot read ${p.path} (${p.flag}): ${p.detail}.`,
	"listen-failed": (p) => `Cannot listen on ${p.address}: ${p.detail}. Give another address with --listen.`,
	"output-unwritable": (p) => `Cannot write ${p.path}: ${p.detail}.`,
	"target-not-found": (p) =>
		p.namespace === null
			? `There is no ${p.target} in ${p.source}.${meant(p.nearest ?? null) || " Check the name."}`
			: p.namespace === ""
				? `There is no ${p.target} in any namespace of ${p.source}.${meant(p.nearest ?? null) || " Check the name."}`
				: `There is no ${p.target} in namespace ${p.namespace} of ${p.source}.${meant(p.nearest ?? null) || " Check the name, or give the namespace with -n."}`,
	"no-kubeconfig": (p) =>
		`No cluster to ask: no kubeconfig that names one at ${p.looked.join(", ")}. Set KUBECONFIG, give --kubeconfig FILE, or read files with --from PATH.`,
	"kubeconfig-unreadable": (p) => `Cannot read the kubeconfig ${p.path}: ${p.detail}.`,
	"kubeconfig-is-directory": (p) => `The kubeconfig ${p.path} is a folder: name a file in it.`,
	"kubeconfig-file": (p) => `Cannot read ${p.path}, which the kubeconfig or a flag names: ${p.detail}.`,
	"kubeconfig-malformed": (p) => `The kubeconfig ${p.path} is not valid: ${p.detail}.`,
	"no-such-context": (p) =>
		`The kubeconfig has no context "${p.context}". ${p.known.length === 0 ? "It has none: kubectl config set-context makes one." : `It has: ${p.known.join(", ")}.`}`,
	"context-incomplete": (p) =>
		`The context "${p.context}" lacks ${p.missing}: mend the kubeconfig or choose another with --context.`,
	"auth-unsupported": (p) =>
		`The user "${p.user}" logs in by ${p.method}, which kubectl has given up too: use an exec plugin (such as kubelogin) in the kubeconfig.`,
	"credential-failed": (p) => `Could not get credentials for the user "${p.user}": ${p.detail}.`,
	"certificate-expired": (p) =>
		`The client certificate of the user "${p.user}" expired at ${p.expired}: get a new kubeconfig.`,
	"cluster-unreachable": (p) =>
		`Cannot reach the API server ${p.server}: ${p.detail}. Check the address, the network or --context.`,
	"cluster-tls": (p) =>
		`The API server ${p.server} cannot be trusted: ${p.detail}. Check the certificate authority in the kubeconfig, or the server's own certificate.`,
	"cluster-timed-out": (p) =>
		`The API server ${p.server} did not answer within ${p.seconds} s. Try again, or give a longer --request-timeout.`,
	"cluster-unauthorized": (p) =>
		`The API server ${p.server} refuses ${p.user === "" ? "the credentials it was given" : `the credentials of the user "${p.user}"`}: log in anew.`,
	"cluster-forbidden": (p) =>
		`Not allowed to read ${p.what}: ${p.detail}. Ask for read access, or choose a namespace with -n.`,
	"cluster-failed": (p) => `The API server ${p.server} answered ${p.status}: ${p.detail}.`,
	"cluster-not-kubernetes": (p) =>
		`What answers at ${p.server} is not a Kubernetes API server: ${p.detail}. Check the address or the proxy.`,
	"no-history": (p) =>
		`${p.source} has no memory series that could be found: give --prometheus-url URL, --history PATH, or a series file.`,
	"prometheus-file": (p) => `Cannot read ${p.path}, which the engine of memory series asks for: ${p.detail}.`,
	"prometheus-failed": (p) =>
		`The engine of memory series ${p.engine} gave nothing: ${p.detail}. Check --prometheus-url and the flags that go with it.`,
	"advisories-untrusted": (p) =>
		`${p.path} is not signed by the key, or was changed since: nothing is taken from it. Fetch it again, or give its public key with --key.`,
	"advisories-stale": (p) => `${p.path} expired at ${p.expired}: get a newer set of advisories.`,
	"advisories-older": (p) =>
		`${p.path} is set ${p.serial}, and set ${p.have} is there already: an older one is not taken. plimsoll advisories reset goes back to the built-in one.`,
	"advisories-malformed": (p) => `${p.path} cannot be used: ${setProblem(p)}.`,
	"advisories-unreachable": (p) => `Cannot fetch ${p.url}: ${p.detail}. Check the address, or give a file.`,
	"archive-missing": (p) => `There is nothing at ${place(p.path)}: check the path.`,
	"archive-unreadable": (p) => `Cannot read ${place(p.path)}: ${p.detail}.`,
	"archive-truncated": (p) =>
		`${place(p.path)} is cut short and nothing in it can be used: ${p.detail}. Make or copy it again.`,
	"archive-too-large": (p) =>
		`${place(p.path)} unpacks to more than ${formatBytes(p.limit)}: not read any further. Give fewer files.`,
	"archive-empty": (p) =>
		`${place(p.path)} holds nothing that Plimsoll reads. Give objects as kubectl get -o json or -o yaml prints them, a cluster-info dump, a kernel log, or a capture.`,
	"archive-malformed": (p) => `${place(p.path)} cannot be understood: ${p.detail}.`,
	"series-malformed": (p) => `${place(p.path)}${p.line === 0 ? "" : `, line ${p.line}`}: ${seriesProblem(p)}.`,
	"history-in-use": (p) =>
		`Another recorder is writing ${p.path}: stop it first, or give this one another file with --history FILE.`,
	"history-foreign": (p) =>
		`${p.path} is a file of another program: it is left as it is. Give another file with --history FILE.`,
	"history-newer": (p) =>
		`${p.path} was written by a newer Plimsoll (format ${p.version}, this one knows ${p.known}): use that one, or give another file with --history FILE.`,
	"manifest-missing": (p) =>
		`There is nothing at ${p.path}: give a manifest, a folder of manifests, or - for standard input.`,
	"manifest-unreadable": (p) => `Cannot read ${p.path} as a manifest: ${p.detail}.`,
	"manifest-too-large": (p) =>
		`${p.path === "-" ? "Standard input" : p.path} is larger than ${formatBytes(p.limit)}: no manifest is. Split it, or give the folder it was made from.`,
	"manifests-empty": (p) =>
		`${p.path === "-" ? "Standard input holds" : `${p.path} holds`} no manifest: give .yaml, .yml or .json files, or the output of helm template or kustomize build.`,
	"settings-unreadable": (p) => `Cannot read the settings ${p.path}: ${p.detail}.`,
	"settings-malformed": (p) => `${p.path}:${p.line} is not valid YAML: ${p.detail}.`,
	"settings-unknown-key": (p) =>
		`${p.path}:${p.line}: "${p.key}" is not a setting${p.within === "" ? "" : ` of ${p.within}`}.${knownKeys(p)}`,
	"settings-bad-value": (p) => `${p.path}:${p.line}: ${p.key} cannot be "${p.value}"; write it as ${p.expected}.`,
	"baseline-unreadable": (p) =>
		`Cannot read the baseline ${p.path}: ${p.detail}. Write it anew with --write-baseline ${p.path}.`,
	"certificate-unusable": (p) => `Cannot use the certificate ${p.cert} with the key ${p.key}: ${p.detail}.`,
	"message-lost": (p) => `A message for ${p.receiver} was given up: ${p.detail}.`,
	"helm-missing": (p) =>
		`helm is not here to render ${p.chart}: install it, or render elsewhere and give the output: helm template ${p.chart} | plimsoll lint -`,
	"helm-failed": (p) => `helm could not render ${p.chart}: ${p.detail}`,
	"fix-needs-files": () => "--fix edits files, and standard input is none: give the files or their folder.",
	internal: (p) => `This is a defect in Plimsoll: ${p.detail}. Please report it with the command you ran.`,
};

function seriesProblem({ problem, column, value }: FailureParams["series-malformed"]): string {
	switch (problem) {
		case "header":
			return column === ""
				? "there is no header; the first line must name the columns series,t,bytes,capacity"
				: column === "series" && !value.includes("series")
					? "it is no series file, whose first line names the columns series,t,bytes,capacity; a capture or a folder is given with --from"
					: `the header must name the column ${column} exactly once: ${value}`;
		case "cells":
			return `the number of cells is not that of the header: ${value}`;
		case "number":
			return column === "t"
				? `the column t holds no unix time in seconds: ${value}`
				: `the column ${column} holds no number: ${value}`;
		case "quote":
			return `a quoted name does not end: ${value}`;
		case "sample":
			return `it is no sample of the OpenMetrics text format: ${value}`;
		case "time":
			return `the sample has no time, and without one it is no history: ${value}`;
		case "long-line":
			return "the line is too long for a row of a series file";
	}
}

/** Few are named; the rules are too many. */
function knownKeys({ known }: FailureParams["settings-unknown-key"]): string {
	return known.length <= 8 ? ` Known: ${known.join(", ")}.` : " plimsoll rules lists the rules.";
}

function setProblem({ problem, detail }: FailureParams["advisories-malformed"]): string {
	switch (problem) {
		case "directory":
			return "it is a folder; name the file of the set in it";
		case "size":
			return "it is larger than any set of advisories";
		case "json":
			return `it is no JSON, or was cut short (${detail}); fetch it again`;
		case "kind":
			return "it is no set of advisories; give one that was made by scripts/sign-advisories.ts";
		case "fields":
			return "serial, expiresAt and advisories are expected in what is signed";
		case "advisory":
			return `one of its advisories is not as it should be: ${detail}`;
		case "key":
			return "it holds no public key in PEM form";
		case "key-type":
			return "its key is not an Ed25519 key";
	}
}
