create table tally_audit.log (
  id bigint generated always as identity,
  recorded_at timestamptz not null default clock_timestamp(),
  table_name text not null,
  operation text not null,
  row_key jsonb not null,
  changes jsonb not null,
  actor text not null,
  user_id uuid,
  request_id text,
  constraint log_pkey primary key (id),
  constraint log_operation_known check (operation in ('insert', 'update', 'delete'))
);
create index log_by_recorded_at on tally_audit.log using brin (recorded_at);
alter table tally_audit.log enable row level security;
comment on table tally_audit.log is 'Append-only: who changed which row, and how.';
comment on column tally_audit.log.changes is 'Per changed column {"from": old, "to": new}, without secrets.';
