import type {
  AgentId,
  ChannelId,
  ConversationId,
  CreateLookup,
  Lookup,
  LookupId,
  TriedLookup,
  TryLookup,
  UpdateLookup,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { signedHeaders } from '../../lib/standard-webhooks.ts';
import type { CoreDeps, OutgoingHttp } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { type LookupQuestion, readAnswer, toBody } from './lookup.ts';
import type { LookupRepo, StoredLookup } from './lookup-repo.ts';

/** What look-ups need to know of others; compose passes the real ones. */
export interface LookupSurroundings {
  /** Places like `rules[2].stages[0].by.lookupId`. Whoever puts rules in force waits until the transaction ends. */
  usesOfLookup(tx: Tx, lookupId: LookupId): Promise<readonly string[]>;
  /** The agent with this e-mail address or id; undefined: nobody, or the account is disabled. */
  agentNamed(db: Db, name: string): Promise<{ readonly agentId: AgentId; readonly displayName: string } | undefined>;
  /** Throws channel_not_found. */
  getChannel(db: Db, channelId: ChannelId): Promise<{ readonly id: string; readonly key: string }>;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: LookupRepo;
  readonly outgoing: OutgoingHttp;
  readonly surroundings: LookupSurroundings;
}

const shown = ({ secret: _, ...lookup }: StoredLookup): Lookup => lookup;

export const createLookupService = (deps: Deps) => {
  const { db, repo, outgoing, surroundings, clock, makeId, events, transactions, log } = deps;
  const changed = (tx: Tx, lookupId: LookupId): Promise<void> =>
    events.append(tx, { type: 'lookup_changed', subjectId: lookupId, payload: { lookupId } });

  const ask = async (
    lookup: StoredLookup,
    question: LookupQuestion,
    sending: { readonly id: string; readonly signal?: AbortSignal },
  ): Promise<TriedLookup> => {
    const at = clock.now();
    const body = toBody(question);
    const answer = await outgoing.post({
      url: lookup.url,
      body,
      headers: signedHeaders(lookup.secret, { id: sending.id, at, body }),
      timeoutMs: lookup.timeoutMs,
      ...(sending.signal ? { signal: sending.signal } : {}),
    });
    const read = readAnswer(answer);
    const agent = read.kind === 'named' ? ((await surroundings.agentNamed(db, read.agent)) ?? null) : null;
    const outcome = read.kind === 'none' ? read.outcome : agent ? 'agent' : 'unknown_agent';
    return {
      outcome,
      agent,
      status: answer.kind === 'answer' ? answer.status : null,
      tookMs: Math.max(0, clock.now().getTime() - at.getTime()),
    };
  };

  return {
    listLookups: async (): Promise<Lookup[]> => (await repo.list(db)).map(shown),

    /** Throws lookup_name_taken. */
    createLookup: (input: CreateLookup): Promise<Lookup> =>
      transactions.run(async (tx) => {
        const lookup = await repo.insert(tx, makeId(), clock.now(), input);
        await changed(tx, lookup.id);
        return shown(lookup);
      }),

    /** Throws lookup_not_found, version_conflict, lookup_name_taken. */
    updateLookup: (lookupId: LookupId, input: UpdateLookup): Promise<Lookup> =>
      transactions.run(async (tx) => {
        const before = await repo.lock(tx, lookupId);
        if (!before) throw new DomainError('lookup_not_found');
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        const lookup = await repo.update(tx, before, {
          name: input.name ?? before.name,
          url: input.url ?? before.url,
          secret: input.secret ?? before.secret,
          timeoutMs: input.timeoutMs ?? before.timeoutMs,
        });
        await changed(tx, lookupId);
        return shown(lookup);
      }),

    /** Throws lookup_not_found, lookup_in_use (details.places). */
    deleteLookup: (lookupId: LookupId): Promise<void> =>
      transactions.run(async (tx) => {
        const places = await surroundings.usesOfLookup(tx, lookupId);
        if (!(await repo.lock(tx, lookupId))) throw new DomainError('lookup_not_found');
        if (places.length > 0) throw new DomainError('lookup_in_use', { places });
        await repo.remove(tx, lookupId);
        await changed(tx, lookupId);
      }),

    /** Asks about a contact that does not exist. Throws lookup_not_found, channel_not_found. */
    async tryLookup(lookupId: LookupId, input: TryLookup): Promise<TriedLookup> {
      const lookup = await repo.find(db, lookupId);
      if (!lookup) throw new DomainError('lookup_not_found');
      const { id, key } = await surroundings.getChannel(db, input.channelId);
      const { vipLevel, attributes, medium } = input;
      const question: LookupQuestion = {
        conversationId: makeId() as ConversationId,
        visitor: { id: makeId(), externalId: null, vipLevel, attributes, language: 'en' },
        channel: { id, key },
        medium,
        trial: true,
      };
      return ask(lookup, question, { id: makeId() });
    },

    /** The agent a business system names for a contact; null: nobody, whatever the reason. */
    async designate(
      lookupId: LookupId,
      contact: Pick<LookupQuestion, 'conversationId' | 'visitor' | 'medium'> & { readonly channelId: ChannelId },
      sending: { readonly id: string; readonly signal: AbortSignal },
    ): Promise<AgentId | null> {
      const lookup = await repo.find(db, lookupId);
      if (!lookup) return null;
      const { conversationId, visitor, medium } = contact;
      const { id, key } = await surroundings.getChannel(db, contact.channelId);
      const question = { conversationId, visitor, medium, channel: { id, key }, trial: false };
      const { outcome, agent, status, tookMs } = await ask(lookup, question, sending);
      const fields = { conversationId, lookupId, outcome, status, tookMs };
      if (outcome === 'agent' || outcome === 'nobody') log.info(fields, 'business system answered');
      else log.warn(fields, 'business system named nobody');
      return agent?.agentId ?? null;
    },
  };
};
export type LookupService = ReturnType<typeof createLookupService>;
