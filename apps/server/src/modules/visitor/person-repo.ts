import { type RawBuilder, sql } from 'kysely';

/** Ids of all visits of the person this visitor is; of somebody nobody vouches for, only this one. */
export const visitsOfPerson = (visitorId: string): RawBuilder<unknown> => sql`(
  select ${visitorId}::uuid as id
  union
  select same.id from visitors one join visitors same on same.external_id = one.external_id where one.id = ${visitorId}::uuid)`;
