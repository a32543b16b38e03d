/** A config map, as far as it is text; a value longer than the bound is no configuration file and is left out. */
export interface ConfigMap {
	namespace: string;
	name: string;
	data: Record<string, string>;
}

export interface ConfigMapRef {
	namespace: string;
	name: string;
}

/** UTF-16 code units of one value. */
export const CONFIG_TEXT_BOUND = 64 * 1024;
