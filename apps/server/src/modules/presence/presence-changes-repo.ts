import type { AgentId, BreakReasonId, LocalName, PresenceCause, PresenceState } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

export interface PresenceChange {
  readonly state: PresenceState;
  readonly reason: { readonly id: BreakReasonId; readonly name: LocalName } | null;
  readonly cause: PresenceCause;
  readonly at: Date;
}

interface Row {
  state: PresenceState;
  reason_id: string | null;
  reason_name: LocalName | null;
  cause: PresenceCause;
  at: Date;
}

/** Rows of `presence_changes`. */
export const presenceChangesRepo = {
  async add(
    tx: Tx,
    change: {
      readonly agentId: AgentId;
      readonly state: PresenceState;
      readonly reasonId: string | null;
      readonly cause: PresenceCause;
      readonly by: AgentId | null;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx
      .insertInto('presence_changes')
      .values({
        agent_id: change.agentId,
        state: change.state,
        reason_id: change.reasonId,
        cause: change.cause,
        changed_by: change.by,
        at: change.at,
      })
      .execute();
  },

  /** The changes of a stretch of time, and the one that was in force when it began; oldest first. */
  async list(db: Kysely<Database>, agentId: AgentId, from: Date, to: Date): Promise<PresenceChange[]> {
    const { rows } = await sql<Row>`
      select c.state, c.reason_id, r.name as reason_name, c.cause, c.at
        from presence_changes c left join break_reasons r on r.id = c.reason_id
       where c.agent_id = ${agentId} and c.at < ${to}
         and c.id >= coalesce((select b.id from presence_changes b where b.agent_id = ${agentId} and b.at <= ${from}
                                order by b.at desc, b.id desc limit 1), 0)
       order by c.at, c.id`.execute(db);
    return rows.map((row) => ({
      state: row.state,
      reason: row.reason_id && row.reason_name ? { id: row.reason_id as BreakReasonId, name: row.reason_name } : null,
      cause: row.cause,
      at: row.at,
    }));
  },
};
