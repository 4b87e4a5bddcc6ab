import type {
  AgentId,
  ConversationId,
  EarlierContact,
  EarlierContacts,
  UpdateVisitorProfile,
  VisitorAttributes,
  VisitorId,
  VisitorProfile,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { type AgentPrincipal, type CoreDeps, maySupervise } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { mostAttributes } from './identity.ts';
import type { ProfileRepo, ProfileRow } from './profile-repo.ts';

/** What profiles need to know of conversations; higher modules know. */
export interface VisitorContacts {
  /** Has, had, is asked about or consulted in a conversation of this visitor. */
  mayRead(db: Db, agentId: AgentId, visitorId: VisitorId): Promise<boolean>;
  /** Serves this visitor right now, or still wraps that up. */
  serves(db: Db, agentId: AgentId, visitorId: VisitorId, now: Date): Promise<boolean>;
  /** Serves this visitor right now, or is consulted by whoever does. */
  attends(db: Db, agentId: AgentId, visitorId: VisitorId): Promise<boolean>;
  /** Until when this agent had that closed contact of the visitor; null: never, or it is not closed. */
  hadUntil(db: Db, agentId: AgentId, visitorId: VisitorId, conversationId: ConversationId): Promise<Date | null>;
  /** Closed ones, newest first; `until`: only those that had ended before. */
  earlier(db: Db, visitor: Pick<ProfileRow, 'id' | 'externalId'>, until: Date | null): Promise<EarlierContact[]>;
  /** Newest first. */
  servedBy(db: Db, visitor: Pick<ProfileRow, 'id' | 'externalId'>): Promise<VisitorProfile['servedBy']>;
}

interface Deps extends Pick<CoreDeps, 'clock' | 'transactions' | 'events'> {
  readonly db: Db;
  readonly repo: ProfileRepo;
  readonly contacts: VisitorContacts;
}

const merged = (before: VisitorAttributes, patch: UpdateVisitorProfile['attributes']): VisitorAttributes => {
  const after = Object.fromEntries(
    Object.entries({ ...before, ...patch }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as const],
    ),
  );
  const names = Object.keys(after);
  if (names.length > mostAttributes)
    throw new DomainError('attributes_refused', { names: names.slice(mostAttributes) });
  return after;
};

/** What is known of a visitor, for those who serve them. */
export const createProfileService = (deps: Deps) => {
  const { db, repo, contacts, clock, transactions, events } = deps;
  const withServed = async (row: ProfileRow): Promise<VisitorProfile> => ({
    ...row,
    servedBy: await contacts.servedBy(db, row),
  });
  const readable = async (principal: AgentPrincipal, visitorId: VisitorId): Promise<ProfileRow> => {
    const row = await repo.find(db, visitorId);
    const mayRead = maySupervise(principal) || (await contacts.mayRead(db, principal.agentId, visitorId));
    if (!row || !mayRead) throw new DomainError('visitor_not_found');
    return row;
  };

  return {
    /** Throws visitor_not_found, also for agents who have nothing to do with the visitor. */
    get: async (principal: AgentPrincipal, visitorId: VisitorId): Promise<VisitorProfile> =>
      withServed(await readable(principal, visitorId)),

    /**
     * How contacts of this person ended: all for supervisors and for who attends to them now; for who served the closed
     * contact they ask from, what had ended before it was over for them. Throws visitor_not_found, and forbidden for others.
     */
    async earlierContacts(
      principal: AgentPrincipal,
      visitorId: VisitorId,
      from: ConversationId | undefined,
    ): Promise<EarlierContacts> {
      const { agentId } = principal;
      if (maySupervise(principal) || (await contacts.attends(db, agentId, visitorId)))
        return { contacts: await contacts.earlier(db, await readable(principal, visitorId), null), until: null };
      const until = from ? await contacts.hadUntil(db, agentId, visitorId, from) : null;
      const row = until ? await repo.find(db, visitorId) : await readable(principal, visitorId);
      if (!row || !until) throw new DomainError('forbidden', { needs: 'an open conversation with this visitor' });
      return { contacts: await contacts.earlier(db, row, until), until: until.toISOString() };
    },

    /** Throws visitor_not_found, forbidden, attributes_refused. */
    async update(
      principal: AgentPrincipal,
      visitorId: VisitorId,
      patch: UpdateVisitorProfile,
    ): Promise<VisitorProfile> {
      await transactions.run(async (tx) => {
        const before = await repo.lock(tx, visitorId);
        const supervises = maySupervise(principal);
        if (!before || !(supervises || (await contacts.mayRead(tx, principal.agentId, visitorId))))
          throw new DomainError('visitor_not_found');
        if (!supervises && !(await contacts.serves(tx, principal.agentId, visitorId, clock.now())))
          throw new DomainError('forbidden', { needs: 'the conversation' });
        const { displayName } = patch;
        if (displayName !== undefined && displayName !== before.displayName)
          await repo.setName(tx, before, { displayName, namedBy: displayName === null ? null : principal.agentId });
        await repo.setKnown(tx, before, {
          vipLevel: patch.vipLevel ?? before.vipLevel,
          attributes: merged(before.attributes, patch.attributes),
          tags: patch.tags ? [...new Set(patch.tags)] : before.tags,
        });
        await events.append(tx, {
          type: 'visitor_changed',
          subjectId: visitorId,
          payload: { visitorId, agentId: principal.agentId, changed: Object.keys(patch) },
        });
      });
      const after = await repo.find(db, visitorId);
      if (!after) throw new DomainError('visitor_not_found');
      return withServed(after);
    },
  };
};
export type ProfileService = ReturnType<typeof createProfileService>;
