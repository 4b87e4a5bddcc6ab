-- Capacity per medium, with weights and exclusivity. Null: what the groups, or else the deployment, say.
alter table agents add column capacity jsonb;
update agents set capacity = jsonb_build_object('units', text_capacity,
    'text', jsonb_build_object('limit', text_capacity, 'weight', 1, 'exclusive', false),
    'voice', '{"limit": 1, "weight": 0, "exclusive": true}'::jsonb, 'video', '{"limit": 1, "weight": 0, "exclusive": true}'::jsonb)
 where text_capacity <> 5;
alter table agents drop column text_capacity;
alter table skill_groups add column default_capacity jsonb;

-- What holds for the agent now stands in the row itself, so that the table's own checks can be the last word.
alter table presences
  drop constraint presences_text_capacity,
  drop constraint presences_live_capacity,
  add column voice_load int not null default 0,
  add column video_load int not null default 0,
  add column units int not null default 5 check (units between 1 and 2000),
  add column text_limit int not null default 5 check (text_limit >= 1),
  add column text_weight int not null default 1 check (text_weight >= 0),
  add column text_exclusive boolean not null default false,
  add column voice_limit int not null default 1 check (voice_limit >= 1),
  add column voice_weight int not null default 0 check (voice_weight >= 0),
  add column voice_exclusive boolean not null default true,
  add column video_limit int not null default 1 check (video_limit >= 1),
  add column video_weight int not null default 0 check (video_weight >= 0),
  add column video_exclusive boolean not null default true,
  -- The capacity was lowered below the load; it follows down as places become free.
  add column strained boolean not null default false;
update presences p set
  units = text_capacity, text_limit = text_capacity,
  voice_load = case when live_load > 0 and not v.is_video then live_load else 0 end,
  video_load = case when live_load > 0 and v.is_video then live_load else 0 end
  from (select a.agent_id,
          exists (select 1 from calls c where c.agent_id = a.agent_id and c.state <> 'ended' and c.kind = 'video')
          or exists (select 1 from offers o where o.agent_id = a.agent_id and o.state = 'ringing' and o.medium = 'video') as is_video
          from presences a) v
 where v.agent_id = p.agent_id;
alter table presences
  drop column text_capacity, drop column live_load, drop column live_capacity,
  alter column units drop default,
  alter column text_limit drop default, alter column text_weight drop default, alter column text_exclusive drop default,
  alter column voice_limit drop default, alter column voice_weight drop default, alter column voice_exclusive drop default,
  alter column video_limit drop default, alter column video_weight drop default, alter column video_exclusive drop default,
  add constraint presences_text_limit check (text_load between 0 and text_limit),
  add constraint presences_voice_limit check (voice_load between 0 and voice_limit),
  add constraint presences_video_limit check (video_load between 0 and video_limit),
  add constraint presences_one_call check (voice_load + video_load <= 1),
  add constraint presences_units check (text_load * text_weight + voice_load * voice_weight + video_load * video_weight <= units);

-- Exclusivity is about what comes next: running texts may go on beside an exclusive call, a new one may not begin.
create function presences_refuse_beside_exclusive() returns trigger language plpgsql as $$
begin
  if (new.text_load > old.text_load or new.voice_load > old.voice_load or new.video_load > old.video_load)
     and ((old.text_load > 0 and old.text_exclusive) or (old.voice_load > 0 and old.voice_exclusive)
          or (old.video_load > 0 and old.video_exclusive)) then
    raise exception 'nothing new beside an exclusive contact' using errcode = 'check_violation', constraint = 'presences_exclusive';
  end if;
  return new;
end $$;
create trigger presences_exclusive before update of text_load, voice_load, video_load on presences
  for each row execute function presences_refuse_beside_exclusive();
