// A deployment that has a past: contacts of the last days, as the product would have stored them.
import { join } from 'node:path';
import pg from 'pg';

/** As many contacts as that over the six days before today: most answered within a minute, a few gave up. */
export async function writeHistory(dataDir: string, contacts: number): Promise<void> {
  const client = new pg.Client({
    host: join(dataDir, 'postgres/18'),
    port: 5432,
    user: 'visavis',
    database: 'visavis',
  });
  await client.connect();
  try {
    await client.query(
      `with channel as (select id, group_id from channels order by created_at limit 1),
       agent as (select id from agents where role = 'agent' order by email limit 1),
       numbered as (
         select n, gen_random_uuid() as visitor, gen_random_uuid() as talk,
                date_trunc('day', now()) - make_interval(days => 1 + n % 6, hours => -(8 + n % 10), mins => -(n * 7 % 60)) as came,
                make_interval(secs => 5 + n * 13 % 70) as waited, make_interval(secs => 120 + n * 31 % 400) as handled, n % 9 = 0 as gave_up
           from generate_series(1, $1::int) n),
       people as (
         insert into visitors (id, channel_id, language, created_at)
         select visitor, channel.id, case when n % 3 = 0 then 'zh' else 'en' end, came from numbered, channel returning 1),
       talks as (
         insert into conversations (id, channel_id, visitor_id, state, medium, created_at, closed_at, close_reason)
         select talk, channel.id, visitor, 'closed', 'text', came, came + waited + handled, case when gave_up then 'abandoned' else 'wrapped_up' end
           from numbered, channel returning 1)
       insert into queue_entries (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at, ended_at, served_by, released_at)
       select gen_random_uuid(), talk, channel.group_id, 'text', '{"priority":0,"stages":[]}', 'channel group',
              case when gave_up then 'abandoned' else 'served' end, came, came, came + waited,
              case when not gave_up then agent.id end, case when not gave_up then came + waited + handled end
         from numbered, channel, agent`,
      [contacts],
    );
  } finally {
    await client.end();
  }
}
