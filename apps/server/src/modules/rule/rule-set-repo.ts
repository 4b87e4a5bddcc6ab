import type { RoutingRule, RuleCounts, RuleSet, RuleSetVersion } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import { channelGroupRule } from '../routing/index.ts';

/** Any number, as long as nobody else uses it: 'rule' in ASCII. */
const RULES_LOCK = 0x72756c65;

interface Row {
  readonly version: number;
  readonly note: string;
  readonly created_at: Date;
  readonly created_by_name: string | null;
}

const toVersion = (row: Row) => ({
  version: row.version,
  note: row.note,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by_name,
});
/** Nobody has made rules yet. */
const none: RuleSet = { version: 0, rules: [], note: '', createdAt: new Date(0).toISOString(), createdBy: null };

/** Rows of `rule_sets`. They are only ever added. */
export const ruleSetRepo = {
  /** Until the transaction ends nobody else puts rules in force, or deletes what rules name. */
  async lock(tx: Tx): Promise<void> {
    await sql`select pg_advisory_xact_lock(${RULES_LOCK}::bigint)`.execute(tx);
  },

  /** Without `version`: the rules in force. */
  async find(db: Db, version?: number): Promise<RuleSet | undefined> {
    if (version === 0) return none;
    const { rows } = await sql<Row & { rules: RoutingRule[] }>`
      select s.version, s.rules, s.note, s.created_at, a.display_name as created_by_name
        from rule_sets s left join agents a on a.id = s.created_by
       where ${version ?? null}::int is null or s.version = ${version ?? null}::int
       order by s.version desc limit 1`.execute(db);
    const [row] = rows;
    if (!row) return version === undefined ? none : undefined;
    return { ...toVersion(row), rules: row.rules };
  },

  async list(db: Db): Promise<RuleSetVersion[]> {
    const { rows } = await sql<Row & { rule_count: number }>`
      select s.version, s.note, s.created_at, a.display_name as created_by_name, jsonb_array_length(s.rules) as rule_count
        from rule_sets s left join agents a on a.id = s.created_by
       order by s.version desc limit 500`.execute(db);
    return rows.map((row) => ({ ...toVersion(row), ruleCount: row.rule_count }));
  },

  async insert(
    tx: Tx,
    set: { version: number; rules: readonly RoutingRule[]; note: string; createdAt: Date; createdBy: string },
  ): Promise<void> {
    await tx
      .insertInto('rule_sets')
      .values({
        version: set.version,
        rules: JSON.stringify(set.rules),
        note: set.note,
        created_at: set.createdAt,
        created_by: set.createdBy,
      })
      .execute();
  },

  /**
   * Rules are read once, when a contact comes; what goes on in another line, comes back from an agent or is tried again was counted
   * then. A contact that stood in no line (the answer to a left message) came by no rule.
   */
  async counts(db: Db, since: Date): Promise<Omit<RuleCounts, 'since'>> {
    const { rows } = await sql<{ rule_id: string | null; entries: number }>`
      select r.rule_id, count(*)::int as entries
        from queue_entries e left join lateral unnest(e.rule_ids) as r(rule_id) on true
       where e.enqueued_at >= ${since} and (r.rule_id is not null or e.rule = ${channelGroupRule})
         and not exists (
           select 1 from queue_entries b
            where b.conversation_id = e.conversation_id and (b.entered_at, b.id) < (e.entered_at, e.id))
       group by r.rule_id`.execute(db);
    return {
      counts: rows.flatMap((row) => (row.rule_id === null ? [] : [{ ruleId: row.rule_id, entries: row.entries }])),
      channelGroup: rows.find((row) => row.rule_id === null)?.entries ?? 0,
    };
  },
};
