-- Grants the welcome credits of the setting, once per person.
-- A person is an e-mail address; its hash stays when the user is erased and comes back.
create function tally_ledger.welcome(p_account uuid, p_email text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_credits numeric := (tally_base.setting('welcome_credits') #>> '{}')::numeric;
  v_person bytea := tally_base.person_hash(p_email);
begin
  if v_credits <= 0 or v_person is null then
    return;
  end if;

  insert into tally_ledger.welcomed_people (person_hash, account_id)
  values (v_person, p_account)
  on conflict (person_hash) do nothing;
  if not found then
    return;
  end if;

  perform tally_ledger.grant_credits(
    p_account => p_account,
    p_credits => v_credits,
    p_source => 'welcome',
    p_scope => 'welcome',
    p_key => 'welcome',
    p_request_hash => tally_ledger.request_hash('welcome'));
end
$$;
comment on function tally_ledger.welcome(uuid, text) is 'Welcome credits for a person who never had them.';
revoke all on function tally_ledger.welcome(uuid, text) from public;
