import type { Clock, MakeId, Random } from './clock.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { Transactions } from './transactions.ts';

/** What nearly every service needs; each takes it plus its own repo and ports. */
export interface CoreDeps {
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly random: Random;
  readonly log: Log;
  readonly events: Events;
  readonly transactions: Transactions;
}
