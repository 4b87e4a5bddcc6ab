import type { DeclineReason } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import type { RoutingPlan } from '../routing/index.ts';
import type { StoredReason } from './stored-reason-repo.ts';

export interface HistoryEntryRow {
  readonly id: string;
  readonly group_id: string;
  readonly group_name: string;
  readonly medium: 'text' | 'voice' | 'video';
  readonly state: 'waiting' | 'ringing' | 'served' | 'abandoned' | 'overflowed' | 'expired';
  readonly priority: number;
  readonly rule: string;
  readonly rule_version: number | null;
  readonly plan: RoutingPlan;
  readonly stage_index: number;
  readonly enqueued_at: Date;
  readonly entered_at: Date;
  readonly ended_at: Date | null;
  readonly served_by: string | null;
}

export interface HistoryOfferRow extends StoredReason {
  readonly id: string;
  readonly queue_entry_id: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly state: 'ringing' | 'accepted' | 'declined' | 'missed' | 'cancelled';
  readonly offered_at: Date;
  readonly ended_at: Date | null;
  readonly decline_reason: DeclineReason | null;
  readonly decline_note: string | null;
}

/** The way of one conversation through the lines. Reads only. */
export const routingHistoryRepo = {
  async entries(db: Kysely<Database>, conversationId: string): Promise<HistoryEntryRow[]> {
    const { rows } = await sql<HistoryEntryRow>`
      select e.id, e.group_id, g.name as group_name, e.medium, e.state, e.priority, e.rule, e.rule_version, e.plan, e.stage_index,
             e.enqueued_at, e.entered_at, e.ended_at, a.display_name as served_by
        from queue_entries e join skill_groups g on g.id = e.group_id left join agents a on a.id = e.served_by
       where e.conversation_id = ${conversationId} order by e.entered_at, e.id`.execute(db);
    return rows;
  },

  async offers(db: Kysely<Database>, entryIds: readonly string[]): Promise<HistoryOfferRow[]> {
    const { rows } = await sql<HistoryOfferRow>`
      select o.id, o.queue_entry_id, o.agent_id, a.display_name as agent_name, o.state, o.reason, o.considered_id, o.considered_line, o.offered_at, o.ended_at,
             o.decline_reason, o.decline_note
        from offers o join agents a on a.id = o.agent_id
       where o.queue_entry_id = any(${entryIds}::uuid[]) order by o.offered_at, o.id`.execute(db);
    return rows;
  },

  /** Names of groups and agents; what is gone has none. */
  async names(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ id: string; name: string }>`
      select id, name from skill_groups where id = any(${ids}::uuid[])
      union all select id, display_name from agents where id = any(${ids}::uuid[])`.execute(db);
    return new Map(rows.map(({ id, name }) => [id, name]));
  },
};
