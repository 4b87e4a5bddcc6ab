import {
  type AgentId,
  type Capacity,
  type ChannelId,
  effectiveCapacity,
  type Language,
  type Medium,
  type Scenario,
  type SimulatedAgents,
  type Simulation,
  type SimulationFailure,
  type SimulationId,
  SimulationReport,
  type SimulationSummary,
  type SkillGroupId,
} from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import type { MeasuredKind } from './measured-history.ts';
import { keyOfKind, returningRepo } from './returning-repo.ts';

/** So many are kept; older ones go when new ones come. */
const kept = 200;
const listed = 50;

const summaryOf = sql.raw(`
  s.id, s.name, s.state, s.progress, s.failure, s.compares, s.measured, s.agents,
  s.created_at as "createdAt", a.display_name as "createdBy"`);
type Row = Omit<SimulationSummary, 'createdAt'> & { readonly createdAt: Date };
const written = <T extends Row>(row: T) => ({
  ...row,
  // Of earlier versions, which did not count them.
  measured: row.measured && { ...row.measured, returning: row.measured.returning ?? null },
  createdAt: row.createdAt.toISOString(),
});

interface HourRow {
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
  readonly language: Language;
  readonly vipLevel: number;
  readonly hour: number;
  readonly came: number;
  readonly served: number;
  readonly abandoned: number;
  readonly waitedSeconds: number;
  readonly handled: number;
  readonly handlingSum: number;
  readonly handlingSquares: number;
}

const withHour = (before: MeasuredKind | undefined, row: HourRow): MeasuredKind => {
  const { hour, came, ...kind } = row;
  const byHour = before ? [...before.byHour] : new Array<number>(24).fill(0);
  byHour[hour] = came;
  return {
    ...kind,
    byHour,
    returning: null,
    served: kind.served + (before?.served ?? 0),
    abandoned: kind.abandoned + (before?.abandoned ?? 0),
    waitedSeconds: kind.waitedSeconds + (before?.waitedSeconds ?? 0),
    handled: kind.handled + (before?.handled ?? 0),
    handlingSum: kind.handlingSum + (before?.handlingSum ?? 0),
    handlingSquares: kind.handlingSquares + (before?.handlingSquares ?? 0),
  };
};

/** Rows of `simulations`, and what is measured of the deployment to make one. */
export const simulationRepo = {
  async insert(
    tx: Tx,
    one: Pick<SimulationSummary, 'id' | 'name' | 'compares' | 'measured' | 'agents'> & {
      readonly scenario: Scenario;
      readonly createdAt: Date;
      readonly createdBy: AgentId;
    },
  ): Promise<void> {
    await sql`
      insert into simulations (id, name, state, scenario, compares, measured, agents, created_at, created_by)
      values (${one.id}, ${one.name}, 'queued', ${JSON.stringify(one.scenario)}, ${JSON.stringify(one.compares)},
              ${one.measured && JSON.stringify(one.measured)}, ${one.agents}, ${one.createdAt}, ${one.createdBy})`.execute(
      tx,
    );
    await sql`
      delete from simulations where state in ('ready', 'failed') and id in (
        select id from simulations order by created_at desc, id desc offset ${kept})`.execute(tx);
  },

  async list(db: Db): Promise<SimulationSummary[]> {
    const { rows } = await sql<Row>`
      select ${summaryOf} from simulations s join agents a on a.id = s.created_by
       order by s.created_at desc, s.id desc limit ${listed}`.execute(db);
    return rows.map(written);
  },

  async find(db: Db, id: SimulationId): Promise<Simulation | undefined> {
    const { rows } = await sql<Row & { readonly report: SimulationReport | null }>`
      select ${summaryOf}, s.report from simulations s join agents a on a.id = s.created_by
       where s.id = ${id}`.execute(db);
    const [row] = rows;
    // Reports of earlier versions lack figures that came later.
    return row && { ...written(row), report: row.report && SimulationReport.parse(row.report) };
  },

  /** undefined: it has its end already, or is gone. */
  async begin(db: Db, id: SimulationId): Promise<Scenario | undefined> {
    const { rows } = await sql<{ scenario: Scenario }>`
      update simulations set state = 'running', progress = 0
       where id = ${id} and state in ('queued', 'running') returning scenario`.execute(db);
    return rows[0]?.scenario;
  },
  /** false: it is not to run any more. */
  async progress(db: Db, id: SimulationId, progress: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update simulations set progress = ${progress} where id = ${id} and state = 'running'`.execute(db);
    return numAffectedRows === 1n;
  },
  /** false: there was none. */
  async remove(db: Db, id: SimulationId): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from simulations where id = ${id}`.execute(db);
    return numAffectedRows === 1n;
  },
  async requeue(db: Db, id: SimulationId): Promise<void> {
    await sql`update simulations set state = 'queued', progress = 0 where id = ${id} and state = 'running'`.execute(db);
  },
  async finish(db: Db, id: SimulationId, report: SimulationReport): Promise<void> {
    await sql`
      update simulations set state = 'ready', progress = 1, report = ${JSON.stringify(report)}
       where id = ${id} and state in ('queued', 'running')`.execute(db);
  },
  async fail(db: Db, id: SimulationId, failure: SimulationFailure): Promise<void> {
    await sql`
      update simulations set state = 'failed', failure = ${failure}
       where id = ${id} and state in ('queued', 'running')`.execute(db);
  },

  async groups(db: Db): Promise<Scenario['groups']> {
    const { rows } = await sql<Scenario['groups'][number]>`
      select id, name, strategy from skill_groups where archived_at is null order by name, id`.execute(db);
    return rows;
  },

  /** Everybody who is a member of a group, in the order in which groups ask them. */
  async agents(db: Db): Promise<SimulatedAgents[]> {
    const { rows } = await sql<{
      id: AgentId;
      name: string;
      own: Capacity | null;
      ofGroups: Capacity[];
      groups: SimulatedAgents['groups'];
    }>`
      select a.id, a.display_name as name, a.capacity as own,
             coalesce(jsonb_agg(g.default_capacity) filter (where g.default_capacity is not null), '[]') as "ofGroups",
             jsonb_agg(jsonb_build_object('groupId', g.id, 'level', m.level)) as groups
        from agents a join skill_group_members m on m.agent_id = a.id
        join skill_groups g on g.id = m.group_id and g.archived_at is null
       where a.disabled_at is null
       group by a.id order by min(m.position), a.display_name, a.id`.execute(db);
    return rows.map(({ id, name, own, ofGroups, groups }) => ({
      name,
      agentId: id,
      count: 1,
      groups,
      capacity: effectiveCapacity(own, ofGroups),
      shift: null,
    }));
  },

  /** What came in that time, by kind. A contact that stood in several lines counts once, where it came first. */
  async measure(db: Db, from: Date, to: Date): Promise<MeasuredKind[]> {
    const { rows } = await sql<HourRow>`
      with contacts as (
        select e.conversation_id, min(e.enqueued_at) as came_at,
               (array_agg(e.medium order by e.enqueued_at, e.id))[1] as medium,
               bool_or(e.state = 'served') as served,
               bool_or(e.state = 'abandoned') and not bool_or(e.state = 'served') as abandoned,
               extract(epoch from coalesce(min(e.ended_at) filter (where e.state = 'served'), max(e.ended_at))
                                  - min(e.enqueued_at)) as waited,
               sum(extract(epoch from e.released_at - e.ended_at)) filter (where e.state = 'served') as handling
          from queue_entries e where e.enqueued_at >= ${from} and e.enqueued_at < ${to}
         group by e.conversation_id)
      select h.id as "channelId", h.name as "channelName", h.group_id as "groupId", x.medium, v.language,
             v.vip_level as "vipLevel", extract(hour from x.came_at at time zone 'UTC')::int as hour,
             count(*)::int as came, (count(*) filter (where x.served))::int as served,
             (count(*) filter (where x.abandoned))::int as abandoned,
             coalesce(sum(x.waited), 0)::float8 as "waitedSeconds", count(x.handling)::int as handled,
             coalesce(sum(x.handling), 0)::float8 as "handlingSum",
             coalesce(sum(x.handling ^ 2), 0)::float8 as "handlingSquares"
        from contacts x join conversations c on c.id = x.conversation_id
        join channels h on h.id = c.channel_id join visitors v on v.id = c.visitor_id
       group by h.id, x.medium, v.language, v.vip_level, 7
       order by h.id, x.medium, v.language, v.vip_level, 7`.execute(db);
    const kinds = new Map<string, MeasuredKind>();
    for (const row of rows) {
      const key = keyOfKind(row);
      kinds.set(key, withHour(kinds.get(key), row));
    }
    const again = await returningRepo.measure(db, from, to, kinds.size);
    return [...kinds].map(([key, kind]) => ({ ...kind, returning: again.get(key) ?? null }));
  },
};
