-- Who acts, for entries and the audit: a label, never a permission.
-- The role setting is what the Data API switched to; inside a definer function current_user is the owner.
create function tally_base.actor()
returns text
language plpgsql stable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return case current_setting('role', true)
    when 'authenticated' then 'user'
    when 'service_role' then 'service'
    else 'sql:' || session_user
  end;
end
$$;
comment on function tally_base.actor() is 'user, service or sql:<login>.';
revoke all on function tally_base.actor() from public;
