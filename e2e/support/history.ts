// A deployment that has a past: contacts of the last days, as the product would have stored them.
import { join } from 'node:path';
import pg from 'pg';

const connected = async (dataDir: string): Promise<pg.Client> => {
  const client = new pg.Client({
    host: join(dataDir, 'postgres/18'),
    port: 5432,
    user: 'visavis',
    database: 'visavis',
  });
  await client.connect();
  return client;
};

/** Voice calls that ended a moment ago in a channel's group, each of so many minutes. */
export async function writeLastHour(dataDir: string, channelKey: string, minutes: readonly number[]): Promise<void> {
  const client = await connected(dataDir);
  try {
    await client.query(
      `with channel as (select id, group_id from channels where key = $1),
       agent as (select agent_id as id from skill_group_members join channel using (group_id) limit 1),
       numbered as (
         select gen_random_uuid() as visitor, gen_random_uuid() as talk, now() - make_interval(mins => 2 * n::int) as over,
                make_interval(secs => took * 60) as took
           from unnest($2::float8[]) with ordinality as given (took, n)),
       people as (
         insert into visitors (id, channel_id, language, created_at)
         select visitor, channel.id, 'en', over - took from numbered, channel returning 1),
       talks as (
         insert into conversations (id, channel_id, visitor_id, state, medium, created_at, closed_at, close_reason)
         select talk, channel.id, visitor, 'closed', 'voice', over - took, over, 'wrapped_up' from numbered, channel returning 1)
       insert into queue_entries (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at, ended_at, served_by, released_at)
       select gen_random_uuid(), talk, channel.group_id, 'voice', '{"priority":0,"stages":[]}', 'channel group',
              'served', over - took, over - took, over - took, agent.id, over
         from numbered, channel, agent`,
      [channelKey, minutes],
    );
  } finally {
    await client.end();
  }
}

/** As many contacts as that over the six days before today: people who come again, most answered within a minute, a few gave up. */
export async function writeHistory(dataDir: string, contacts: number): Promise<void> {
  const client = await connected(dataDir);
  try {
    await client.query(
      `with channel as (select id, group_id from channels order by created_at limit 1),
       agents_there as (select array_agg(id order by email) as ids from agents where role = 'agent'),
       numbered as (
         select n, gen_random_uuid() as talk,
                date_trunc('day', now()) - make_interval(days => 1 + n % 6) + make_interval(secs => 8 * 3600 + n::bigint * 7919 % 36000) as came,
                make_interval(secs => 5 + n * 13 % 70) as waited, make_interval(secs => 120 + n * 31 % 400) as handled, n % 9 = 0 as gave_up
           from generate_series(1, $1::int) n),
       people as (
         insert into visitors (id, channel_id, language, created_at)
         select gen_random_uuid(), channel.id, case when n % 3 = 0 then 'zh' else 'en' end, now() - interval '8 days'
           from channel, generate_series(1, greatest(1, $1::int / 4)) n returning id),
       everybody as (select array_agg(id) as ids, count(*) as many from people),
       placed as (
         select numbered.*, everybody.ids[1 + n * 17 % everybody.many] as visitor, agents_there.ids[1 + n * 17 % everybody.many % cardinality(agents_there.ids)] as agent
           from numbered, everybody, agents_there),
       talks as (
         insert into conversations (id, channel_id, visitor_id, state, medium, created_at, closed_at, close_reason)
         select talk, channel.id, visitor, 'closed', 'text', came, came + waited + handled, case when gave_up then 'abandoned' else 'wrapped_up' end
           from placed, channel returning 1)
       insert into queue_entries (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at, ended_at, served_by, released_at)
       select gen_random_uuid(), talk, channel.group_id, 'text', '{"priority":0,"stages":[]}', 'channel group',
              case when gave_up then 'abandoned' else 'served' end, came, came, came + waited,
              case when not gave_up then agent end, case when not gave_up then came + waited + handled end
         from placed, channel`,
      [contacts],
    );
  } finally {
    await client.end();
  }
}
