-- Whose call it is may change, and other agents may be in it beside: consulted, or about to go.
alter table calls add column held boolean not null default false;
-- Handed the call over, and stays until the new agent has media.
alter table call_participants add column leaving boolean not null default false;
create index call_participants_agent on call_participants (agent_id) where state <> 'left';
