-- Declares the deployment live or test, once.
-- A second mode would mix test credits and paid ones in one ledger.
create function tally_base.set_mode(p_mode text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into tally_base.deployment (mode) values (p_mode)
  on conflict (singleton) do nothing;

  if not exists (select from tally_base.deployment where mode = p_mode) then
    raise exception 'this deployment already has another mode' using errcode = '55000',
      hint = 'Install into a fresh database to change the mode.';
  end if;
end
$$;
comment on function tally_base.set_mode(text) is 'Operator: sets live or test; the first call decides, a repeat of it is harmless.';
revoke all on function tally_base.set_mode(text) from public;
