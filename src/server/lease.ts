import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../model/failure.ts";
import type { KubeClient } from "../sources/kubernetes/client.ts";
import { integer, type Shape, shape, text } from "../sources/kubernetes/shape.ts";

/** client-go's own times (tools/leaderelection/leaderelection.go): how long a lease holds, and how often it is asked about. */
const LEASE_SECONDS = 15;
const RETRY_MS = 2000;
const ANSWER_MS = 5000;
const BOUND = 1024 * 1024;

/** What whoever leads leaves to those after it, on the lease itself. */
export interface Ledger {
	/** As it is now; a few kilobytes. */
	write(): string;
	/** What another wrote; anybody who may write leases can have changed it. */
	read(text: string): void;
}

const LEDGER = "plimsoll.dev/told";

interface LeaseOptions {
	client: KubeClient;
	namespace: string;
	name: string;
	/** Of this replica; must differ between replicas. */
	identity: string;
	signal: AbortSignal;
	/** Shorter in tests. */
	leaseSeconds?: number;
	retryMs?: number;
	onChange?(leads: boolean): void;
}

/**
 * Leader election by a Lease (coordination.k8s.io/v1), compatible with client-go's. Clocks of replicas are not compared: a lease has run out when
 * it has not changed for its whole duration by our own clock. Who cannot renew in time stops leading before another may begin.
 */
export class Leadership {
	readonly #options: LeaseOptions;
	readonly #path: string;
	#observed = { version: "", at: 0 };
	#renewedAt = Number.NEGATIVE_INFINITY;
	#leads = false;
	#isAnothers = false;
	#ledger: Ledger | null = null;
	/** What another wrote last. */
	#written = "";
	#hurry: () => void = () => {};

	constructor(options: LeaseOptions) {
		this.#options = options;
		this.#path = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(options.namespace)}/leases`;
	}

	get leads(): boolean {
		return this.#leads && performance.now() - this.#renewedAt < this.#milliseconds * (2 / 3);
	}

	/** Whether another held it when it was last asked about. Who cannot ask does not know: while nobody can, nobody else begins either. */
	get isAnothers(): boolean {
		return this.#isAnothers;
	}

	/** From now on this is what is written at each renewal; it reads first what was there. */
	carry(ledger: Ledger): void {
		this.#ledger = ledger;
		if (this.#written !== "") ledger.read(this.#written);
	}

	/** Has the ledger written now and not at the next renewal. */
	hurry(): void {
		this.#hurry();
	}

	get #milliseconds(): number {
		return (this.#options.leaseSeconds ?? LEASE_SECONDS) * 1000;
	}

	/** Until the signal aborts; then the lease is given back so that another need not wait for it to run out. */
	async run(): Promise<void> {
		const { signal, retryMs } = this.#options;
		while (!signal.aborted) {
			const started = performance.now();
			const held = await this.#try().catch((error: unknown) => {
				if (!(error instanceof Failure)) throw error;
				return false;
			});
			if (held) this.#renewedAt = started;
			this.#set(held || (this.#leads && this.leads));
			const hurried = new Promise<void>((resolve) => {
				this.#hurry = resolve;
			});
			await Promise.race([hurried, sleep(retryMs ?? RETRY_MS, undefined, { signal }).catch(() => {})]);
		}
		if (this.#leads) await this.#release().catch(() => {});
		this.#set(false);
	}

	#set(leads: boolean): void {
		if (leads === this.#leads) return;
		this.#leads = leads;
		this.#options.onChange?.(leads);
	}

	/** Whether we hold the lease now. */
	async #try(): Promise<boolean> {
		const { client, name, identity } = this.#options;
		const limits = { firstByte: ANSWER_MS, stall: ANSWER_MS, total: ANSWER_MS };
		let lease: Shape;
		try {
			lease = await client.json(`${this.#path}/${encodeURIComponent(name)}`, BOUND, { limits, retries: 0 });
		} catch (error) {
			if (!isStatus(error, 404)) throw error;
			await client.write("POST", this.#path, this.#lease({}, {}, true), { limits });
			return true;
		}
		const [metadata, spec] = [shape(lease.metadata), shape(lease.spec)];
		const version = text(metadata.resourceVersion);
		if (version !== this.#observed.version) this.#observed = { version, at: performance.now() };
		const holder = text(spec.holderIdentity);
		const seconds = integer(spec.leaseDurationSeconds) ?? LEASE_SECONDS;
		const free = holder === "" || performance.now() - this.#observed.at >= seconds * 1000;
		this.#isAnothers = holder !== identity && !free;
		const written = text(shape(metadata.annotations)[LEDGER]);
		if (holder !== identity && written !== this.#written) {
			this.#written = written;
			this.#ledger?.read(written);
		}
		if (this.#isAnothers) return false;
		return await this.#put(metadata, spec, holder !== identity, limits);
	}

	async #put(metadata: Shape, spec: Shape, taken: boolean, limits: object): Promise<boolean> {
		const path = `${this.#path}/${encodeURIComponent(this.#options.name)}`;
		try {
			await this.#options.client.write("PUT", path, this.#lease(metadata, spec, taken), { limits });
			return true;
		} catch (error) {
			// Another was quicker.
			if (isStatus(error, 409)) return false;
			throw error;
		}
	}

	#lease(metadata: Shape, spec: Shape, taken: boolean): object {
		const { namespace, name, identity } = this.#options;
		const now = new Date().toISOString().replace("Z", "000Z");
		const changes = (integer(spec.leaseTransitions) ?? 0) + (taken && text(spec.holderIdentity) !== "" ? 1 : 0);
		return {
			apiVersion: "coordination.k8s.io/v1",
			kind: "Lease",
			metadata: this.#annotated({ ...metadata, namespace, name }),
			spec: {
				...spec,
				holderIdentity: identity,
				leaseDurationSeconds: Math.max(1, Math.ceil(this.#milliseconds / 1000)),
				acquireTime: taken ? now : text(spec.acquireTime) || now,
				renewTime: now,
				leaseTransitions: changes,
			},
		};
	}

	#annotated(metadata: Shape): object {
		if (this.#ledger === null) return metadata;
		return { ...metadata, annotations: { ...shape(metadata.annotations), [LEDGER]: this.#ledger.write() } };
	}

	async #release(): Promise<void> {
		const { client, name, identity } = this.#options;
		const path = `${this.#path}/${encodeURIComponent(name)}`;
		const limits = { firstByte: ANSWER_MS, stall: ANSWER_MS, total: ANSWER_MS };
		const lease = await client.json(path, BOUND, { limits, retries: 0 });
		const spec = shape(lease.spec);
		if (text(spec.holderIdentity) !== identity) return;
		const metadata = this.#annotated(shape(lease.metadata));
		const given = { ...lease, metadata, spec: { ...spec, holderIdentity: "", leaseDurationSeconds: 1 } };
		await client.write("PUT", path, given, { limits });
	}
}

function isStatus(error: unknown, status: number): boolean {
	if (!(error instanceof Failure) || error.code !== "cluster-failed") return false;
	const params: { status?: number } = error.params;
	return params.status === status;
}
