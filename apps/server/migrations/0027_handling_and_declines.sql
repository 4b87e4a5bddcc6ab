-- How contacts of a group are handled. Null: voice and video ring as long as text does.
alter table skill_groups
  add column voice_ring_seconds int check (voice_ring_seconds between 5 and 300),
  add column video_ring_seconds int check (video_ring_seconds between 5 and 300),
  add column auto_accept_text boolean not null default false,
  add column text_wrap_seconds int not null default 0 check (text_wrap_seconds between 0 and 3600),
  add column voice_wrap_seconds int not null default 0 check (voice_wrap_seconds between 0 and 3600),
  add column video_wrap_seconds int not null default 0 check (video_wrap_seconds between 0 and 3600),
  add column disposition_required boolean not null default false;

-- Why an agent declined.
alter table offers
  add column decline_reason text check (decline_reason in ('busy_elsewhere', 'not_my_subject', 'language', 'technical', 'other')),
  add column decline_note text,
  add check (decline_reason is null or state = 'declined'),
  add check (decline_note is null or decline_reason is not null);
