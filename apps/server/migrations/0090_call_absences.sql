-- When a participant's page was gone and its connection to the engine with it. A page that came back to a connection that
-- still lived was not away in this sense. `call_participants` knows the present only; a recording is explained afterwards.
create table call_absences (
  participant_id uuid not null references call_participants on delete cascade,
  from_at timestamptz not null,
  -- Media flowed again, or they had left; open while they are away.
  to_at timestamptz,
  primary key (participant_id, from_at)
);
