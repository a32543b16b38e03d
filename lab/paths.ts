import { homedir } from "node:os";
import { join } from "node:path";

/** What outlives `down`: built binaries, image archives, Debian packages. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "plimsoll", "lab");
export const BIN = join(CACHE, "bin");

/** A second lab beside the usual one, for instance to record while tests run; they share nothing but the cache. */
const NAME = process.env.PLIMSOLL_LAB_NAME ?? "";
if (!/^[a-z0-9-]{0,20}$/.test(NAME)) throw new Error("PLIMSOLL_LAB_NAME: at most 20 of a-z, 0-9 and -.");
const SUFFIX = NAME === "" ? "" : `-${NAME}`;

/** Every process of the lab lives below this cgroup, in every hierarchy. */
export const CGROUP = `plimsoll-lab${SUFFIX}`;

/** What a running lab owns; `down` removes it. */
const STATE_HOME = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
export const STATE = join(STATE_HOME, "plimsoll", `lab${SUFFIX}`);
export const PKI = join(STATE, "pki");
export const CONFIG = join(STATE, "config");
export const LOGS = join(STATE, "log");
/** What Plimsoll installed in the cluster asks of the API server, a line of JSON each. */
export const AUDIT_LOG = join(LOGS, "audit.log");
export const KUBECONFIG = join(STATE, "kubeconfig");
export const CONTROL_SOCKET = join(STATE, "control.sock");
export const CONTAINERD_SOCKET = join(STATE, "containerd.sock");
/** Ports and pids of the running lab, as JSON. */
export const RECORD = join(STATE, "lab.json");

export const LAB = import.meta.dirname;
export const REPOSITORY = join(LAB, "..");

/** These folders of the host are covered inside the lab's mount namespace, so nothing that the lab needs may lie below them. */
export const COVERED = ["/run", "/var/lib", "/var/log"];

export const bin = (name: string): string => join(BIN, name);
