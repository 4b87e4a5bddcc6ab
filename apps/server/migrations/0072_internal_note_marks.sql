-- How far an agent has read the notes of a conversation: what colleagues wrote after it is marked in their list.
create table internal_note_marks (
  conversation_id uuid not null references conversations,
  agent_id uuid not null references agents,
  read_seq int not null,
  primary key (conversation_id, agent_id)
);
