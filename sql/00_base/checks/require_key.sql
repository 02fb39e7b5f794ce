-- Refuses an idempotency key that could not be found again.
create function tally_base.require_key(p_key text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if tally_base.is_plain_text(p_key) is not true then
    perform tally_base.fail('invalid_key');
  end if;
end
$$;
comment on function tally_base.require_key(text) is 'PT400 invalid_key unless 1 to 200 visible characters.';
revoke all on function tally_base.require_key(text) from public;
