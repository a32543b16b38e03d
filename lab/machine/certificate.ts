import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import { bits, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from "./der.ts";

/** Certificates made here and not by `openssl`, so that the lab needs no tool for them. Both fields are PEM. */
export type Certificate = { certificate: string; key: string };

type Wish = {
	/** Kubernetes reads the user name from it … */
	commonName: string;
	/** … and a group of the user from each of these. */
	organizations?: string[];
	/** DNS names and IPv4 addresses that a server answers to. */
	names?: string[];
	/** Default: a year from now. */
	notAfter?: Date;
};

const DAY = 24 * 3600 * 1000;
const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

const distinguishedName = (commonName: string, organizations: string[]): Buffer => {
	const part = (type: string, value: string) => set(sequence(oid(type), utf8(value)));
	return sequence(...organizations.map((o) => part("2.5.4.10", o)), part("2.5.4.3", commonName));
};

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
	critical ? sequence(oid(id), yes(), octets(value)) : sequence(oid(id), octets(value));

const alternativeName = (name: string): Buffer =>
	isIPv4(name) ? tagged(0x87, Buffer.from(name.split(".").map(Number))) : tagged(0x82, Buffer.from(name));

const pem = (label: string, der: Buffer): string =>
	`-----BEGIN ${label}-----\n${der.toString("base64").replace(/(.{64})(?!$)/g, "$1\n")}\n-----END ${label}-----\n`;

const issue = (
	wish: Wish,
	issuerName: Buffer,
	publicKey: KeyObject,
	signingKey: KeyObject,
	extensions: Buffer[],
): string => {
	const serial = randomBytes(16);
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
	const body = sequence(
		tagged(0xa0, integer(Buffer.from([2]))), // version 3
		integer(serial),
		ECDSA_SHA256,
		issuerName,
		// An hour back: the clocks of a machine's namespaces agree, those of two machines may not.
		sequence(time(new Date(Date.now() - DAY / 24)), time(wish.notAfter ?? new Date(Date.now() + 365 * DAY))),
		distinguishedName(wish.commonName, wish.organizations ?? []),
		publicKey.export({ type: "spki", format: "der" }),
		tagged(0xa3, sequence(...extensions)),
	);
	return pem("CERTIFICATE", sequence(body, ECDSA_SHA256, bits(sign("sha256", body, signingKey))));
};

const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const text = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

export const newAuthority = (commonName: string): Certificate & { commonName: string } => {
	const { publicKey, privateKey } = newKey();
	const certificate = issue({ commonName }, distinguishedName(commonName, []), publicKey, privateKey, [
		extension("2.5.29.19", true, sequence(yes())), // basicConstraints: a CA
		extension("2.5.29.15", true, bits(Buffer.from([0b0000_0110]), 1)), // keyUsage: keyCertSign, cRLSign
	]);
	return { commonName, certificate, key: text(privateKey) };
};

/** A certificate that serves as a client's and as a server's. */
export const newCertificate = (authority: { commonName: string; key: string }, wish: Wish): Certificate => {
	const { publicKey, privateKey } = newKey();
	const extensions = [
		extension("2.5.29.15", true, bits(Buffer.from([0b1000_0000]), 7)), // keyUsage: digitalSignature
		extension("2.5.29.37", false, sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))), // serverAuth, clientAuth
	];
	if (wish.names !== undefined)
		extensions.push(extension("2.5.29.17", false, sequence(...wish.names.map(alternativeName))));
	const certificate = issue(
		wish,
		distinguishedName(authority.commonName, []),
		publicKey,
		createPrivateKey(authority.key),
		extensions,
	);
	return { certificate, key: text(privateKey) };
};

/** The public half of a key, as service account tokens are verified with. */
export const publicKeyOf = (key: string): string =>
	createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
