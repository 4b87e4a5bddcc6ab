-- Whoever is asked has a presence, whose row the asking transaction has just written; its key costs a third of what locking the
-- account's row does for every offer. Accounts and presences are never deleted alone: a presence goes with its account.
alter table offers
  drop constraint offers_agent_id_fkey,
  add constraint offers_presence_fkey foreign key (agent_id) references presences;
