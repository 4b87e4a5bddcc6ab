import type {
  AgentId,
  Call,
  ConversationId,
  Decline,
  StartTransfer,
  Transfer,
  TransferEndReason,
  TransferId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { type AgentPrincipal, type CoreDeps, maySupervise } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import {
  consulting,
  ended,
  isOpen,
  mediaOf,
  newTransfer,
  noPlaces,
  notTaken,
  overtaken,
  type Places,
  placesFor,
  type TransferRecord,
  visibleTo,
} from './transfer.ts';
import { transferRepo } from './transfer-repo.ts';
import { createSurroundings } from './transfer-surroundings-service.ts';
import type {
  CallsWanted,
  ConversationsWanted,
  ConversationToHandOver,
  GroupsWanted,
  PlacesWanted,
  QueueWanted,
  WorkInHand,
} from './transfer-wants.ts';

export interface TransferServiceDeps extends CoreDeps {
  readonly db: Db;
  readonly conversations: ConversationsWanted;
  readonly queue: QueueWanted;
  readonly calls: CallsWanted;
  readonly places: PlacesWanted;
  readonly groups: GroupsWanted;
}

export type TransferService = ReturnType<typeof createTransferService>;

/** Handing over: started, answered, taken back, or overtaken by events. Whoever comes second changes nothing. */
export function createTransferService(deps: TransferServiceDeps) {
  const { db, clock, makeId, events, transactions, conversations, queue, calls, places, groups } = deps;
  const surroundings = createSurroundings(deps);

  /** Everybody who has to do with it is told after the commit; `before`: who was asked until now. */
  const announce = (tx: Tx, transfer: TransferRecord, before: AgentId | null = null): Promise<void> =>
    events.append(tx, {
      type: 'transfer_changed',
      subjectId: transfer.id,
      payload: {
        conversationId: transfer.conversationId,
        agents: [...new Set([transfer.from, transfer.to, before])].filter((id) => id !== null),
      },
    });

  const giveBack = async (tx: Tx, agentId: AgentId | null, held: Places): Promise<void> => {
    if (agentId !== null) for (const medium of mediaOf(held)) await places.giveBack(tx, agentId, medium);
  };

  /** Stores the next state of a locked transfer and gives back what was held for whoever is not asked any more. */
  const settle = async (tx: Tx, before: TransferRecord, next: TransferRecord): Promise<void> => {
    await transferRepo.save(tx, next);
    if (before.state === 'consulting' && before.to !== null)
      await calls.endConsultation(tx, before.conversationId, before.to);
    await giveBack(tx, before.to, before.held);
    await announce(tx, next, before.to);
  };

  const wire = async (on: Db | Tx, id: TransferId): Promise<Transfer> => {
    const found = await transferRepo.findWire(on, id);
    if (!found) throw new DomainError('transfer_not_found');
    return found;
  };

  const needed = async (
    tx: Tx,
    id: ConversationId,
  ): Promise<{ places: Places; call: Call | null; work: WorkInHand }> => {
    const work = await queue.workOf(tx, id);
    if (!work) throw new DomainError('transfer_state', { conversation: 'without work' });
    const call = await calls.findOpen(tx, id);
    return { places: placesFor(work.medium, call?.kind ?? null), call, work };
  };

  /** Whose conversation may this agent hand over. Locks it. */
  const movable = async (
    tx: Tx,
    principal: AgentPrincipal,
    id: ConversationId,
  ): Promise<ConversationToHandOver & { agentId: AgentId }> => {
    const conversation = await conversations.getConversation(tx, id);
    if (conversation.agentId !== principal.agentId && !maySupervise(principal))
      throw new DomainError('conversation_not_found');
    if (conversation.state === 'closed') throw new DomainError('conversation_closed');
    if (conversation.state !== 'active' || conversation.agentId === null)
      throw new DomainError('transfer_state', { conversation: conversation.state });
    return { ...conversation, agentId: conversation.agentId as AgentId };
  };

  /** Takes the places for a named colleague, or says why they cannot be asked. */
  const holdFor = async (tx: Tx, agentId: AgentId, from: AgentId, wanted: Places): Promise<void> => {
    if (agentId === from) throw new DomainError('transfer_to_self');
    const { reachable } = await places.look(tx, agentId, clock.now());
    if (!reachable) throw new DomainError('agent_offline', { agentId });
    for (const medium of mediaOf(wanted))
      if (!(await places.tryTake(tx, agentId, medium))) throw new DomainError('agent_at_capacity', { agentId, medium });
  };

  const mayBeSearched = async (tx: Tx, { target }: StartTransfer, from: AgentId): Promise<void> => {
    if (target.kind !== 'skill_group') return;
    const group = await groups.getGroup(tx, target.groupId);
    if (group.members.every((member) => member.agentId === from))
      throw new DomainError('skill_group_empty', { groupId: target.groupId });
  };

  /** Both rows locked, in order; throws transfer_not_found for everybody it is no business of. */
  const lockBoth = async (tx: Tx, id: TransferId, mayTouch: (transfer: TransferRecord) => boolean) => {
    const found = await transferRepo.find(tx, id);
    if (!found || !mayTouch(found)) throw new DomainError('transfer_not_found');
    const conversation = await conversations.getConversation(tx, found.conversationId);
    const transfer = await transferRepo.lock(tx, id);
    if (!transfer) throw new DomainError('transfer_not_found');
    return { conversation, transfer };
  };
  const bySender = (principal: AgentPrincipal) => (transfer: TransferRecord) =>
    transfer.from === principal.agentId || maySupervise(principal);
  const byTarget = (principal: AgentPrincipal) => (transfer: TransferRecord) =>
    transfer.to === principal.agentId || transfer.asked.some((one) => one.agentId === principal.agentId);

  /** Still the sender's to give and still asked of this agent, or transfer_gone. */
  const assertAnswerable = (
    principal: AgentPrincipal,
    { conversation, transfer }: { conversation: ConversationToHandOver; transfer: TransferRecord },
  ): void => {
    const late = transfer.dueAt !== null && transfer.dueAt <= clock.now();
    if (transfer.state !== 'ringing' || transfer.to !== principal.agentId || late)
      throw new DomainError('transfer_gone', { state: transfer.state });
    if (conversation.state !== 'active' || conversation.agentId !== transfer.from)
      throw new DomainError('transfer_gone', { conversation: conversation.state });
  };

  /** The colleague has it from now on: work, conversation, places, all in this transaction. */
  const moveTo = async (tx: Tx, transfer: TransferRecord, to: AgentId, event: 'take' | 'complete'): Promise<void> => {
    const { places: wanted, call } = await needed(tx, transfer.conversationId);
    const now = clock.now();
    const names = { from: await places.look(tx, transfer.from, now), to: await places.look(tx, to, now) };
    await queue.handOver(tx, transfer.conversationId, to);
    await conversations.handOver(
      tx,
      transfer.conversationId,
      { agentId: transfer.from, displayName: names.from.name },
      { agentId: to, displayName: names.to.name },
    );
    if (call) await calls.handOver(tx, transfer.conversationId, to);
    const next = ended(transfer, event, 'handed_over', now);
    await transferRepo.save(tx, next);
    // A call may have begun or ended since the colleague was asked.
    const [held, needs] = [mediaOf(transfer.held), mediaOf(wanted)];
    for (const medium of held) if (!needs.includes(medium)) await places.giveBack(tx, to, medium);
    for (const medium of needs) if (!held.includes(medium)) await places.take(tx, to, medium);
    await giveBack(tx, transfer.from, wanted);
    await places.answered(tx, to);
    await announce(tx, next);
  };

  /** The colleague comes in beside the sender, who keeps the conversation; the places held stay held. */
  const beginConsultation = async (tx: Tx, transfer: TransferRecord, agentId: AgentId): Promise<void> => {
    const call = await calls.findOpen(tx, transfer.conversationId);
    if (call?.state === 'ringing') throw new DomainError('transfer_state', { call: call.state });
    const next = consulting(transfer);
    await transferRepo.save(tx, next);
    if (call) await calls.consult(tx, transfer.conversationId, agentId);
    await places.answered(tx, agentId);
    await announce(tx, next);
  };

  return {
    /** Throws what the contract of `transfer:start` names; nothing is changed then. */
    start(principal: AgentPrincipal, request: StartTransfer): Promise<Transfer> {
      return transactions.run(async (tx) => {
        const conversation = await movable(tx, principal, request.conversationId);
        const from = conversation.agentId;
        if (await transferRepo.findOpen(tx, request.conversationId)) throw new DomainError('transfer_exists');
        await mayBeSearched(tx, request, from);
        const { places: wanted, call, work } = await needed(tx, request.conversationId);
        if (call?.state === 'ringing') throw new DomainError('transfer_state', { call: call.state });
        const { target, mode, note } = request;
        const plan =
          target.kind === 'agent' ? null : await queue.planFor(tx, conversation, target, call?.kind ?? 'text');
        if (target.kind === 'agent') await holdFor(tx, target.agentId, from, wanted);
        const transfer = newTransfer(
          {
            id: makeId() as TransferId,
            conversationId: request.conversationId,
            callId: call?.id ?? null,
            mode,
            target,
            from,
            note: note || null,
            enqueuedAt: work.enqueuedAt,
          },
          target.kind === 'agent' ? wanted : noPlaces,
          clock.now(),
        );
        await transferRepo.insert(tx, transfer, plan);
        await announce(tx, transfer);
        return wire(tx, transfer.id);
      });
    },

    /**
     * The colleague takes it. Answers with the transfer, the conversation as the colleague sees it now, and its running call or
     * null. Throws transfer_not_found, transfer_gone, agent_at_capacity.
     */
    accept(principal: AgentPrincipal, id: TransferId) {
      return transactions.run(async (tx) => {
        const locked = await lockBoth(tx, id, byTarget(principal));
        assertAnswerable(principal, locked);
        if (locked.transfer.mode === 'consult') await beginConsultation(tx, locked.transfer, principal.agentId);
        else await moveTo(tx, locked.transfer, principal.agentId, 'take');
        return {
          transfer: await wire(tx, id),
          conversation: await conversations.findInside(tx, locked.transfer.conversationId),
          call: await calls.findOpen(tx, locked.transfer.conversationId),
        };
      });
    },

    decline(principal: AgentPrincipal, id: TransferId, why: Decline = {}): Promise<void> {
      return transactions.run(async (tx) => {
        const locked = await lockBoth(tx, id, byTarget(principal));
        assertAnswerable(principal, locked);
        await settle(tx, locked.transfer, notTaken(locked.transfer, 'declined', clock.now(), why));
        await places.answered(tx, principal.agentId);
      });
    },

    /** The colleague goes out of the consultation without taking over. */
    leave(principal: AgentPrincipal, id: TransferId): Promise<void> {
      return transactions.run(async (tx) => {
        const { transfer } = await lockBoth(tx, id, byTarget(principal));
        if (transfer.state !== 'consulting' || transfer.to !== principal.agentId)
          throw new DomainError('transfer_gone', { state: transfer.state });
        await settle(tx, transfer, ended(transfer, 'give_back', 'target_left', clock.now()));
      });
    },

    /** May this agent read along: asked to take it, or consulted. */
    concerns: (agentId: AgentId, conversationId: ConversationId): Promise<boolean> =>
      transferRepo.isConsulted(db, agentId, conversationId),

    /** The sender, or a supervisor, takes it back. */
    cancel(principal: AgentPrincipal, id: TransferId): Promise<Transfer> {
      return transactions.run(async (tx) => {
        const { transfer } = await lockBoth(tx, id, bySender(principal));
        if (!isOpen(transfer)) throw new DomainError('transfer_gone', { state: transfer.state });
        await settle(tx, transfer, ended(transfer, 'cancel', 'taken_back', clock.now()));
        return wire(tx, id);
      });
    },

    /** The consultation ends with handing over. */
    complete(principal: AgentPrincipal, id: TransferId): Promise<Transfer> {
      return transactions.run(async (tx) => {
        const { transfer } = await lockBoth(tx, id, bySender(principal));
        if (!isOpen(transfer)) throw new DomainError('transfer_gone', { state: transfer.state });
        if (transfer.state !== 'consulting' || transfer.to === null)
          throw new DomainError('transfer_state', { state: transfer.state });
        await moveTo(tx, transfer, transfer.to, 'complete');
        return wire(tx, id);
      });
    },

    /** The consultation in a call goes on with the visitor, or without again. Saying so twice changes nothing. */
    together(principal: AgentPrincipal, id: TransferId, on: boolean): Promise<Transfer> {
      return transactions.run(async (tx) => {
        const { transfer } = await lockBoth(tx, id, bySender(principal));
        if (!isOpen(transfer)) throw new DomainError('transfer_gone', { state: transfer.state });
        const call = await calls.findOpen(tx, transfer.conversationId);
        if (transfer.state !== 'consulting' || call === null)
          throw new DomainError('transfer_state', { state: transfer.state });
        if (call.held === on) await calls.hold(tx, transfer.conversationId, !on);
        return wire(tx, id);
      });
    },

    /** The sender is gone for good in the middle of a consultation: whoever is consulted, and still there, keeps the visitor. */
    async rescue(tx: Tx, conversationId: ConversationId, gone: AgentId, now: Date): Promise<boolean> {
      const conversation = await conversations.getConversation(tx, conversationId);
      const open = await transferRepo.findOpen(tx, conversationId);
      const transfer = open && (await transferRepo.lock(tx, open.id));
      if (transfer?.state !== 'consulting' || transfer.to === null || transfer.from !== gone) return false;
      if (conversation.state !== 'active' || conversation.agentId !== gone) return false;
      const around = await surroundings(tx, transfer, now);
      if (!around || overtaken(transfer, around, now)) return false;
      await moveTo(tx, transfer, transfer.to, 'complete');
      return true;
    },

    /** Ends what events, or the time at `now`, have overtaken. The leader runs it, with the time its round began; returns how many. */
    async sweep(run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, now: Date): Promise<number> {
      let count = 0;
      for (const { id } of await run((tx) => transferRepo.listOpen(tx)))
        if (await run((tx) => sweepOne(tx, id, now))) count += 1;
      return count;
    },

    /** Asks a colleague whom the router chose: locked, decided, places taken. */
    async ask(tx: Tx, transfer: TransferRecord): Promise<void> {
      await transferRepo.save(tx, transfer);
      await announce(tx, transfer);
    },

    listOpenFor: (agentId: AgentId): Promise<Transfer[]> => transferRepo.listWireFor(db, agentId),
    listOpenOfPerson: (visitorId: string): Promise<Transfer[]> => transferRepo.listOpenWireOfPerson(db, visitorId),
    findWire: (id: TransferId): Promise<Transfer | undefined> => transferRepo.findWire(db, id),
    async listOf(principal: AgentPrincipal, conversationId: ConversationId): Promise<Transfer[]> {
      await conversations.getReadable(principal, conversationId);
      return visibleTo(principal, await transferRepo.listWireOf(db, conversationId));
    },
    async get(principal: AgentPrincipal, id: TransferId): Promise<Transfer> {
      const found = await transferRepo.find(db, id);
      if (!found || !(bySender(principal)(found) || byTarget(principal)(found)))
        throw new DomainError('transfer_not_found');
      return wire(db, id);
    },
  };

  async function sweepOne(tx: Tx, id: TransferId, now: Date): Promise<boolean> {
    const seen = await transferRepo.find(tx, id);
    if (!seen || !isOpen(seen)) return false;
    const look = await surroundings(tx, seen, now);
    if (!look || !overtaken(seen, look, now)) return false;
    // Only now the locks, in order; what was seen is looked at again.
    await conversations.getConversation(tx, seen.conversationId);
    const transfer = await transferRepo.lock(tx, id);
    if (!transfer || !isOpen(transfer)) return false;
    const around = await surroundings(tx, transfer, now);
    const over = around && overtaken(transfer, around, now);
    if (!over) return false;
    const next =
      over.kind === 'not_taken'
        ? notTaken(transfer, over.reason, now)
        : ended(transfer, over.kind, over.reason as TransferEndReason, clock.now());
    await settle(tx, transfer, next);
    if (over.reason === 'missed' && transfer.to !== null) await places.missed(tx, transfer.to);
    return true;
  }
}
