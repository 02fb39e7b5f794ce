-- Writes what changed in a row, in the same transaction: if this fails, the change fails.
-- The arguments name the key columns.
create function tally_audit.record_change()
returns trigger
language plpgsql security definer -- whoever may change the row need not hold a right on the log
set search_path = ''
as $$
declare
  v_old jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  v_new jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  v_row jsonb := case when tg_op = 'DELETE' then v_old else v_new end;
begin
  if tg_op = 'UPDATE' and v_old = v_new then
    return null;
  end if;

  insert into tally_audit.log (table_name, operation, row_key, changes, actor, user_id, request_id)
  select
    format('%s.%s', tg_table_schema, tg_table_name),
    lower(tg_op),
    (select jsonb_object_agg(k, v_row -> k) from unnest(tg_argv) k),
    coalesce(jsonb_object_agg(c, jsonb_build_object('from', v_old -> c, 'to', v_new -> c))
      filter (where coalesce(v_old -> c, 'null') <> coalesce(v_new -> c, 'null')), '{}'),
    tally_base.actor(),
    auth.uid(),
    tally_base.request_id()
  from jsonb_object_keys(v_old || v_new) c;
  return null;
end
$$;
comment on function tally_audit.record_change() is 'Trigger: one row of tally_audit.log per changed row; arguments are the key columns.';
revoke all on function tally_audit.record_change() from public;
