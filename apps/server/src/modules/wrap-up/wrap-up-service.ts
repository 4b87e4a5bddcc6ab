import type {
  AgentId,
  ChangeWrapUp,
  ConversationId,
  DispositionId,
  Ending,
  Endings,
  Medium,
  SkillGroupId,
  WrapUp,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { dispositionRepo } from './disposition-repo.ts';
import { choosable, normalTags, pathTo, stateOf, treeOf, whyNot } from './wrap-up.ts';
import { type WrapUpRecord, wrapUpRepo } from './wrap-up-repo.ts';
import type { ConversationsForWrapUp, PresenceForWrapUp } from './wrap-up-wants.ts';

export interface WrapUpDeps extends Pick<CoreDeps, 'clock' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly conversations: ConversationsForWrapUp;
  readonly presence: PresenceForWrapUp;
}

/** A served contact that has just ended. */
export interface EndedContact {
  readonly conversationId: string;
  readonly agentId: AgentId;
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
}

const TAGS_LISTED = 50;
const TAG_DAYS_MS = 90 * 24 * 60 * 60 * 1_000;

/**
 * What comes after a contact. The time is kept by two rows that agree: `wrap_ups.ends_at` says until when the ending may be
 * changed, and the agent's presence says until when nothing new comes. Lock order: conversation, wrap-up, presence.
 */
export const createWrapUpService = (deps: WrapUpDeps) => {
  const { db, clock, events, transactions, conversations, presence } = deps;

  const changed = (tx: Tx, conversationId: string, agentId: AgentId): Promise<void> =>
    events.append(tx, { type: 'wrap_up_changed', subjectId: conversationId, payload: { conversationId, agentId } });

  const toWire = async (on: Db | Tx, records: readonly WrapUpRecord[]): Promise<WrapUp[]> => {
    const tree = treeOf(records.some((one) => one.dispositionId !== null) ? await dispositionRepo.list(on) : []);
    const now = clock.now();
    return records.map(({ dispositionId, startedAt, endsAt, doneAt, tags, ...rest }) => ({
      ...rest,
      state: stateOf({ endsAt, doneAt }, now),
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      disposition: dispositionId && {
        id: dispositionId,
        path: pathTo(tree, dispositionId).map((one) => one.name),
      },
      tags: [...tags],
    }));
  };
  const wire = async (on: Db | Tx, conversationId: string): Promise<WrapUp> => {
    const record = await wrapUpRepo.find(on, conversationId);
    if (!record) throw new DomainError('wrap_up_not_found', { conversationId });
    const [one] = await toWire(on, [record]);
    return one as WrapUp;
  };

  const mustFit = async (tx: Tx, id: DispositionId, groupId: SkillGroupId): Promise<void> => {
    const why = whyNot(treeOf(await dispositionRepo.list(tx)), id, groupId);
    if (why) throw new DomainError('disposition_invalid', { dispositionId: id, reason: why });
  };

  /** The agent's own, locked, and still open. */
  const lockOpen = async (tx: Tx, agentId: AgentId, conversationId: string): Promise<WrapUpRecord> => {
    const found = await wrapUpRepo.find(tx, conversationId);
    if (found?.agentId !== agentId) throw new DomainError('wrap_up_not_found', { conversationId });
    await conversations.getConversation(tx, conversationId);
    const record = await wrapUpRepo.lock(tx, conversationId);
    if (!record || stateOf(record, clock.now()) !== 'open') throw new DomainError('wrap_up_over', { conversationId });
    return record;
  };

  const apply = async (tx: Tx, record: WrapUpRecord, change: ChangeWrapUp): Promise<void> => {
    const { dispositionId, note, tags } = change;
    if (dispositionId) await mustFit(tx, dispositionId, record.groupId);
    if (note !== undefined) await conversations.setNote(tx, record.conversationId, note === '' ? null : note);
    await wrapUpRepo.update(tx, record.conversationId, { dispositionId, tags: tags && normalTags(tags) });
  };

  /** Where nothing can be said, nothing is asked for: a group may need an ending before anybody has set one up. */
  const anyFits = async (tx: Tx, groupId: SkillGroupId): Promise<boolean> =>
    choosable(await dispositionRepo.list(tx), groupId).length > 0;

  return {
    /**
     * In the transaction that closes a served conversation. `ending`: what its agent says; null: the visitor closed it.
     * Throws disposition_required, disposition_invalid.
     */
    async begin(tx: Tx, contact: EndedContact, ending: Ending | null): Promise<void> {
      const { seconds, dispositionRequired } = await wrapUpRepo.groupSettings(tx, contact.groupId);
      const medium = await wrapUpRepo.heaviest(tx, contact.conversationId, contact.medium);
      const dispositionId = ending?.dispositionId ?? null;
      if (dispositionId) await mustFit(tx, dispositionId, contact.groupId);
      else if (ending && dispositionRequired && (await anyFits(tx, contact.groupId)))
        throw new DomainError('disposition_required', { fields: { dispositionId: 'needed in this group' } });
      const startedAt = clock.now();
      const endsAt = new Date(startedAt.getTime() + seconds[medium] * 1_000);
      const noTime = endsAt <= startedAt;
      await wrapUpRepo.insert(tx, {
        ...contact,
        medium,
        startedAt,
        endsAt,
        doneAt: noTime && ending ? startedAt : null,
        dispositionId,
        tags: normalTags(ending?.tags ?? []),
      });
      if (!noTime) await presence.beginWrapUp(tx, contact.agentId, endsAt);
      await changed(tx, contact.conversationId, contact.agentId);
    },

    /** Throws wrap_up_not_found, wrap_up_over, disposition_invalid. */
    change: (agentId: AgentId, conversationId: ConversationId, change: ChangeWrapUp): Promise<WrapUp> =>
      transactions.run(async (tx) => {
        await apply(tx, await lockOpen(tx, agentId, conversationId), change);
        await changed(tx, conversationId, agentId);
        return wire(tx, conversationId);
      }),

    /** Done before its time. Throws wrap_up_not_found, wrap_up_over, disposition_required, disposition_invalid. */
    finish: (agentId: AgentId, conversationId: ConversationId, change: ChangeWrapUp): Promise<WrapUp> =>
      transactions.run(async (tx) => {
        const record = await lockOpen(tx, agentId, conversationId);
        await apply(tx, record, change);
        const given = change.dispositionId === undefined ? record.dispositionId : change.dispositionId;
        if (given === null && record.dispositionRequired && (await anyFits(tx, record.groupId)))
          throw new DomainError('disposition_required', { fields: { dispositionId: 'needed in this group' } });
        const now = clock.now();
        await wrapUpRepo.update(tx, conversationId, { doneAt: now });
        const others = await wrapUpRepo.listOpen(tx, agentId, now);
        const latest = others.reduce<Date | null>((max, { endsAt }) => (max && max > endsAt ? max : endsAt), null);
        await presence.endWrapUp(tx, agentId, latest);
        await changed(tx, conversationId, agentId);
        return wire(tx, conversationId);
      }),

    /** What may be said of this contact when it ends. Throws conversation_not_found. */
    async endings(principal: AgentPrincipal, conversationId: ConversationId): Promise<Endings> {
      await conversations.getReadable(principal, conversationId);
      const served = await wrapUpRepo.groupOf(db, conversationId);
      if (!served) return { choices: [], required: false, seconds: 0 };
      const { seconds, dispositionRequired } = await wrapUpRepo.groupSettings(db, served.groupId);
      const choices = choosable(await dispositionRepo.list(db), served.groupId);
      const medium = await wrapUpRepo.heaviest(db, conversationId, served.medium);
      return { choices, required: dispositionRequired && choices.length > 0, seconds: seconds[medium] };
    },

    /** Throws conversation_not_found, wrap_up_not_found. */
    async get(principal: AgentPrincipal, conversationId: ConversationId): Promise<WrapUp> {
      await conversations.getReadable(principal, conversationId);
      return wire(db, conversationId);
    },
    findForFacts: (conversationId: string): Promise<WrapUp> => wire(db, conversationId),
    listOpenOfPerson: async (visitorId: string): Promise<WrapUp[]> =>
      toWire(db, await wrapUpRepo.listOpenOfPerson(db, visitorId, clock.now())),
    listOpen: async (agentId: AgentId): Promise<WrapUp[]> =>
      toWire(db, await wrapUpRepo.listOpen(db, agentId, clock.now())),
    commonTags: (): Promise<string[]> =>
      wrapUpRepo.commonTags(db, new Date(clock.now().getTime() - TAG_DAYS_MS), TAGS_LISTED),
  };
};
export type WrapUpService = ReturnType<typeof createWrapUpService>;
