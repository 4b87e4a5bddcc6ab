import type { CallId, ConversationId, ParticipantId } from '@visavis/protocol';
import type { CoreDeps, Principal } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
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
import { abandonedToColleague, absentAgents, settled, withoutAgent } from './call-agents.ts';
import { movedWithClock } from './call-clock.ts';
import type { CallRepo } from './call-repo.ts';
import type { CallService } from './call-service.ts';
import type { Capture, CaptureRegister, ConsultedColleagues } from './call-wants.ts';

export interface CallLifecycleDeps extends Pick<CoreDeps, 'clock' | 'transactions' | 'log'> {
  readonly repo: CallRepo;
  readonly calls: CallService;
  readonly captures: CaptureRegister;
  /** The conversation, locked. */
  readonly lockConversation: (tx: Tx, id: ConversationId) => Promise<unknown>;
  readonly colleagues: ConsultedColleagues | undefined;
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
  /** How the call stands, and where it is recorded to. */
  find(callId: CallId): Promise<{ readonly call: CallRecord; readonly capture: Capture | null } | null>;
  listOpen(): Promise<readonly CallRecord[]>;
  /** The clock was set by `jumpedMs` before `now`: what waits goes on for the time it had left, and pages are told. */
  clockSet(now: Date, jumpedMs: number): Promise<void>;
  /** Ends what had run out of time at `now`; returns how many. */
  sweep(now: Date): Promise<number>;
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

  /** Consulted or leaving agents whose page is gone for good; the call goes on. */
  const letAbsentAgentsGo = async (tx: Tx, call: CallRecord, now: Date): Promise<boolean> => {
    const gone = call.state === 'ended' ? [] : absentAgents(call, new Date(now.getTime() - callTiming.graceMs));
    if (gone.length === 0) return false;
    await calls.change(
      tx,
      gone.reduce((next, agentId) => withoutAgent(next, agentId, now), call),
    );
    return true;
  };

  /** The colleague who is being consulted keeps the visitor. Before the call is locked: this moves the conversation and its entry too. */
  const rescued = async (tx: Tx, callId: CallId, now: Date): Promise<boolean> => {
    const awayBefore = new Date(now.getTime() - callTiming.graceMs);
    const isAbandoned = async () => {
      const call = await repo.find(tx, callId);
      return call !== undefined && abandonedToColleague(call, awayBefore) ? call : null;
    };
    const seen = deps.colleagues && (await isAbandoned());
    if (!seen) return false;
    await deps.lockConversation(tx, seen.conversationId);
    const call = await isAbandoned();
    if (call === null || !(await deps.colleagues?.rescue(tx, call.conversationId, call.agentId, now))) return false;
    deps.log.info({ callId, agentId: call.agentId }, 'call kept by the consulted colleague');
    return true;
  };

  const sweepOne = (callId: CallId, now: Date): Promise<boolean> =>
    transactions.run(async (tx) => {
      if (await rescued(tx, callId, now)) return true;
      const call = await calls.lockWithConversation(tx, callId);
      const transition = call === undefined ? null : dueTransition(call, now);
      if (call === undefined) return false;
      if (transition === null) return letAbsentAgentsGo(tx, call, now);
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
      await changeLocked(callId, (call) => {
        const next = connected(call, participantId, clock.now());
        return next && settled(next, clock.now());
      });
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
    find: (callId) =>
      transactions.run(async (tx) => {
        const call = await repo.find(tx, callId);
        if (call === undefined) return null;
        const capture = call.recorded ? (await deps.captures.find(tx, [callId])).get(callId) : undefined;
        return { call, capture: capture ?? null };
      }),
    listOpen: () => transactions.run((tx) => repo.listOpen(tx)),
    async clockSet(now, jumpedMs) {
      for (const { id } of await transactions.run((tx) => repo.listOpen(tx)))
        await changeLocked(id, (call) => movedWithClock(call, now, jumpedMs));
    },
    // By one reading of the clock: whoever sets it in the middle is noticed before the next one.
    async sweep(now) {
      const due = await transactions.run((tx) => repo.listDue(tx, now, new Date(now.getTime() - callTiming.graceMs)));
      let ended = 0;
      for (const callId of due) if (await sweepOne(callId, now)) ended += 1;
      return ended;
    },
  };
};
