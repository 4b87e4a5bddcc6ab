/** Several agents in one call: one whose call it is, others who are consulted or are about to go. Pure decisions. */
import type { AgentId, ParticipantId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { type CallRecord, invited, type ParticipantRecord } from './call.ts';

export interface JoiningAgent {
  readonly participantId: ParticipantId;
  readonly id: AgentId;
  readonly displayName: string;
}

const stillIn = (participant: ParticipantRecord): boolean => participant.state !== 'left';

export const agentIn = (call: CallRecord, agentId: AgentId): ParticipantRecord | undefined =>
  call.participants.find((participant) => participant.agentId === agentId && stillIn(participant));

const assertRunning = (call: CallRecord): void => {
  if (call.state === 'ended') throw new DomainError('call_ended');
};

/** Another agent comes in beside the one whose call it is. */
export const withAgent = (call: CallRecord, agent: JoiningAgent): CallRecord => {
  assertRunning(call);
  if (agentIn(call, agent.id)) return call;
  const { participantId: id, id: agentId, displayName } = agent;
  const joining = { ...invited(call.kind, { id, side: 'agent' as const, displayName }), agentId };
  return { ...call, participants: [...call.participants, joining] };
};

const leaving = (participant: ParticipantRecord, now: Date): ParticipantRecord => ({
  ...participant,
  state: 'left',
  leaving: false,
  awaySince: null,
  leftAt: now,
});

/** One agent goes while the call goes on. Never the one whose call it is. */
export const withoutAgent = (call: CallRecord, agentId: AgentId, now: Date): CallRecord => ({
  ...call,
  participants: call.participants.map((participant) =>
    participant.agentId === agentId && agentId !== call.agentId && stillIn(participant)
      ? leaving(participant, now)
      : participant,
  ),
});

/**
 * The call is another agent's from now on. Whoever had it stays until the new agent has media, so that the visitor is
 * never with nobody, and then goes by itself.
 */
export const handedTo = (call: CallRecord, to: JoiningAgent, now: Date): CallRecord => {
  const joined = withAgent(call, to);
  return settled(
    {
      ...joined,
      agentId: to.id,
      held: false,
      participants: joined.participants.map((participant) =>
        participant.side === 'agent' && stillIn(participant)
          ? { ...participant, leaving: participant.agentId !== to.id }
          : participant,
      ),
    },
    now,
  );
};

/** Those who were only waiting for the new agent's media go as soon as it is there; a ringing call has none to wait for. */
export const settled = (call: CallRecord, now: Date): CallRecord => {
  if (call.state !== 'ringing' && agentIn(call, call.agentId)?.connectedAt == null) return call;
  return {
    ...call,
    participants: call.participants.map((participant) =>
      participant.leaving && stillIn(participant) ? leaving(participant, now) : participant,
    ),
  };
};

/** The visitor waits apart while the agents talk, or is with them again. */
export const held = (call: CallRecord, on: boolean): CallRecord => {
  assertRunning(call);
  return { ...call, held: on };
};

/**
 * Who is kept apart: they receive nobody, and nobody receives them. Everybody else receives each other. This is the
 * only place that decides who hears whom; the gateway applies it.
 */
export const keptApart = (call: CallRecord): ParticipantId[] =>
  call.held
    ? call.participants.filter(({ side, state }) => side === 'visitor' && state !== 'left').map(({ id }) => id)
    : [];

/** The agent whose call it is stayed away longer than the grace, while a colleague is in it and has media. */
export const abandonedToColleague = (call: CallRecord, awayBefore: Date): boolean => {
  if (call.state !== 'live' && call.state !== 'connecting') return false;
  const awaySince = agentIn(call, call.agentId)?.awaySince ?? null;
  const colleague = call.participants.some(
    ({ agentId, state, connectedAt }) =>
      agentId !== null && agentId !== call.agentId && state === 'joined' && connectedAt !== null,
  );
  return colleague && awaySince !== null && awaySince <= awayBefore;
};

/** Agents beside the one whose call it is who stayed away longer than the grace: they go, the call goes on. */
export const absentAgents = (call: CallRecord, awayBefore: Date): AgentId[] =>
  call.participants.flatMap(({ agentId, awaySince }) =>
    agentId !== null && agentId !== call.agentId && awaySince !== null && awaySince <= awayBefore ? [agentId] : [],
  );
