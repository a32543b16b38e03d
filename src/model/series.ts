/**
 * One memory series in columns. All arrays have the same length; rows are in time order.
 * Typed arrays because samples are many: 14 days at 5 minutes are 4,032 a container.
 */
export interface Series {
	name: string;
	/** Unix seconds. */
	t: Float64Array;
	bytes: Float64Array;
	/** The limit in bytes at that time; NaN where there was none. */
	capacity: Float64Array;
	/** When the container started, unix seconds; a new value is a restart. NaN where not known. */
	start: Float64Array;
}
