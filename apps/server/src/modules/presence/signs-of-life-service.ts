import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentId } from '@visavis/protocol';
import { gathered } from '../../lib/gathered.ts';
import type { Clock } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { leaseRepo } from './lease-repo.ts';
import { leaseFrom } from './presence.ts';

/** A sign of life waits this long for those of others; a lease is a hundred times longer. */
const GATHER_MS = 100;
/** Whoever stores offers or ends contacts holds rows for a moment only; these tries take a second. */
const TRIES = 10;

/**
 * A thousand consoles are two hundred signs of life a second, so they are stored by the set. Rows that somebody holds are left for the next
 * set, a moment later; a row that is held for longer is waited for by itself, as nothing else waits with it then.
 */
export const createSignsOfLife = ({ clock, db }: { readonly clock: Clock; readonly db: Db }) =>
  gathered(async (agentIds: readonly AgentId[]) => {
    const since = new Date(clock.now().getTime() - GATHER_MS);
    let left = agentIds;
    for (let tries = 1; left.length > 0 && tries <= TRIES; tries += 1) {
      if (tries > 1) await sleep(GATHER_MS);
      const held = await leaseRepo.renewFree(db, left, leaseFrom(clock.now()), since);
      left = left.filter((agentId) => held.has(agentId));
    }
    for (const agentId of left) await leaseRepo.renewLate(db, agentId, leaseFrom(clock.now()), since);
    return new Map<AgentId, never>();
  }, GATHER_MS);
