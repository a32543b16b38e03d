import { homedir } from "node:os";
import { join } from "node:path";

/** What outlives `down`: built binaries, image archives, Debian packages. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "plimsoll", "lab");
export const BIN = join(CACHE, "bin");

/** What a running lab owns; `down` removes it. */
export const STATE = join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "plimsoll", "lab");
export const PKI = join(STATE, "pki");
export const CONFIG = join(STATE, "config");
export const LOGS = join(STATE, "log");
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
