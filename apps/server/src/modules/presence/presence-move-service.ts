import type { AgentId, BreakReasonId, PresenceCause } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState } from '../../lib/state-machine.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import {
  arrivalAfter,
  choiceEvent,
  isFinished,
  type PresenceEvent,
  type PresenceRecord,
  presenceTransitions,
} from './presence.ts';
import { presenceChangesRepo } from './presence-changes-repo.ts';
import { presenceRepo } from './presence-repo.ts';

export interface Move {
  readonly event: PresenceEvent;
  readonly cause: PresenceCause;
  /** Of a break. */
  readonly reasonId?: BreakReasonId | undefined;
  /** The supervisor who did it. */
  readonly by?: AgentId | undefined;
  /** End of the wrap-up. */
  readonly until?: Date;
}

export type PresenceMoves = ReturnType<typeof createPresenceMoves>;

/** Every change of a state goes through here: lock, ask the table, store, and write the time line. */
export function createPresenceMoves({ clock, events }: Pick<CoreDeps, 'clock' | 'events'>) {
  /** `stateChanged` tells listeners that more than a load figure has changed. */
  const changed = (tx: Tx, agentId: AgentId, stateChanged: boolean): Promise<void> =>
    events.append(tx, { type: 'presence_changed', subjectId: agentId, payload: { agentId, stateChanged } });

  const loadsChanged = (tx: Tx, agentIds: readonly AgentId[]): Promise<void> =>
    events.appendAll(
      tx,
      agentIds.map((agentId) => ({
        type: 'presence_changed',
        subjectId: agentId,
        payload: { agentId, stateChanged: false },
      })),
    );

  const lock = async (tx: Tx, agentId: AgentId): Promise<PresenceRecord> => {
    const [record] = await presenceRepo.lock(tx, [agentId]);
    if (!record) throw new DomainError('agent_not_found', { agentId });
    return record;
  };

  /** False when the event means nothing in the present state. */
  const moveFrom = async (tx: Tx, before: PresenceRecord, how: Move): Promise<boolean> => {
    const state = nextState(presenceTransitions, before.state, how.event);
    if (state === null) return false;
    const { agentId } = before;
    const now = clock.now();
    const reasonId = state === 'break' ? (how.reasonId ?? null) : null;
    const isNew = state !== before.state || reasonId !== (before.reason?.id ?? null);
    await presenceRepo.saveState(tx, agentId, {
      state,
      since: isNew ? now : before.since,
      arrivedAt: arrivalAfter(before, state, now),
      idleSince: state === 'online' && before.state !== 'online' ? now : before.idleSince,
      reasonId,
      wrapUntil: state === 'wrap_up' ? (how.until ?? before.wrapUntil) : null,
      // A wrap-up is part of the work at hand; every other change replaces what was to come after it.
      keepNext: state === 'wrap_up',
    });
    if (isNew)
      await presenceChangesRepo.add(tx, { agentId, state, reasonId, cause: how.cause, by: how.by ?? null, at: now });
    await changed(tx, agentId, isNew || before.next !== null);
    return true;
  };
  const move = async (tx: Tx, agentId: AgentId, how: Move): Promise<boolean> =>
    moveFrom(tx, await lock(tx, agentId), how);

  /** "After this one", if it has come. */
  const applyNext = async (tx: Tx, record: PresenceRecord): Promise<boolean> => {
    if (record.next === null) return false;
    if (!isFinished(record, await presenceRepo.hasOpenConversations(tx, record.agentId))) return false;
    const { state, reason } = record.next;
    return moveFrom(tx, record, { event: choiceEvent(state), cause: 'after_this', reasonId: reason?.id });
  };

  return { changed, loadsChanged, lock, move, moveFrom, applyNext };
}
