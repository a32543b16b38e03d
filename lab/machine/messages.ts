/** Between `up` and the supervisor it has started. */
export type ToSupervisor = { listen: "api" | "prometheus" };

export type FromSupervisor = { ready: string; seconds: number } | { failed: string; why: string } | { up: true };
