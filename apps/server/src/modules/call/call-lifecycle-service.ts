import type { CallId, ParticipantId } from '@visavis/protocol';
import type { CoreDeps, Principal } from '../../ports/index.ts';
import {
  afterRestart,
  away,
  back,
  type CallRecord,
  callTiming,
  connected,
  dueTransition,
  end,
  joined,
  type ParticipantRecord,
  participantOf,
  rebuilt,
} from './call.ts';
import type { CallRepo } from './call-repo.ts';
import type { CallService } from './call-service.ts';
import type { Capture, CaptureRegister } from './call-wants.ts';

export interface CallLifecycleDeps extends Pick<CoreDeps, 'clock' | 'transactions' | 'log'> {
  readonly repo: CallRepo;
  readonly calls: CallService;
  readonly captures: CaptureRegister;
}

export interface OwnCall {
  readonly call: CallRecord;
  readonly own: ParticipantRecord;
  readonly capture: Capture | null;
}

/** What happens to calls without anybody pressing a button: media, absences, timers. Each step is its own transaction. */
export interface CallLifecycle {
  /** Throws call_not_found for everybody outside the call. */
  own(principal: Principal, callId: CallId): Promise<OwnCall>;
  joined(callId: CallId, participantId: ParticipantId, resumed: boolean): Promise<CallRecord>;
  /**
   * A call has begun whose people are in the engine already. `here` is asked when the call is locked: whoever has gone by then
   * was marked away by nobody, and is not joined either.
   */
  admitted(
    callId: CallId,
    here: () => readonly { readonly participantId: ParticipantId; readonly connected: boolean }[],
  ): Promise<void>;
  isOpen(callId: CallId): Promise<boolean>;
  connected(callId: CallId, participantId: ParticipantId): Promise<void>;
  away(callId: CallId, participantId: ParticipantId): Promise<void>;
  /** The last connection of this person is gone. */
  personAway(principal: Principal): Promise<void>;
  /** A page of this person has connected: ringing goes on. */
  personBack(principal: Principal): Promise<void>;
  /** A new media epoch; null when the call has no media any more. */
  rebuild(callId: CallId): Promise<CallRecord | null>;
  /** After a restart of our process: the call goes on, its people have the grace to come back. */
  afterRestart(callId: CallId): Promise<void>;
  listOpen(): Promise<readonly CallRecord[]>;
  /** Ends what ran out of time; returns how many. */
  sweep(): Promise<number>;
}

export const createCallLifecycle = (deps: CallLifecycleDeps): CallLifecycle => {
  const { repo, calls, clock, transactions } = deps;

  const changeLocked = (callId: CallId, decide: (call: CallRecord) => CallRecord | null): Promise<CallRecord | null> =>
    transactions.run(async (tx) => {
      const call = await repo.lock(tx, callId);
      const next = call === undefined ? null : decide(call);
      return next === null ? null : calls.change(tx, next);
    });

  /** The person's open call, if there is one. */
  const changeOwn = async (
    principal: Principal,
    decide: (call: CallRecord, id: ParticipantId) => CallRecord | null,
  ): Promise<void> => {
    const open = await transactions.run((tx) =>
      principal.kind === 'agent'
        ? repo.findOpenByAgent(tx, principal.agentId)
        : repo.findOpenByVisitor(tx, principal.visitorId),
    );
    if (open === undefined) return;
    const { id } = participantOf(open, principal);
    await changeLocked(open.id, (call) => decide(call, id));
  };

  const sweepOne = (callId: CallId): Promise<boolean> =>
    transactions.run(async (tx) => {
      const call = await repo.lock(tx, callId);
      const transition = call === undefined ? null : dueTransition(call, clock.now());
      if (call === undefined || transition === null) return false;
      const ended = await calls.finish(tx, end(call, transition, clock.now()));
      deps.log.info({ callId, endReason: ended.endReason }, 'call ended by timer');
      return true;
    });

  return {
    own: (principal, callId) =>
      transactions.run(async (tx) => {
        const call = await repo.find(tx, callId);
        const own = participantOf(call, principal);
        const captures = call?.recorded === true ? await deps.captures.find(tx, [callId]) : new Map<CallId, Capture>();
        return { call: call as CallRecord, own, capture: captures.get(callId) ?? null };
      }),
    async joined(callId, participantId, resumed) {
      const call = await changeLocked(callId, (locked) => joined(locked, participantId, resumed, clock.now()));
      if (call === null) throw new Error(`Call ${callId} vanished while it was joined`);
      return call;
    },
    async admitted(callId, here) {
      await changeLocked(callId, (locked) => {
        const now = clock.now();
        if (locked.state === 'ended') return null;
        return here().reduce<CallRecord>((call, { participantId, connected: isConnected }) => {
          const next = joined(call, participantId, true, now);
          return (isConnected && connected(next, participantId, now)) || next;
        }, locked);
      });
    },
    isOpen: (callId) =>
      transactions.run(async (tx) => {
        const call = await repo.find(tx, callId);
        return call !== undefined && call.state !== 'ended';
      }),
    async connected(callId, participantId) {
      await changeLocked(callId, (call) => connected(call, participantId, clock.now()));
    },
    async away(callId, participantId) {
      await changeLocked(callId, (call) => away(call, participantId, clock.now()));
    },
    personAway: (principal) => changeOwn(principal, (call, id) => away(call, id, clock.now())),
    personBack: (principal) => changeOwn(principal, back),
    rebuild: (callId) => changeLocked(callId, (call) => rebuilt(call, clock.now())),
    async afterRestart(callId) {
      await changeLocked(callId, (call) => (call.state === 'ended' ? null : afterRestart(call, clock.now())));
    },
    listOpen: () => transactions.run((tx) => repo.listOpen(tx)),
    async sweep() {
      const now = clock.now();
      const due = await transactions.run((tx) => repo.listDue(tx, now, new Date(now.getTime() - callTiming.graceMs)));
      let ended = 0;
      for (const callId of due) if (await sweepOne(callId)) ended += 1;
      return ended;
    },
  };
};
