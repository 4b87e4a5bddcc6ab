import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';
import type { MeasuredKind, PastOfVisitor, ReturningOfKind } from './measured-history.ts';

type Kind = Pick<MeasuredKind, 'channelId' | 'medium' | 'language' | 'vipLevel'>;
export const keyOfKind = ({ channelId, medium, language, vipLevel }: Kind): string =>
  [channelId, medium, language, vipLevel].join(' ');

interface Row extends Kind {
  readonly contacts: number;
  readonly people: number;
  readonly servedBefore: PastOfVisitor[];
}

/** So many pasts go along with a simulation in all; the crowd of a kind is made of the like. */
const pastsInAll = 5_000;
const pastsOfKind = { least: 10, most: 200 };
/** Of those who served somebody before, newest first. */
const agentsOfPast = 10;

/** Who came again in a time of the past, and by whom they had been served. Nothing here says who they are. */
export const returningRepo = {
  /**
   * By kind. As the rules see it: by the external id also in other visits, and agents whose account is disabled are nobody.
   * Pasts are of a fixed choice of people, so that the same period gives the same simulation.
   */
  async measure(db: Db, from: Date, to: Date, kinds: number): Promise<ReadonlyMap<string, ReturningOfKind>> {
    const share = Math.floor(pastsInAll / Math.max(1, kinds));
    const pasts = Math.min(pastsOfKind.most, Math.max(pastsOfKind.least, share));
    const { rows } = await sql<Row>`
      with contacts as (
        select e.conversation_id, min(e.enqueued_at) as came_at,
               (array_agg(e.medium order by e.enqueued_at, e.id))[1] as medium
          from queue_entries e where e.enqueued_at >= ${from} and e.enqueued_at < ${to}
         group by e.conversation_id),
      came as (
        select c.channel_id, x.medium, v.language, v.vip_level, coalesce(v.external_id, v.id::text) as who, x.came_at
          from contacts x join conversations c on c.id = x.conversation_id join visitors v on v.id = c.visitor_id),
      served as (
        select coalesce(v.external_id, v.id::text) as who, e.served_by, e.ended_at
          from queue_entries e join conversations c on c.id = e.conversation_id
          join visitors v on v.id = c.visitor_id join agents a on a.id = e.served_by and a.disabled_at is null
         where e.state = 'served' and e.ended_at < ${to}),
      first_served as (select who, min(ended_at) as at from served group by who),
      again as (select came.* from came join first_served f using (who) where f.at < came.came_at),
      kinds as (
        select channel_id, medium, language, vip_level, count(*)::int as contacts, count(distinct who)::int as people
          from again group by 1, 2, 3, 4),
      persons as (
        select channel_id, medium, language, vip_level, who, min(came_at) as came_at,
               row_number() over (partition by channel_id, medium, language, vip_level order by md5(who)) as place
          from again group by 1, 2, 3, 4, 5),
      past as (
        select p.channel_id, p.medium, p.language, p.vip_level, p.place, s.served_by,
               extract(epoch from p.came_at - s.ended_at) / 86400 as days_ago,
               row_number() over (partition by p.channel_id, p.medium, p.language, p.vip_level, p.place
                                  order by s.ended_at desc) as newest
          from persons p join served s on s.who = p.who and s.ended_at < p.came_at
         where p.place <= ${pasts}),
      pasts as (
        select channel_id, medium, language, vip_level, place,
               jsonb_agg(jsonb_build_object('agentId', served_by, 'daysAgo', round(days_ago, 4)) order by newest) as agents
          from past where newest <= ${agentsOfPast} group by 1, 2, 3, 4, 5)
      select k.channel_id as "channelId", k.medium, k.language, k.vip_level as "vipLevel", k.contacts, k.people,
             jsonb_agg(p.agents order by p.place) as "servedBefore"
        from kinds k join pasts p using (channel_id, medium, language, vip_level)
       group by 1, 2, 3, 4, 5, 6`.execute(db);
    return new Map(
      rows.map(({ contacts, people, servedBefore, ...kind }) => [keyOfKind(kind), { contacts, people, servedBefore }]),
    );
  },
};
