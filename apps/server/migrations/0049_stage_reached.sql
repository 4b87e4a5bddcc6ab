-- The stage an entry's search has come to, and when: the patience of a stage begins when it is reached. Both null: nothing was
-- passed yet, the first stage counts from `entered_at`. No index: the leader writes them often.
alter table queue_entries
  add column reached_stage int check (reached_stage >= 0),
  add column reached_at timestamptz,
  add constraint queue_entries_reached check ((reached_stage is null) = (reached_at is null));
