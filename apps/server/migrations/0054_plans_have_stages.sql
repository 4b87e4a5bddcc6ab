-- A plan without a stage says nothing to the router, and one such row would stop the round for everybody: refused where it is written.
alter table queue_entries add constraint queue_entries_plan_has_stages
  check (state not in ('waiting', 'ringing') or jsonb_array_length(plan -> 'stages') > 0);
alter table transfers add constraint transfers_plan_has_stages check (plan is null or jsonb_array_length(plan -> 'stages') > 0);
