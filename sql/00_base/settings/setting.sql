-- The value of one setting.
create function tally_base.setting(p_name text)
returns jsonb
language sql stable
set search_path = ''
as $$
  select value from tally_base.settings where name = p_name
$$;
comment on function tally_base.setting(text) is 'The setting as JSON, null if unknown.';
revoke all on function tally_base.setting(text) from public;
