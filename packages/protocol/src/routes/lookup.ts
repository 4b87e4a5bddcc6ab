import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { LookupId } from '../ids.ts';
import { CreateLookup, Lookup, TriedLookup, TryLookup, UpdateLookup } from '../lookup.ts';

const params = z.strictObject({ lookupId: LookupId });
const one = z.object({ lookup: Lookup });

export const lookupRoutes = defineRoutes({
  listLookups: {
    method: 'GET',
    path: '/api/v1/lookups',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'Business systems that can be asked whose contact this is',
    response: z.object({ lookups: z.array(Lookup) }),
    errors: [],
  },
  createLookup: {
    method: 'POST',
    path: '/api/v1/lookups',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Add a business system; the secret is never shown again',
    body: CreateLookup,
    response: one,
    errors: ['lookup_name_taken'],
  },
  updateLookup: {
    method: 'PATCH',
    path: '/api/v1/lookups/:lookupId',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Change a business system',
    params,
    body: UpdateLookup,
    response: one,
    errors: ['lookup_not_found', 'lookup_name_taken', 'version_conflict'],
  },
  deleteLookup: {
    method: 'DELETE',
    path: '/api/v1/lookups/:lookupId',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Remove a business system no rule names',
    params,
    response: null,
    errors: ['lookup_not_found', 'lookup_in_use'],
  },
  tryLookup: {
    method: 'POST',
    path: '/api/v1/lookups/:lookupId/try',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Ask the business system about a made-up visitor',
    params,
    body: TryLookup,
    response: TriedLookup,
    errors: ['lookup_not_found', 'channel_not_found'],
  },
});
