/** A `uuid[]` parameter as PostgreSQL writes it. Ids need no quoting, and the driver would look at every letter of thousands of them. */
export const uuidArray = (ids: readonly string[]): string => `{${ids.join(',')}}`;
