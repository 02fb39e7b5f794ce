-- Door: why an entry is what it is.
create function tally.explain(seq bigint, account uuid default null)
returns jsonb
language plpgsql stable security definer -- reads grants and purchases behind the entry
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
begin
  return tally_metering.explain_entry(v_account, seq, auth.uid());
end
$$;
comment on function tally.explain(bigint, uuid) is 'User door: action, price, quantity, the grants that paid or were made, source, reference, times of one entry. PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.explain(bigint, uuid) from public;
grant execute on function tally.explain(bigint, uuid) to authenticated;
