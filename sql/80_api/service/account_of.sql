-- Door: the personal account of a user.
create function tally.account_of(user_id uuid)
returns uuid
language plpgsql stable security definer -- reads routes, which the service may not
set search_path = ''
as $$
begin
  return tally_ledger.personal_account(user_id);
end
$$;
comment on function tally.account_of(uuid) is 'Service door: account id of the user. PT404 not_found.';
revoke all on function tally.account_of(uuid) from public;
grant execute on function tally.account_of(uuid) to service_role;
