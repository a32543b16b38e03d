/** What a LimitRange's item for containers says of memory, in bytes or as written. */
interface Bounds<T> {
	min: T | null;
	max: T | null;
	default: T | null;
	defaultRequest: T | null;
}

/** What it gives a container; the API server fills in what is left out (kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_LimitRangeItem). */
export function defaultsOf<T>({ min, max, default: given, defaultRequest }: Bounds<T>): {
	limit: T | null;
	request: T | null;
} {
	const limit = given ?? max;
	return { limit, request: defaultRequest ?? limit ?? min };
}
