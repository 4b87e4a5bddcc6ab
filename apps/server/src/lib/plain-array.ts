/**
 * An array parameter as PostgreSQL writes it, of ids, numbers and the like: they need no quoting, and the driver would look at every
 * letter of thousands of them.
 */
export const plainArray = (values: readonly (string | number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
