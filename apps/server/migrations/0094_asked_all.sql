-- What the router found when it last looked for somebody: who could take it was asked already. Then `again` one of them is asked, or the
-- plan goes `further`; null: there is somebody to ask, or nobody who could come.
alter table queue_entries
  add column asked_all text check (asked_all in ('again', 'further')),
  add column asked_all_until timestamptz check (asked_all_until is null or asked_all is not null);
