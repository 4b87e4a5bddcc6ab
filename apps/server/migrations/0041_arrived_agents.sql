-- Since when the agent is at the desk (online, busy or in wrap-up), unlike `since`, which begins anew with every state.
alter table presences add column arrived_at timestamptz;
update presences set arrived_at = since;
alter table presences alter column arrived_at set not null;
