/** The alerts we know of; the exports room's table is held to these names. */
export type AlertName =
	| "PlimsollContainerOOMKilled"
	| "PlimsollContainerOOMCrashLoop"
	| "PlimsollProcessOOMKilledInside"
	| "PlimsollSystemServiceOOMKilled"
	| "PlimsollPodsEvictedForMemory"
	| "PlimsollMemoryReachesLimit"
	| "PlimsollRestartMaskedLeak"
	| "PlimsollContainerStalledOnMemory"
	| "PlimsollNodeMemoryExhaustion"
	| "PlimsollSystemServicesHeadroom";

interface AlertWords {
	/** One line, with Prometheus' template for labels. */
	summary: string;
	/** What it means and what to do first. */
	description: string;
	/** The runbook: why it fires, what to ask, what to change. Markdown. */
	runbook: string;
}

/** Panels of the dashboard. */
export type PanelName =
	| "closest"
	| "kills"
	| "restarts"
	| "growth"
	| "stalled"
	| "node-available"
	| "evictions"
	| "system-services";

export interface ExportsWords {
	alert: Record<AlertName, AlertWords>;
	/** Where Datadog's monitor is made otherwise than the alert, in place of its texts. */
	datadog: Partial<Record<AlertName, Omit<AlertWords, "runbook">>>;
	dashboardTitle: string;
	panel: Record<PanelName, { title: string; description: string }>;
}
