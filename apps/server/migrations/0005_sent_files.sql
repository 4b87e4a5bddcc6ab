-- Uploaded files that were never sent are removed after a day; null until a message names the file.
alter table files add column sent_at timestamptz;
create index files_unsent on files (created_at) where sent_at is null;
