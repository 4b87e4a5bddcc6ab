import type { ColumnType } from 'kysely';

export interface InternalNotesTable {
  id: string;
  conversation_id: string;
  seq: number;
  after_seq: number;
  client_msg_id: string;
  agent_id: string;
  author_name: string;
  note: string;
  created_at: ColumnType<Date, Date, Date>;
}

export interface InternalNoteMarksTable {
  conversation_id: string;
  agent_id: string;
  read_seq: number;
}

export interface InternalNoteTables {
  internal_note_marks: InternalNoteMarksTable;
  internal_notes: InternalNotesTable;
}
