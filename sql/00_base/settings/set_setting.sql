-- Changes one known setting.
-- Unknown names are refused: a misspelt setting would silently do nothing.
create function tally_base.set_setting(p_name text, p_value jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_old jsonb;
begin
  select value into v_old from tally_base.settings where name = p_name for update;
  if v_old is null then
    raise exception 'there is no setting %', p_name using errcode = '22023';
  end if;
  if p_value is null or jsonb_typeof(p_value) <> jsonb_typeof(v_old) then
    raise exception 'setting % takes a %', p_name, jsonb_typeof(v_old) using errcode = '22023';
  end if;
  if jsonb_typeof(p_value) = 'number'
     and (p_value::numeric not between 0 and 1e9 or scale(trim_scale(p_value::numeric)) > 6) then
    raise exception 'setting % takes 0 to 1,000,000,000 with at most six decimals', p_name
      using errcode = '22023';
  end if;

  update tally_base.settings set value = p_value where name = p_name and value <> p_value;
end
$$;
comment on function tally_base.set_setting(text, jsonb) is 'Operator: changes a setting to a value of the same JSON type.';
revoke all on function tally_base.set_setting(text, jsonb) from public;
