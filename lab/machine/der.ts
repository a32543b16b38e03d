/** The little of DER (ITU-T X.690) that a certificate needs. */

const TAG = {
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	oid: 0x06,
	utf8: 0x0c,
	sequence: 0x30,
	set: 0x31,
	boolean: 0x01,
	time: 0x18,
} as const;

const length = (n: number): Buffer => {
	if (n < 0x80) return Buffer.from([n]);
	const bytes: number[] = [];
	for (let rest = n; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
	return Buffer.from([0x80 | bytes.length, ...bytes]);
};

export const tagged = (tag: number, ...content: Uint8Array[]): Buffer => {
	const body = Buffer.concat(content);
	return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
};

export const sequence = (...content: Uint8Array[]): Buffer => tagged(TAG.sequence, ...content);
export const set = (...content: Uint8Array[]): Buffer => tagged(TAG.set, ...content);
export const utf8 = (text: string): Buffer => tagged(TAG.utf8, Buffer.from(text));
export const octets = (content: Uint8Array): Buffer => tagged(TAG.octetString, content);
export const yes = (): Buffer => tagged(TAG.boolean, Buffer.from([0xff]));

/** @param magnitude unsigned, big-endian; a leading zero keeps it from being read as negative */
export const integer = (magnitude: Uint8Array): Buffer =>
	tagged(TAG.integer, ((magnitude[0] ?? 0) & 0x80) === 0 ? magnitude : Buffer.concat([Buffer.from([0]), magnitude]));

/** @param unused how many low bits of the last byte do not count */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(TAG.bitString, Buffer.from([unused]), content);

export const oid = (dotted: string): Buffer => {
	const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
	const bytes = [first * 40 + second];
	for (const arc of rest) {
		const group = [arc & 0x7f];
		for (let more = arc >> 7; more > 0; more >>= 7) group.unshift((more & 0x7f) | 0x80);
		bytes.push(...group);
	}
	return tagged(TAG.oid, Buffer.from(bytes));
};

/** GeneralizedTime in whole seconds, which RFC 5280 wants only from 2050 on but every verifier reads. */
export const time = (at: Date): Buffer =>
	tagged(TAG.time, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+Z/g, "")}Z`));
