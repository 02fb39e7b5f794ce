-- Opens an account for every user that signs up.
create function tally_ledger.on_user_created()
returns trigger
language plpgsql security definer -- Auth inserts the user and holds no right here
set search_path = ''
as $$
begin
  perform tally_ledger.open_account(new.id, new.email);
  return null;
end
$$;
comment on function tally_ledger.on_user_created() is 'Trigger on auth.users.';
revoke all on function tally_ledger.on_user_created() from public;
