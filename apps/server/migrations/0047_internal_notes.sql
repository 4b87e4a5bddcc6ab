-- What agents write to each other. A table of its own: nothing that reads messages for a visitor can find a note.
create table internal_notes (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  -- 1, 2, 3 ... without a gap in each conversation.
  seq int not null,
  -- The last message at that moment: where the note stands on the agents' time line.
  after_seq int not null,
  client_msg_id uuid not null,
  agent_id uuid not null references agents,
  author_name text not null,
  note text not null check (note <> ''),
  created_at timestamptz not null,
  unique (conversation_id, seq),
  unique (conversation_id, client_msg_id)
);
