-- Refuses any change of rows that only ever grow, whoever asks.
-- Privileges bind clients; this also binds the owner and an operator's slip in the SQL editor.
create function tally_base.forbid_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform tally_base.fail('append_only',
    format('%s.%s is append-only: %s is refused.', tg_table_schema, tg_table_name, lower(tg_op)));
  return null;
end
$$;
comment on function tally_base.forbid_change() is 'Trigger: PT409 append_only.';
revoke all on function tally_base.forbid_change() from public;
