-- The stage a transfer's search has come to, and when, as a queue entry has them: both null while the first one counts from `started_at`.
alter table transfers
  add column reached_stage int check (reached_stage >= 0),
  add column reached_at timestamptz,
  add constraint transfers_reached check ((reached_stage is null) = (reached_at is null));
