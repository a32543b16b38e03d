import { WAYS, type Way } from "./look.ts";

/** By what a kubelet knows us. */
export type KnownBy = "certificate" | "token";

/**
 * When a kubelet is knocked at past the API server, and by which way in turn. It asks the API server what somebody may, and remembers it for five minutes
 * from then on, however often he comes (kubelet configuration, `cacheAuthorizedTTL`), apart for each way: knocked at in turn, each anew just after it was
 * forgotten, one of them is open for two and a half minutes at the least when the server goes, and for five at the best. Whose a token is it forgets after
 * two (`cacheTTL`): knocked at just after that, it knows us at any time, for two minutes at the best; the third knock opens no way that is not open still.
 */
export const KNOCKS = {
	certificate: { everyMs: 152_000, ways: WAYS },
	token: { everyMs: 123_000, ways: [...WAYS, "stats"] },
} as const satisfies Record<KnownBy, { everyMs: number; ways: readonly Way[] }>;
