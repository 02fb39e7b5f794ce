-- Closes the account of a deleted user, whose token may live on for an hour.
-- The ledger stays: what was bought and spent is still owed an account.
create function tally_ledger.on_user_deleted()
returns trigger
language plpgsql security definer -- Auth deletes the user and holds no right here
set search_path = ''
as $$
begin
  update tally_ledger.accounts a set status = 'closed'
  from tally_ledger.personal_accounts p
  where p.user_id = old.id and a.id = p.account_id;
  return null;
end
$$;
comment on function tally_ledger.on_user_deleted() is 'Trigger on auth.users.';
revoke all on function tally_ledger.on_user_deleted() from public;
