import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;

/** Cookies that only a holder of the key can make or read: replicas that share it need no store of sessions. */
export class Seal {
	readonly #key: Buffer;

	/** @param secret of any length; shared by replicas */
	constructor(secret: string | Uint8Array) {
		this.#key = createHash("sha256").update("plimsoll session\0").update(secret).digest();
	}

	close(value: object): string {
		const nonce = randomBytes(NONCE);
		const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
		const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
		return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
	}

	/** Null for what we have not made. */
	open(text: string): unknown {
		const bytes = Buffer.from(text, "base64url");
		if (bytes.length <= NONCE + TAG) return null;
		try {
			const decipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(0, NONCE), { authTagLength: TAG });
			decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
			const body = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
			return JSON.parse(body.toString("utf8"));
		} catch {
			return null;
		}
	}
}
