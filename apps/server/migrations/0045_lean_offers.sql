-- What a ringing offer costs to store. Nobody looks for ended offers by their agent or by their conversation: both are asked for
-- ringing ones only, and all offers of a conversation are found by its entries.
drop index offers_agent;
create index offers_ringing_agent on offers (agent_id) where state = 'ringing';
drop index offers_conversation;
