import type { CallId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import { consultationsOf, type HoldMoment, type Period, type TimeInCall } from './gap-reasons.ts';

export interface ParticipantFacts extends TimeInCall {
  readonly side: 'visitor' | 'agent';
}

/** What is known of a recorded call beside its packets. */
export interface CallFacts {
  /** By participant. */
  readonly participants: ReadonlyMap<string, ParticipantFacts>;
  /** When the visitor waited apart and nothing was recorded. */
  readonly consultations: readonly Period[];
}

const absencesIn = (db: Kysely<Database>, callId: CallId) =>
  db
    .selectFrom('call_absences as a')
    .innerJoin('call_participants as p', 'p.id', 'a.participant_id')
    .select(['a.participant_id', 'a.from_at', 'a.to_at'])
    .where('p.call_id', '=', callId)
    .orderBy('a.from_at')
    .execute();

/** Rows of the call and of its conversation's time line, which is where consultations are kept. Reads only. */
export const callFactsRepo = {
  async find(db: Kysely<Database>, callId: CallId): Promise<CallFacts> {
    const people = await db
      .selectFrom('call_participants')
      .select(['id', 'side', 'joined_at', 'left_at'])
      .where('call_id', '=', callId)
      .execute();
    const { rows: moments } = await sql<HoldMoment>`
      select m.body->'event'->>'name' as name, m.created_at as at
        from calls k join messages m on m.conversation_id = k.conversation_id
       where k.id = ${callId} and m.author_kind = 'system' and m.body->'event'->>'callId' = ${callId}
         and m.body->'event'->>'name' in ('call_held', 'call_resumed', 'call_ended')
       order by m.seq`.execute(db);
    const absences = Map.groupBy(await absencesIn(db, callId), ({ participant_id }) => participant_id);
    return {
      participants: new Map(
        people.map(({ id, side, joined_at: joinedAt, left_at: leftAt }) => {
          const away = (absences.get(id) ?? []).map(({ from_at: from, to_at: to }) => ({ from, to }));
          return [id, { side, joinedAt, leftAt, away }];
        }),
      ),
      consultations: consultationsOf(moments),
    };
  },
};
export type CallFactsRepo = typeof callFactsRepo;
