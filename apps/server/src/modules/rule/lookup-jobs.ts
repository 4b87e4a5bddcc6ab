import { ChannelId, ConversationId, LookupId, Medium } from '@visavis/protocol';
import { z } from 'zod';
import type { JobHandler, JobRequest, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { LookupService } from '../lookup/index.ts';
import type { ContactFacts } from './facts-repo.ts';
import type { QueueWantedByRules } from './rule-wants.ts';

const kind = 'lookup';
const Payload = z.object({ conversationId: ConversationId, channelId: ChannelId, medium: Medium, lookupId: LookupId });
export type LookupPayload = z.infer<typeof Payload>;

/** Asked after the contact is stored; the stage's patience bounds it in any case, so a few tries are enough. */
export const lookupJob = (key: string, { conversationId, channelId, medium, lookupId }: LookupPayload): JobRequest => ({
  kind,
  key,
  payload: { conversationId, channelId, medium, lookupId },
  maxAttempts: 3,
});

interface Deps {
  readonly db: Db;
  readonly transactions: Transactions;
  readonly lookups: Pick<LookupService, 'designate'>;
  readonly queue: QueueWantedByRules;
  readonly contact: (db: Db, conversationId: string) => Promise<ContactFacts | undefined>;
}

/** Asks the business system and fills its answer into the plan of the entry that waits for it. Running it twice asks twice. */
export const createLookupJobs = (deps: Deps): Readonly<Record<string, JobHandler>> => ({
  [kind]: async (payload, { jobId, signal }) => {
    const { conversationId, channelId, medium, lookupId } = Payload.parse(payload);
    const facts = await deps.contact(deps.db, conversationId);
    if (!facts) return;
    const { visitorId: id, externalId, vipLevel, attributes, language } = facts;
    const visitor = { id, externalId, vipLevel, attributes, language };
    const contact = { conversationId, channelId, medium, visitor };
    const agentId = await deps.lookups.designate(lookupId, contact, { id: jobId, signal });
    // Stopping is no answer: the next process asks again.
    signal.throwIfAborted();
    await deps.transactions.run((tx) => deps.queue.fillDesignation(tx, conversationId, lookupId, agentId));
  },
});
