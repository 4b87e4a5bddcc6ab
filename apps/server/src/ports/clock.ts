/** Time, ids and chance come in as arguments, so that decisions can be replayed. */
export interface Clock {
  now(): Date;
}
/** UUIDv7 strings: sortable by time of making. */
export type MakeId = () => string;
/** A number in [0, 1). */
export type Random = () => number;
