-- Keys for machines. Only the hash is kept; a revoked key stays, as a record of who could do what until when.
create table api_keys (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  role text not null check (role in ('agent', 'supervisor', 'administrator')),
  -- Who made it; the key acts as this person and ends with the account.
  agent_id uuid not null references agents,
  key_hash bytea not null unique,
  hint text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references agents,
  check ((revoked_at is null) = (revoked_by is null))
);
