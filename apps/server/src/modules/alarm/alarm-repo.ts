import type { Alarm, AlarmKind, AlarmThresholds } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import type { Cause, OpenAlarm } from './alarm.ts';

interface Row {
  id: string;
  kind: AlarmKind;
  group_id: string | null;
  group_name: string | null;
  agent_id: string | null;
  agent_name: string | null;
  detail: Pick<Alarm, 'threshold' | 'value' | 'visitorName'> & Partial<Pick<Alarm, 'visitorId'>>;
  raised_at: Date;
  cleared_at: Date | null;
}

const toAlarm = (row: Row): Alarm =>
  ({
    id: row.id,
    kind: row.kind,
    groupId: row.group_id,
    groupName: row.group_name,
    agentId: row.agent_id,
    agentName: row.agent_name,
    ...row.detail,
    visitorId: row.detail.visitorId ?? null,
    raisedAt: row.raised_at.toISOString(),
    clearedAt: row.cleared_at?.toISOString() ?? null,
  }) as Alarm;

const view = (where: ReturnType<typeof sql>) => sql<Row>`
  select a.*, g.name as group_name, p.display_name as agent_name
    from alarms a left join skill_groups g on g.id = a.group_id left join agents p on p.id = a.agent_id
   where ${where} order by a.cleared_at is not null, a.raised_at desc, a.id limit 100`;

/** Rows of `alarms`. The unique index on open ones is the last word on "raised once". */
export const alarmRepo = {
  async listOpen(db: Kysely<Database>): Promise<Alarm[]> {
    return (await view(sql`a.cleared_at is null`).execute(db)).rows.map(toAlarm);
  },
  async list(db: Kysely<Database>): Promise<Alarm[]> {
    return (await view(sql`true`).execute(db)).rows.map(toAlarm);
  },
  async find(db: Kysely<Database>, id: string): Promise<Alarm | undefined> {
    const row = (await view(sql`a.id = ${id}`).execute(db)).rows[0];
    return row && toAlarm(row);
  },

  async openForJudging(db: Kysely<Database>): Promise<OpenAlarm[]> {
    const { rows } = await sql<{ id: string; kind: AlarmKind; subject_id: string; fine_since: Date | null }>`
      select id, kind, coalesce(group_id, agent_id) as subject_id, fine_since from alarms where cleared_at is null`.execute(
      db,
    );
    return rows.map(({ id, kind, subject_id, fine_since }) => ({
      ...{ id, kind, subjectId: subject_id },
      fineSince: fine_since?.getTime() ?? null,
    }));
  },

  async thresholds(db: Kysely<Database>): Promise<ReadonlyMap<string, AlarmThresholds>> {
    const rows = await db
      .selectFrom('skill_groups')
      .select([
        'id',
        'alarm_max_waiting as maxWaiting',
        'alarm_max_wait_seconds as maxWaitSeconds',
        'alarm_min_service_level as minServiceLevelPercent',
        'alarm_min_agents_free as minAgentsFree',
      ])
      .execute();
    return new Map(rows.map(({ id, ...limits }) => [id, limits]));
  },

  /** False when it was raised already. */
  async raise(tx: Tx, id: string, cause: Cause, now: Date): Promise<boolean> {
    const { kind, subjectId, threshold, value, visitor } = cause;
    const ofAgent = kind === 'agent_not_responding';
    const detail = JSON.stringify({
      threshold,
      value,
      visitorId: visitor?.visitorId ?? null,
      visitorName: visitor?.visitorName ?? null,
    });
    const { rows } = await sql`
      insert into alarms (id, kind, group_id, agent_id, raised_at, detail)
      values (${id}, ${kind}, ${ofAgent ? null : subjectId}, ${ofAgent ? subjectId : null}, ${now}, ${detail}::jsonb)
      on conflict do nothing returning 1`.execute(tx);
    return rows.length > 0;
  },
  /** False when it was cleared already. */
  async clear(tx: Tx, id: string, now: Date): Promise<boolean> {
    const { rows } = await sql`
      update alarms set cleared_at = ${now} where id = ${id} and cleared_at is null returning 1`.execute(tx);
    return rows.length > 0;
  },
  async setFine(tx: Tx, ids: readonly string[], since: Date | null): Promise<void> {
    if (ids.length === 0) return;
    await sql`update alarms set fine_since = ${since} where id = any(${ids}::uuid[]) and cleared_at is null`.execute(
      tx,
    );
  },
};
